import LabEstate

/// The bodies of `linktables`, `edittables` and `querytablestatus`.
struct LinkTableBody: Codable {
  struct Name: Codable {
    struct Distribution: Codable {
      var type: String
      var distributionColumn: String?
    }

    struct Structure: Codable {
      var type: String
    }

    var tableName: String
    var schemaName: String
    var distributionOptions: Distribution?
    var structureOptions: Structure?
  }

  var id: String
  var name: String?
  var source: Name?
  var target: Name?
  var operationType: String?
}

extension LinkTableBody {
  init(_ table: LinkTable, of link: LinkConnection) {
    id = table.id
    name = link.name
    source = Name(tableName: table.source.table, schemaName: table.source.schema)
    target = Name(
      tableName: table.target.table,
      schemaName: table.target.schema,
      distributionOptions: table.distribution.map {
        Name.Distribution(type: $0, distributionColumn: table.distributionColumn)
      },
      structureOptions: table.structure.map(Name.Structure.init)
    )
  }

  /// - Throws: `ARMRefusal` for an operation that there is not.
  func edit() throws -> LinkTableEdit {
    guard let operation = LinkTableEdit.Operation(rawValue: (operationType ?? "add").lowercased())
    else {
      throw ARMRefusal(
        400,
        "InvalidRequest",
        "The operation type '\(operationType ?? "")' is not one of add, update and remove."
      )
    }
    return LinkTableEdit(
      operation,
      id: id,
      source: source.map { LinkTable.Name(schema: $0.schemaName, table: $0.tableName) },
      target: target.map { LinkTable.Name(schema: $0.schemaName, table: $0.tableName) },
      distribution: target?.distributionOptions?.type,
      distributionColumn: target?.distributionOptions?.distributionColumn,
      structure: target?.structureOptions?.type
    )
  }
}

struct EditTablesBody: Decodable {
  var linkTables: [LinkTableBody]
}

struct TableStatusListDocument: Encodable {
  struct Status: Encodable {
    var id: String
    var linkTableId: String
    var status: String
    var errorCode: String?
    var errorMessage: String?
    var startTime: String?
    var lastProcessedData: String?
    var lastTransactionCommitTime: String?

    init(_ table: LinkTable) {
      id = table.id
      linkTableId = table.tableID
      status = table.status.rawValue
      errorCode = table.failure?.code
      errorMessage = table.failure?.message
      startTime = table.startedAt?.sevenDigits
      lastProcessedData = table.processedAt?.rfc3339
      lastTransactionCommitTime = table.processedAt?.rfc3339
    }
  }

  var value: [Status]
  /// How many were told before; opaque to clients.
  var continuationToken: Int?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(value, forKey: .value)
    try container.encode(continuationToken, forKey: .continuationToken)
  }

  private enum Key: CodingKey { case value, continuationToken }
}

struct TableStatusQuery: Decodable {
  var maxSegmentCount: Int?
  var continuationToken: Int?
}
