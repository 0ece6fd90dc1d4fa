extension EstateDescription {
  /// One SQL Server 2022 with four databases, one of them in SIMPLE recovery and one linked to a
  /// Synapse workspace, and one instance.
  package static let standard = EstateDescription(
    servers: [
      SQLServer(
        name: "SQL1",
        addresses: ["SQL1", "10.0.0.4", "localhost", "127.0.0.1"],
        databases: [sales, orders, stock, ledger]
      )
    ],
    instances: [Instance(name: "mi1")],
    storageAccounts: [landing],
    workspaces: [synapse]
  )

  private static let sales = Database(
    "Sales",
    bytes: 1_200_000_000,
    endOfLog: LogPosition(file: 71, block: 94_079),
    tables: [
      Table(
        "Customer",
        rowCount: 240,
        primaryKey: ["CustomerID"],
        columns: [
          TableSchema.Column("CustomerID", .int, isNullable: false),
          TableSchema.Column("Name", .nvarchar(100), isNullable: false),
          TableSchema.Column("City", .nvarchar(60)),
          TableSchema.Column("CreditLimit", .decimal(precision: 12, scale: 2)),
          TableSchema.Column("Since", .date),
        ]
      ),
      Table(
        "Invoice",
        rowCount: 360,
        primaryKey: ["InvoiceID"],
        columns: [
          TableSchema.Column("InvoiceID", .int, isNullable: false),
          TableSchema.Column("CustomerID", .int, isNullable: false),
          TableSchema.Column("Total", .decimal(precision: 18, scale: 2), isNullable: false),
          TableSchema.Column("IssuedAt", .dateTime2(scale: 3), isNullable: false),
          TableSchema.Column("IsPaid", .bit, isNullable: false),
        ]
      ),
    ]
  )

  private static let orders = Database(
    "Orders",
    bytes: 600_000_000,
    endOfLog: LogPosition(file: 36, block: 11_200),
    tables: [
      Table(
        "OrderHeader",
        rowCount: 300,
        primaryKey: ["OrderID"],
        columns: [
          TableSchema.Column("OrderID", .int, isNullable: false),
          TableSchema.Column("CustomerID", .int, isNullable: false),
          TableSchema.Column("PlacedAt", .dateTime2(scale: 3), isNullable: false),
          TableSchema.Column("Status", .nvarchar(20), isNullable: false),
        ]
      ),
      Table(
        "OrderLine",
        rowCount: 500,
        primaryKey: ["LineID"],
        columns: [
          TableSchema.Column("LineID", .bigInt, isNullable: false),
          TableSchema.Column("OrderID", .int, isNullable: false),
          TableSchema.Column("Product", .nvarchar(80), isNullable: false),
          TableSchema.Column("Quantity", .int, isNullable: false),
          TableSchema.Column("Price", .decimal(precision: 12, scale: 2), isNullable: false),
        ]
      ),
    ]
  )

  // Its log positions do not fit 64 bits, which is true of busy servers.
  private static let stock = Database(
    "Stock",
    recoveryModel: .simple,
    bytes: 300_000_000,
    endOfLog: LogPosition(file: 40_077, block: 5_120),
    tables: [
      Table(
        "Item",
        rowCount: 200,
        primaryKey: ["ItemID"],
        columns: [
          TableSchema.Column("ItemID", .int, isNullable: false),
          TableSchema.Column("Product", .nvarchar(80), isNullable: false),
          TableSchema.Column("Warehouse", .varchar(20), isNullable: false),
          TableSchema.Column("OnHand", .int, isNullable: false),
          TableSchema.Column("Weight", .float),
        ]
      )
    ]
  )
}
