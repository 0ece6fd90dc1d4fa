/// One server that speaks TDS: a SQL Server, or a Managed Instance.
package struct Server: Hashable, Codable, Sendable {
  package enum Platform: String, Codable, Sendable { case linux, windows }

  package struct Login: Hashable, Codable, Sendable {
    package var name: String
    package var password: String
    package var isSysadmin: Bool
  }

  /// The name that doors, faults and effects use: `SQL1`, `mi1`.
  package var name: String
  /// What `@@SERVERNAME` answers; the FQDN on a Managed Instance.
  package var serverName: String
  /// Hosts under which a partner's endpoint may name this server.
  package var addresses: [String]
  package var productVersion: String
  package var productLevel: String
  package var productUpdateLevel: String?
  package var edition: String
  /// 3 for Enterprise and Developer, 8 for a Managed Instance.
  package var engineEdition: Int
  package var collation: String
  package var isHADREnabled: Bool
  /// What the next restart makes of it.
  package var isHADRConfigured = true
  package var platform = Platform.linux
  package var startupFlags: Set<Int> = []
  package var isAgentRunning = true
  /// The names of the agent's jobs.
  package var jobs: [String] = []
  package var isMasterKeyEncryptedByServer = true
  package var startedAt: EstateInstant
  package var logins: [Login]
  package var databases: [UserDatabase]
  package var hasMasterKey: Bool
  package var certificates: [Certificate]
  package var issuers: [TrustedIssuer]
  package var endpoint: MirroringEndpoint?
  package var availabilityGroups: [AvailabilityGroup]
  package var backups: [BackupRecord]
  package var traceFlags: Set<Int>
  /// Nil on a SQL Server.
  package var instance: ManagedInstance?
  package var nextObjectID: Int

  package var isManagedInstance: Bool { instance != nil }

  package func database(named name: String) -> UserDatabase? {
    databases.first { $0.name.isSameName(as: name) }
  }

  package func certificate(named name: String) -> Certificate? {
    certificates.first { $0.name.isSameName(as: name) }
  }

  package func group(named name: String) -> AvailabilityGroup? {
    availabilityGroups.first { $0.name.isSameName(as: name) }
  }

  package mutating func update(
    database name: String,
    _ change: (inout UserDatabase) throws -> Void
  ) rethrows {
    guard let index = databases.firstIndex(where: { $0.name.isSameName(as: name) }) else { return }
    try change(&databases[index])
  }

  package mutating func update(
    group name: String,
    _ change: (inout AvailabilityGroup) throws -> Void
  ) rethrows {
    let index = availabilityGroups.firstIndex { $0.name.isSameName(as: name) }
    guard let index else { return }
    try change(&availabilityGroups[index])
  }

  package mutating func takeObjectID() -> Int {
    defer { nextObjectID += 1 }
    return nextObjectID
  }
}
