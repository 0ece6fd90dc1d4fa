import LabEstate

extension CatalogView {
  /// Views on the tables of one database.
  static let tableViews: [CatalogView] = [
    CatalogView("sys.schemas", columns: "name sysname, schema_id int, principal_id int") { _, _ in
      [("dbo", 1), ("INFORMATION_SCHEMA", 3), ("sys", 4)].map { name, id in
        ["name": .text(name), "schema_id": .number(id), "principal_id": .number(1)]
      }
    },
    CatalogView(
      "sys.tables",
      columns: """
        name sysname, object_id int, schema_id int, parent_object_id int, type varchar(2),
        type_desc nvarchar(60), create_date datetime, modify_date datetime, is_ms_shipped bit,
        is_filetable bit, is_memory_optimized bit
        """
    ) { _, database in
      database.tables.map { table in
        object(table, in: database).merging(
          ["is_filetable": .flag(false), "is_memory_optimized": .flag(false)]
        ) { $1 }
      }
    },
    CatalogView(
      "sys.objects",
      columns: """
        name sysname, object_id int, schema_id int, parent_object_id int, type varchar(2),
        type_desc nvarchar(60), create_date datetime, modify_date datetime, is_ms_shipped bit
        """
    ) { _, database in database.tables.map { object($0, in: database) } },
    CatalogView(
      "sys.all_objects",
      columns: """
        name sysname, object_id int, schema_id int, parent_object_id int, type varchar(2),
        type_desc nvarchar(60), create_date datetime, modify_date datetime, is_ms_shipped bit
        """
    ) { context, database in
      database.tables.map { object($0, in: database) }
        + SystemProcedure.allCases.map { procedure in
          [
            "name": .text(procedure.rawValue), "object_id": .number(procedure.objectID),
            "schema_id": .number(4), "parent_object_id": .number(0),
            "type": .text("X"),
            "type_desc": .text("EXTENDED_STORED_PROCEDURE"),
            "create_date": .moment(context.server.startedAt),
            "modify_date": .moment(context.server.startedAt), "is_ms_shipped": .flag(true),
          ]
        }
    },
    CatalogView(
      "sys.columns",
      columns: """
        object_id int, name sysname, column_id int, system_type_id tinyint, user_type_id int,
        max_length smallint, precision tinyint, scale tinyint, is_nullable bit, is_identity bit
        """
    ) { _, database in
      database.tables.flatMap { table in
        table.columns.enumerated().map { index, column in
          [
            "object_id": .number(table.objectID), "name": .text(column.name),
            "column_id": .number(index + 1), "system_type_id": .number(column.type.systemID),
            "user_type_id": .number(column.type.systemID),
            "max_length": .number(column.type.byteLength),
            "precision": .number(column.type.isNumber ? column.type.digits.precision : 0),
            "scale": .number(column.type.isDecimal ? column.type.digits.scale : 0),
            "is_nullable": .flag(column.isNullable), "is_identity": .flag(column.isIdentity),
          ]
        }
      }
    },
    CatalogView(
      "INFORMATION_SCHEMA.TABLES",
      columns: """
        TABLE_CATALOG nvarchar(128), TABLE_SCHEMA nvarchar(128), TABLE_NAME sysname,
        TABLE_TYPE varchar(10)
        """
    ) { _, database in
      database.tables.map { table in
        [
          "TABLE_CATALOG": .text(database.name), "TABLE_SCHEMA": .text(table.schema),
          "TABLE_NAME": .text(table.name), "TABLE_TYPE": .text("BASE TABLE"),
        ]
      }
    },
    CatalogView(
      "INFORMATION_SCHEMA.COLUMNS",
      columns: """
        TABLE_CATALOG nvarchar(128), TABLE_SCHEMA nvarchar(128), TABLE_NAME sysname,
        COLUMN_NAME sysname, ORDINAL_POSITION int, IS_NULLABLE varchar(3), DATA_TYPE nvarchar(128)
        """
    ) { _, database in
      database.tables.flatMap { table in
        table.columns.enumerated().map { index, column in
          [
            "TABLE_CATALOG": .text(database.name), "TABLE_SCHEMA": .text(table.schema),
            "TABLE_NAME": .text(table.name), "COLUMN_NAME": .text(column.name),
            "ORDINAL_POSITION": .number(index + 1),
            "IS_NULLABLE": .text(column.isNullable ? "YES" : "NO"),
            "DATA_TYPE": .text(column.type.name),
          ]
        }
      }
    },
  ]

  private static func object(_ table: TableSchema, in database: UserDatabase) -> Row {
    [
      "name": .text(table.name), "object_id": .number(table.objectID), "schema_id": .number(1),
      "parent_object_id": .number(0), "type": .text("U"), "type_desc": .text("USER_TABLE"),
      "create_date": .moment(database.createdAt), "modify_date": .moment(database.createdAt),
      "is_ms_shipped": .flag(false),
    ]
  }
}

extension TSQLType {
  /// `system_type_id` of `sys.types`.
  fileprivate var systemID: Int {
    switch self {
    case .bit: 104
    case .tinyInt: 48
    case .smallInt: 52
    case .int: 56
    case .bigInt: 127
    case .decimal: 108
    case .real: 59
    case .float: 62
    case .date: 40
    case .time: 41
    case .dateTime: 61
    case .dateTime2: 42
    case .uniqueIdentifier: 36
    case .nvarchar: 231
    case .varchar: 167
    case .varbinary: 165
    case .sqlVariant: 98
    }
  }

  /// `max_length` of `sys.columns`; -1 for `(max)`.
  fileprivate var byteLength: Int {
    switch self {
    case .bit, .tinyInt: 1
    case .smallInt: 2
    case .int, .real: 4
    case .bigInt, .float, .dateTime, .dateTime2: 8
    case .decimal(let precision, _):
      precision <= 9 ? 5 : precision <= 19 ? 9 : precision <= 28 ? 13 : 17
    case .date: 3
    case .time: 5
    case .uniqueIdentifier: 16
    case .nvarchar(let size): size.map { $0 * 2 } ?? -1
    case .varchar(let size), .varbinary(let size): size ?? -1
    case .sqlVariant: 8016
    }
  }
}
