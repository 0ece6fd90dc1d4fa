import LabEstate

/// A catalogue view: its columns as documented, and its rows out of the world.
struct CatalogView: Sendable {
  typealias Row = [String: TSQLValue]

  /// With its schema: `sys.databases`.
  var name: String
  var columns: [TSQLReply.Column]
  /// The one database that has it; nil for all.
  var home: String?
  /// Whether only a Managed Instance has it.
  var isInstanceOnly: Bool
  private var rows: @Sendable (EvaluationContext, UserDatabase) -> [Row]

  /// The columns are written as a definition, `name sysname, database_id int`; those that a row
  /// does not name are NULL in it.
  init(
    _ name: String,
    home: String? = nil,
    isInstanceOnly: Bool = false,
    columns: String,
    rows: @escaping @Sendable (EvaluationContext, UserDatabase) -> [Row]
  ) {
    self.name = name
    self.home = home
    self.isInstanceOnly = isInstanceOnly
    self.rows = rows
    do {
      var parser = try Parser(columns)
      self.columns = try parser.list { parser in
        TSQLReply.Column(try parser.anyWord(), try parser.type())
      }
      guard parser.current.kind == .end else { throw parser.syntaxError() }
    } catch {
      preconditionFailure("the columns of \(name) are not a definition: \(error)")
    }
  }

  /// The rows as a query of SQLite.
  func sql(_ context: EvaluationContext, _ database: UserDatabase) throws -> String {
    let known = Set(columns.map(\.name))
    let lines = rows(context, database).map { row in
      precondition(known.isSuperset(of: row.keys), "\(name) has no column for \(row.keys)")
      let values = columns.map { (row[$0.name] ?? .null).literal }
      return "(\(values.joined(separator: ", ")))"
    }
    guard lines.isEmpty else { return "VALUES \(lines.joined(separator: ", "))" }
    return "SELECT \(columns.map { _ in "NULL" }.joined(separator: ", ")) WHERE 0"
  }

  static func named(_ name: String, in database: String, isInstance: Bool) -> CatalogView? {
    guard let view = all[name.lowercased()], isInstance || !view.isInstanceOnly else { return nil }
    if let home = view.home, !home.isSameName(as: database) { return nil }
    return view
  }

  static let all = Dictionary(
    uniqueKeysWithValues: (databaseViews + tableViews + securityViews + endpointViews + groupViews
      + replicaStateViews + seedingViews + serverViews + backupViews + instanceViews
      + changeFeedViews)
      .map { ($0.name.lowercased(), $0) }
  )
}

extension TSQLValue {
  static func flag(_ flag: Bool) -> TSQLValue { .bit(flag) }

  static func number(_ number: Int) -> TSQLValue { .int(Int64(number)) }

  static func moment(_ moment: EstateInstant?) -> TSQLValue {
    moment.map { .dateTime($0.microseconds) } ?? .null
  }

  static func position(_ position: LogPosition?) -> TSQLValue {
    position.map { .decimal($0.decimal) } ?? .null
  }

  /// A GUID from its written form.
  static func guid(_ text: String?) -> TSQLValue {
    text.flatMap { Blob(hex: $0.replacing("-", with: "")) }.map { .uuid($0.bytes) } ?? .null
  }
}
