/// A link: the `distributedAvailabilityGroups` resource of a Managed Instance.
package struct Link: Hashable, Codable, Sendable {
  /// What a PUT asks for, in the words of its body.
  package struct Request: Hashable, Codable, Sendable {
    package var instanceAvailabilityGroupName: String
    package var partnerAvailabilityGroupName: String
    package var partnerEndpoint: String
    package var databases: [String]
    package var instanceLinkRole: String
    package var failoverMode: String
    package var seedingMode: String
    package var linkMode: String

    package init(
      instanceAvailabilityGroupName: String,
      partnerAvailabilityGroupName: String,
      partnerEndpoint: String,
      databases: [String],
      instanceLinkRole: String = "Secondary",
      failoverMode: String = "None",
      seedingMode: String = "Automatic",
      linkMode: String = "SingleDatabase"
    ) {
      self.instanceAvailabilityGroupName = instanceAvailabilityGroupName
      self.partnerAvailabilityGroupName = partnerAvailabilityGroupName
      self.partnerEndpoint = partnerEndpoint
      self.databases = databases
      self.instanceLinkRole = instanceLinkRole
      self.failoverMode = failoverMode
      self.seedingMode = seedingMode
      self.linkMode = linkMode
    }
  }

  /// Where a link stands between its PUT and its end.
  package enum Phase: String, Codable, Sendable {
    case connecting, waitingToSeed, seeding, catchingUp, synchronizing
    case initFailed, creationFailed, deleting
  }

  package var name: String
  package var id: String
  package var request: Request
  package var replicationMode: String
  package var phase: Phase
  package var phaseStart: EstateInstant
  package var createdAt: EstateInstant
  /// The server whose endpoint `partnerEndpoint` reached.
  package var partner: String?
  package var operation: String
  package var mostRecentError: ARMRefusal?
  package var mostRecentErrorTime: EstateInstant?
  package var instanceReplicaID: String
  package var partnerReplicaID: String
  package var seedings: [Seeding]
  /// The side whose log the other one repeats: the one that was the primary last.
  package var source = Side.partner
  /// Both sides went on by themselves after a forced failover.
  package var isDiverged = false
  package var roleChange: RoleChange?
  /// The log of the primary up to which the secondary holds everything.
  package var hardened: LogPosition?
  package var hardenedAt: EstateInstant?
  /// When the first write that is not yet on the secondary was made.
  package var laggingSince: EstateInstant?

  /// True from the moment when log or seeding data flows.
  package var isConnected: Bool {
    switch phase {
    case .waitingToSeed, .seeding, .catchingUp, .synchronizing: true
    case .connecting, .initFailed, .creationFailed, .deleting: false
    }
  }
}
