/// Everything that the lab simulates at one moment, except the rows of user tables.
package struct World: Hashable, Codable, Sendable {
  /// The moment up to which the world has been brought.
  package var time: EstateInstant
  package var timeFactor: Double
  package var seedingBytesPerSecond: Int64
  /// How long a committed write takes to the secondary, in virtual milliseconds.
  package var replicationLagMilliseconds: Int64
  /// The root that issued the instances' endpoint certificates.
  package var rootCertificate: Blob
  package var servers: [Server]
  package var storageAccounts: [StorageAccount] = []
  package var workspaces: [SynapseWorkspace] = []
  /// What forced failovers have lost, in the order of the logs.
  package var lostRows: [LostRow] = []

  package var managedInstances: [Server] { servers.filter(\.isManagedInstance) }

  package func server(named name: String) -> Server? {
    servers.first { $0.name.isSameName(as: name) }
  }

  /// Does nothing when no server has the name.
  package mutating func update<Answer>(
    server name: String,
    _ change: (inout Server) throws -> Answer
  ) rethrows -> Answer? {
    guard let index = servers.firstIndex(where: { $0.name.isSameName(as: name) }) else {
      return nil
    }
    return try change(&servers[index])
  }

  /// Does nothing when no Managed Instance has the name.
  package mutating func update<Answer>(
    instance name: String,
    _ change: (inout ManagedInstance) throws -> Answer
  ) rethrows -> Answer? {
    guard let index = servers.firstIndex(where: { $0.name.isSameName(as: name) }),
      var instance = servers[index].instance
    else { return nil }
    let answer = try change(&instance)
    servers[index].instance = instance
    return answer
  }
}
