/// An availability group, or a distributed one, as one server sees it.
package struct AvailabilityGroup: Hashable, Codable, Sendable {
  package enum Role: Int, Codable, Sendable { case resolving = 0, primary, secondary }
  package enum ClusterType: Int, Codable, Sendable { case wsfc = 0, external, none }
  package enum AvailabilityMode: Int, Codable, Sendable { case asynchronous = 0, synchronous }
  package enum FailoverMode: Int, Codable, Sendable { case automatic = 0, manual }
  package enum SeedingMode: Int, Codable, Sendable { case automatic = 0, manual }

  package struct Replica: Hashable, Codable, Sendable {
    package var id: String
    /// A server's name; in a distributed group, that of an availability group.
    package var serverName: String
    /// `ENDPOINT_URL`, or `LISTENER_URL` in a distributed group.
    package var endpointURL: String
    package var availabilityMode: AvailabilityMode
    package var failoverMode: FailoverMode
    package var seedingMode: SeedingMode
    package var sessionTimeout: Int
    package var createdAt: EstateInstant

    package init(
      id: String = "",
      serverName: String,
      endpointURL: String,
      availabilityMode: AvailabilityMode,
      failoverMode: FailoverMode,
      seedingMode: SeedingMode,
      sessionTimeout: Int = 10,
      createdAt: EstateInstant = EstateInstant(microseconds: 0)
    ) {
      self.id = id
      self.serverName = serverName
      self.endpointURL = endpointURL
      self.availabilityMode = availabilityMode
      self.failoverMode = failoverMode
      self.seedingMode = seedingMode
      self.sessionTimeout = sessionTimeout
      self.createdAt = createdAt
    }
  }

  package var id: String
  package var name: String
  package var isDistributed: Bool
  package var clusterType: ClusterType
  /// The role of the server that keeps this record.
  package var role: Role
  package var replicas: [Replica]
  package var databases: [String]
  /// `GRANT CREATE ANY DATABASE` was given.
  package var mayCreateDatabases: Bool
  package var createdAt: EstateInstant

  package init(
    id: String,
    name: String,
    isDistributed: Bool,
    clusterType: ClusterType,
    role: Role,
    replicas: [Replica],
    databases: [String],
    createdAt: EstateInstant
  ) {
    self.id = id
    self.name = name
    self.isDistributed = isDistributed
    self.clusterType = clusterType
    self.role = role
    self.replicas = replicas
    self.databases = databases
    self.mayCreateDatabases = false
    self.createdAt = createdAt
  }
}
