import Foundation
import LabEstate

extension ScalarFunction {
  /// Functions on databases, objects and certificates.
  static let metadataFunctions: [ScalarFunction] = [
    ScalarFunction("DB_ID", 0...1, [.nvarchar(128)], .smallInt) { values, context in
      let database =
        values.isEmpty ? context.database : context.server.database(named: values.text(0))
      return database.map { .int(Int64($0.id)) } ?? .null
    },
    ScalarFunction("DB_NAME", 0...1, [.int], .nvarchar(128)) { values, context in
      guard !values.isEmpty else { return .text(context.session.database) }
      let database = context.server.databases.first { Int64($0.id) == values.int(0) }
      return database.map { .text($0.name) } ?? .null
    },
    ScalarFunction("DATABASEPROPERTYEX", 2...2, [.nvarchar(128)], .sqlVariant) { values, context in
      guard let database = context.server.database(named: values.text(0)) else { return .null }
      return property(values.text(1), of: database, on: context.server)
    },
    ScalarFunction("OBJECT_ID", 1...2, [.nvarchar(776)], .int) { values, context in
      objectID(values.text(0), context).map { .int($0) } ?? .null
    },
    ScalarFunction("OBJECT_NAME", 1...2, [.int], .nvarchar(128)) { values, context in
      let tables = context.database?.tables ?? []
      let table = tables.first { Int64($0.objectID) == values.int(0) }
      return table.map { .text($0.name) } ?? .null
    },
    ScalarFunction("SCHEMA_NAME", 0...1, [.int], .nvarchar(128)) { values, _ in
      values.isEmpty || values.int(0) == 1
        ? .text("dbo") : values.int(0) == 4 ? .text("sys") : .null
    },
    ScalarFunction("CERT_ID", 1...1, [.nvarchar(128)], .int) { values, context in
      guard context.isInMaster else { return .null }
      return context.server.certificate(named: unquoted(values.text(0)))
        .map { .int(Int64($0.id)) } ?? .null
    },
    ScalarFunction("CERTENCODED", 1...1, [.int], .varbinary(nil)) { values, context in
      guard context.isInMaster else { return .null }
      let certificate = context.server.certificates.first { Int64($0.id) == values.int(0) }
      return certificate.map { .bytes($0.der.bytes) } ?? .null
    },
    ScalarFunction("NEWID", 0...0, [], .uniqueIdentifier) { _, _ in
      let uuid = UUID().uuidString.replacing("-", with: "")
      return .uuid(Blob(hex: uuid)?.bytes ?? [])
    },
    ScalarFunction("ISNUMERIC", 1...1, [.nvarchar(4000)], .int) { values, _ in
      .int(DecimalDigits.parse(values.text(0)) == nil ? 0 : 1)
    },
  ]

  private static func property(
    _ name: String,
    of database: UserDatabase,
    on server: Server
  ) -> TSQLValue {
    switch name.lowercased() {
    case "status":
      .text(database.state.rawValue.uppercased())
    case "updateability":
      .text(database.isReadOnly || database.state != .online ? "READ_ONLY" : "READ_WRITE")
    case "useraccess": .text(database.options.userAccess.catalogue)
    case "recovery":
      .text(
        database.recoveryModel == .bulkLogged
          ? "BULK_LOGGED" : database.recoveryModel.rawValue.uppercased()
      )
    case "collation": .text(server.collation)
    case "version": .int(957)
    case "isautoclose": .int(database.options.isAutoCloseOn ? 1 : 0)
    case "isinstandby", "isfulltextenabled": .int(0)
    default: .null
    }
  }

  private static func objectID(_ name: String, _ context: EvaluationContext) -> Int64? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { unquoted($0) }
    let object = ObjectName(parts: parts)
    let database = object.database.map(context.server.database(named:)) ?? context.database
    let table = database?.table(schema: object.schema ?? "dbo", name: object.object)
    if let table { return Int64(table.objectID) }
    return SystemProcedure.objectID(named: object.object).map(Int64.init)
  }

  static func unquoted(_ name: some StringProtocol) -> String {
    guard name.hasPrefix("["), name.hasSuffix("]") else { return String(name) }
    return String(name.dropFirst().dropLast()).replacing("]]", with: "]")
  }
}
