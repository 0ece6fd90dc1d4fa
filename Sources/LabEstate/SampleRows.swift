/// Deterministic contents of a described table: the same in every lab.
struct SampleRows {
  var table: EstateDescription.Table
  var start: EstateInstant

  func all() -> [[TSQLValue]] {
    (1...max(1, table.rowCount)).prefix(table.rowCount).map { number in
      table.columns.enumerated().map { position, column in
        value(of: column, row: number, isKey: table.primaryKey.contains(column.name), at: position)
      }
    }
  }

  private func value(
    of column: TableSchema.Column,
    row: Int,
    isKey: Bool,
    at position: Int
  ) -> TSQLValue {
    let spread = (row * 7919 + position * 104_729) % 10_007
    switch column.type {
    case .bit: return .bit(spread.isMultiple(of: 3))
    case .tinyInt, .smallInt, .int, .bigInt:
      return .int(Int64(isKey ? row : column.name.hasSuffix("ID") ? spread % 200 + 1 : spread % 90))
    case .decimal(_, let scale):
      return .decimal("\(spread % 5000)." + CivilTime.padded(spread % 100, 2).prefix(Int(scale)))
    case .real, .float: return .double(Double(spread) / 16)
    case .date, .dateTime, .dateTime2:
      let day = CivilTime(year: 2020 + spread % 5, month: spread % 12 + 1, day: spread % 28 + 1)
      let seconds = column.type == .date ? 0 : spread * 8
      return .dateTime((day.instant + .seconds(seconds)).microseconds)
    case .time: return .dateTime(Int64(spread) * 8_000_000)
    case .uniqueIdentifier:
      return .uuid((0..<16).map { UInt8(truncatingIfNeeded: spread &* ($0 + 3) &+ row) })
    case .varbinary: return .bytes((0..<8).map { UInt8(truncatingIfNeeded: spread &+ $0) })
    case .nvarchar, .varchar, .sqlVariant: return .text(text(for: column.name, spread, row))
    }
  }

  private func text(for name: String, _ spread: Int, _ row: Int) -> String {
    switch name {
    case "City": Self.cities[spread % Self.cities.count]
    case "Status": ["open", "packed", "shipped", "returned"][spread % 4]
    case "Warehouse": "W-\(spread % 12 + 1)"
    case "Product": "\(Self.goods[spread % Self.goods.count]) \(spread % 40 + 1)"
    default: "\(name) \(row)"
    }
  }

  private static let cities = ["Zürich", "Genève", "Łódź", "Reykjavík", "São Paulo", "東京", "Oslo"]
  private static let goods = ["Bolt", "Spring", "Bearing", "Valve", "Gasket", "Naïve lever"]
}
