extension EstateDescription {
  /// A storage account with two random keys.
  package struct Account: Hashable, Codable, Sendable {
    package var name: String
    package var subscription: String
    package var resourceGroup: String
    package var location: String
    package var containers: [String]

    package init(
      name: String,
      subscription: String = "00000000-1111-2222-3333-444444444444",
      resourceGroup: String = "lab-rg",
      location: String = "westeurope",
      containers: [String]
    ) {
      self.name = name
      self.subscription = subscription
      self.resourceGroup = resourceGroup
      self.location = location
      self.containers = containers
    }
  }

  /// A link connection that runs from the estate's birth on, with all tables of its source.
  package struct Connection: Hashable, Codable, Sendable {
    package var name: String
    package var server: String
    package var database: String
    package var account: String
    package var container: String
    /// How long its token is good for, by the machine's clock.
    package var tokenLifetime: Duration

    package init(
      name: String,
      server: String,
      database: String,
      account: String,
      container: String,
      tokenLifetime: Duration = .seconds(3 * 86_400)
    ) {
      self.name = name
      self.server = server
      self.database = database
      self.account = account
      self.container = container
      self.tokenLifetime = tokenLifetime
    }
  }

  package struct Workspace: Hashable, Codable, Sendable {
    package var name: String
    package var subscription: String
    package var resourceGroup: String
    package var location: String
    package var pool: String
    package var connections: [Connection]

    package init(
      name: String,
      subscription: String = "00000000-1111-2222-3333-444444444444",
      resourceGroup: String = "lab-rg",
      location: String = "westeurope",
      pool: String,
      connections: [Connection]
    ) {
      self.name = name
      self.subscription = subscription
      self.resourceGroup = resourceGroup
      self.location = location
      self.pool = pool
      self.connections = connections
    }
  }

  static let landing = Account(name: "ledgerlanding", containers: ["landing"])

  static let synapse = Workspace(
    name: "synapse1",
    pool: "pool1",
    connections: [
      Connection(
        name: "ledger-link",
        server: "SQL1",
        database: "Ledger",
        account: "ledgerlanding",
        container: "landing"
      )
    ]
  )

  static let ledger = Database(
    "Ledger",
    bytes: 200_000_000,
    endOfLog: LogPosition(file: 52, block: 3_400),
    tables: [
      Table(
        "Account",
        rowCount: 60,
        primaryKey: ["AccountID"],
        columns: [
          TableSchema.Column("AccountID", .int, isNullable: false),
          TableSchema.Column("Name", .nvarchar(100), isNullable: false),
          TableSchema.Column("Currency", .varchar(3), isNullable: false),
          TableSchema.Column("Balance", .decimal(precision: 18, scale: 2), isNullable: false),
        ]
      ),
      Table(
        "Entry",
        rowCount: 240,
        primaryKey: ["EntryID"],
        columns: [
          TableSchema.Column("EntryID", .bigInt, isNullable: false),
          TableSchema.Column("AccountID", .int, isNullable: false),
          TableSchema.Column("Amount", .decimal(precision: 18, scale: 2), isNullable: false),
          TableSchema.Column("PostedAt", .dateTime2(scale: 3), isNullable: false),
          TableSchema.Column("Memo", .nvarchar(120)),
        ]
      ),
    ]
  )
}
