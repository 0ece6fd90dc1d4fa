import LabEstate

/// What `sp_datatype_info` tells of the types that the lab speaks.
enum DataTypeInfo {
  static let columns: [TSQLReply.Column] = [
    TSQLReply.Column("TYPE_NAME", .nvarchar(128)),
    TSQLReply.Column("DATA_TYPE", .smallInt),
    TSQLReply.Column("PRECISION", .int),
    TSQLReply.Column("LITERAL_PREFIX", .varchar(32)),
    TSQLReply.Column("LITERAL_SUFFIX", .varchar(32)),
    TSQLReply.Column("CREATE_PARAMS", .varchar(32)),
    TSQLReply.Column("NULLABLE", .smallInt),
    TSQLReply.Column("CASE_SENSITIVE", .smallInt),
    TSQLReply.Column("SEARCHABLE", .smallInt),
    TSQLReply.Column("UNSIGNED_ATTRIBUTE", .smallInt),
    TSQLReply.Column("MONEY", .smallInt),
    TSQLReply.Column("AUTO_INCREMENT", .smallInt),
    TSQLReply.Column("LOCAL_TYPE_NAME", .nvarchar(128)),
    TSQLReply.Column("MINIMUM_SCALE", .smallInt),
    TSQLReply.Column("MAXIMUM_SCALE", .smallInt),
    TSQLReply.Column("SQL_DATA_TYPE", .smallInt),
    TSQLReply.Column("SQL_DATETIME_SUB", .smallInt),
    TSQLReply.Column("NUM_PREC_RADIX", .int),
    TSQLReply.Column("INTERVAL_PRECISION", .smallInt),
    TSQLReply.Column("USERTYPE", .smallInt),
  ]

  /// The types of an ODBC type code; 0 asks for all.
  static func rows(of type: Int) -> [[TSQLValue]] {
    types.filter { type == 0 || $0.code == type }.map(\.row)
  }

  private struct Entry {
    var name: String
    var code: Int
    var precision: Int
    var prefix: String?
    var parameters: String?
    var userType: Int

    var row: [TSQLValue] {
      let isNumber = (2...8).contains(code) || [-5, -6, -7].contains(code)
      let isText = [12, -9].contains(code)
      let suffix = prefix == "0x" || prefix == nil ? TSQLValue.null : .text("'")
      return [
        .text(name), .number(code), .number(precision), prefix.map { .text($0) } ?? .null, suffix,
        parameters.map { .text($0) } ?? .null, .number(1), .number(0),
        .number(isText ? 3 : 2), isNumber ? .number(0) : .null, .number(0),
        isNumber ? .number(0) : .null, .text(name), .null, .null, .number(code), .null,
        isNumber ? .number(10) : .null, .null, .number(userType),
      ]
    }
  }

  private static let types: [Entry] = [
    Entry(name: "bit", code: -7, precision: 1, userType: 16),
    Entry(name: "tinyint", code: -6, precision: 3, userType: 5),
    Entry(name: "bigint", code: -5, precision: 19, userType: 0),
    Entry(
      name: "varbinary",
      code: -3,
      precision: 8000,
      prefix: "0x",
      parameters: "max length",
      userType: 4
    ),
    Entry(
      name: "nvarchar",
      code: -9,
      precision: 4000,
      prefix: "N'",
      parameters: "max length",
      userType: 0
    ),
    Entry(name: "uniqueidentifier", code: -11, precision: 36, prefix: "'", userType: 0),
    Entry(name: "decimal", code: 3, precision: 38, parameters: "precision,scale", userType: 26),
    Entry(name: "numeric", code: 2, precision: 38, parameters: "precision,scale", userType: 25),
    Entry(name: "int", code: 4, precision: 10, userType: 7),
    Entry(name: "smallint", code: 5, precision: 5, userType: 6),
    Entry(name: "float", code: 6, precision: 53, userType: 8),
    Entry(name: "real", code: 7, precision: 24, userType: 23),
    Entry(
      name: "varchar",
      code: 12,
      precision: 8000,
      prefix: "'",
      parameters: "max length",
      userType: 2
    ),
    Entry(name: "date", code: 91, precision: 10, prefix: "'", userType: 0),
    Entry(
      name: "datetime2",
      code: 93,
      precision: 27,
      prefix: "'",
      parameters: "scale",
      userType: 0
    ),
    Entry(name: "datetime", code: 93, precision: 23, prefix: "'", userType: 12),
  ]
}
