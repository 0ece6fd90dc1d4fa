/// What a new estate contains, as a value; `standard` is the one that `lab up` starts with.
package struct EstateDescription: Hashable, Codable, Sendable {
  package struct Table: Hashable, Codable, Sendable {
    package var name: String
    package var columns: [TableSchema.Column]
    package var primaryKey: [String]
    package var rowCount: Int

    package init(
      _ name: String,
      rowCount: Int,
      primaryKey: [String],
      columns: [TableSchema.Column]
    ) {
      self.name = name
      self.columns = columns
      self.primaryKey = primaryKey
      self.rowCount = rowCount
    }
  }

  package struct Database: Hashable, Codable, Sendable {
    package var name: String
    package var recoveryModel: UserDatabase.RecoveryModel
    /// The size that seeding has to move; the rows themselves are few.
    package var bytes: Int64
    package var endOfLog: LogPosition
    package var tables: [Table]
    package var options = DatabaseOptions()

    package init(
      _ name: String,
      recoveryModel: UserDatabase.RecoveryModel = .full,
      bytes: Int64,
      endOfLog: LogPosition,
      tables: [Table]
    ) {
      self.name = name
      self.recoveryModel = recoveryModel
      self.bytes = bytes
      self.endOfLog = endOfLog
      self.tables = tables
    }
  }

  package struct SQLServer: Hashable, Codable, Sendable {
    package var name: String
    package var addresses: [String]
    package var saPassword: String
    package var productVersion: String
    package var productUpdateLevel: String
    package var edition: String
    package var isHADREnabled: Bool
    /// Startup parameters, which are on from the start.
    package var traceFlags: Set<Int>
    package var databases: [Database]
    package var platform = Server.Platform.linux
    package var collation = "SQL_Latin1_General_CP1_CI_AS"
    package var isAgentRunning = true
    /// The names of the agent's jobs.
    package var jobs: [String] = []

    package init(
      name: String,
      addresses: [String],
      saPassword: String = EstateDescription.defaultPassword,
      productVersion: String = "16.0.4265.3",
      productUpdateLevel: String = "CU26",
      edition: String = "Developer Edition (64-bit)",
      isHADREnabled: Bool = true,
      traceFlags: Set<Int> = [1800, 9567],
      databases: [Database] = []
    ) {
      self.name = name
      self.addresses = addresses
      self.saPassword = saPassword
      self.productVersion = productVersion
      self.productUpdateLevel = productUpdateLevel
      self.edition = edition
      self.isHADREnabled = isHADREnabled
      self.traceFlags = traceFlags
      self.databases = databases
    }
  }

  package struct Instance: Hashable, Codable, Sendable {
    package var name: String
    package var subscription: String
    package var resourceGroup: String
    package var location: String
    package var dnsZone: String
    package var domainSuffix: String
    package var databaseFormat: String
    package var saPassword: String

    package init(
      name: String,
      subscription: String = "00000000-1111-2222-3333-444444444444",
      resourceGroup: String = "lab-rg",
      location: String = "westeurope",
      dnsZone: String = "3b1f2c4d5e6f",
      domainSuffix: String = "database.windows.net",
      databaseFormat: String = "SQLServer2022",
      saPassword: String = EstateDescription.defaultPassword
    ) {
      self.name = name
      self.subscription = subscription
      self.resourceGroup = resourceGroup
      self.location = location
      self.dnsZone = dnsZone
      self.domainSuffix = domainSuffix
      self.databaseFormat = databaseFormat
      self.saPassword = saPassword
    }
  }

  /// How many times as fast as the wall clock the lab's time runs.
  package var timeFactor: Double
  package var seedingBytesPerSecond: Int64
  package var replicationLag: Duration
  package var servers: [SQLServer]
  package var instances: [Instance]
  package var storageAccounts: [Account]
  package var workspaces: [Workspace]

  package init(
    timeFactor: Double = 1,
    seedingBytesPerSecond: Int64 = 25_000_000,
    replicationLag: Duration = .milliseconds(500),
    servers: [SQLServer],
    instances: [Instance],
    storageAccounts: [Account] = [],
    workspaces: [Workspace] = []
  ) {
    self.timeFactor = timeFactor
    self.seedingBytesPerSecond = seedingBytesPerSecond
    self.replicationLag = replicationLag
    self.servers = servers
    self.instances = instances
    self.storageAccounts = storageAccounts
    self.workspaces = workspaces
  }

  /// The password of `sa` in a lab that was given no other.
  package static let defaultPassword = "Lab-Passw0rd!"
}
