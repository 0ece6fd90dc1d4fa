import WorkflowModel
import WorkflowPlugin

/// A row of a catalogue view; reads a cell as what it means, whatever type a driver gave it.
struct CatalogRow {
  var cells: [String: Value]

  /// Nil for NULL, and for a column that the answer does not have.
  func text(_ column: String) -> String? {
    guard let cell = cells[column], !cell.isNull else { return nil }
    return cell.description
  }

  func integer(_ column: String) -> Int? {
    switch cells[column] {
    case .int(let value): Int(value)
    case .bool(let value): value ? 1 : 0
    case .some(let cell): Int(cell.description)
    case nil: nil
    }
  }

  /// A varbinary cell as `0x` and upper-case hex, so that equal bytes are equal text.
  func binary(_ column: String) -> String { text(column).flatMap(TSQL.binary) ?? "" }

  /// NULL is not true.
  func isTrue(_ column: String) -> Bool { integer(column).map { $0 != 0 } ?? false }
}

extension Answer {
  var catalogRows: [CatalogRow] { rows.map(CatalogRow.init(cells:)) }

  var firstRow: CatalogRow? { catalogRows.first }
}

extension String {
  /// Compares as a case-insensitive collation and as DNS do.
  func isSameName(as other: String) -> Bool { lowercased() == other.lowercased() }
}
