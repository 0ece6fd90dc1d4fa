import LabEstate

/// A link's properties as ARM shows them in the given version.
struct LinkProperties: Encodable {
  struct CertificateValidity: Encodable {
    var certificateName: String
    var expiryDate: String
  }

  struct Database: Encodable {
    var databaseName: String
    var instanceReplicaId: String
    var partnerReplicaId: String
    var replicaState: String?
    var seedingProgress: String?
    var synchronizationHealth: String
    var connectedState: String
    /// While the instance is the secondary.
    var lastReceivedLsn: String?
    var lastReceivedTime: String?
    /// While it is the primary.
    var lastSentLsn: String?
    var lastSentTime: String?
    var lastHardenedLsn: String?
    var lastHardenedTime: String?
    var lastCommitLsn: String?
    var lastCommitTime: String?
    var lastBackupLsn: String?
    var lastBackupTime: String?
    var partnerAuthCertValidity: CertificateValidity?
    /// Filled in while the instance is the primary, like the next one.
    var instanceSendReplicationLagSeconds: Int64?
    var instanceRedoReplicationLagSeconds: Int64?

    init(_ status: LinkDatabaseStatus) {
      databaseName = status.databaseName
      instanceReplicaId = status.instanceReplicaID
      partnerReplicaId = status.partnerReplicaID
      replicaState = status.replicaState
      seedingProgress = status.seedingProgress
      synchronizationHealth = status.synchronizationHealth
      connectedState = status.connectedState
      if status.instanceSendLag == nil {
        lastReceivedLsn = status.lastHardened?.decimal
        lastReceivedTime = status.lastHardenedTime?.rfc3339
      } else {
        lastSentLsn = status.lastHardened?.decimal
        lastSentTime = status.lastHardenedTime?.rfc3339
        instanceRedoReplicationLagSeconds = 0
      }
      lastHardenedLsn = status.lastHardened?.decimal
      lastHardenedTime = status.lastHardenedTime?.rfc3339
      lastCommitLsn = status.lastCommit?.decimal
      lastCommitTime = status.lastHardenedTime?.rfc3339
      lastBackupLsn = status.lastBackup?.lastPosition.decimal
      lastBackupTime = status.lastBackup?.finish.rfc3339
      instanceSendReplicationLagSeconds = status.instanceSendLag
      partnerAuthCertValidity = status.partnerCertificate.map {
        CertificateValidity(certificateName: $0.name, expiryDate: $0.expiry.rfc3339)
      }
    }
  }

  var distributedAvailabilityGroupName: String
  var distributedAvailabilityGroupId: String
  var replicationMode: String
  var partnerLinkRole: String
  var partnerAvailabilityGroupName: String
  var partnerEndpoint: String
  var instanceLinkRole: String
  var instanceAvailabilityGroupName: String
  var failoverMode: String
  var seedingMode: String
  var linkMode: String?
  var mostRecentError: String?
  var mostRecentErrorTime: String?
  var mostRecentErrorMessage: String?
  var databases: [Database]

  init(_ link: Link, in world: World, version: APIVersion) {
    distributedAvailabilityGroupName = link.name
    distributedAvailabilityGroupId = link.id
    replicationMode = link.replicationMode
    instanceLinkRole = Self.word(for: world.instanceRole(of: link))
    partnerLinkRole = Self.word(for: world.partnerRole(of: link))
    partnerAvailabilityGroupName = link.request.partnerAvailabilityGroupName
    partnerEndpoint = link.request.partnerEndpoint
    instanceAvailabilityGroupName = link.request.instanceAvailabilityGroupName
    failoverMode = link.request.failoverMode
    seedingMode = link.request.seedingMode
    if version >= .linkMode { linkMode = link.request.linkMode }
    if version >= .mostRecentError {
      mostRecentError = link.mostRecentError?.code
      mostRecentErrorMessage = link.mostRecentError?.message
      mostRecentErrorTime = link.mostRecentErrorTime?.rfc3339
    }
    databases = world.statuses(of: link).map(Database.init)
  }

  private static func word(for role: AvailabilityGroup.Role) -> String {
    role == .primary ? "Primary" : "Secondary"
  }
}

/// The body of a link's PUT or PATCH; what it leaves out takes the documented default.
struct LinkBody: Decodable {
  struct Database: Decodable {
    var databaseName: String
  }

  struct Properties: Decodable {
    var instanceAvailabilityGroupName: String?
    var partnerAvailabilityGroupName: String?
    var partnerEndpoint: String?
    var databases: [Database]?
    var instanceLinkRole: String?
    var failoverMode: String?
    var seedingMode: String?
    var linkMode: String?
    var replicationMode: String?
  }

  var properties: Properties

  /// The estate refuses what is missing, in ARM's words.
  var request: Link.Request {
    Link.Request(
      instanceAvailabilityGroupName: properties.instanceAvailabilityGroupName ?? "",
      partnerAvailabilityGroupName: properties.partnerAvailabilityGroupName ?? "",
      partnerEndpoint: properties.partnerEndpoint ?? "",
      databases: (properties.databases ?? []).map(\.databaseName),
      instanceLinkRole: properties.instanceLinkRole ?? "Secondary",
      failoverMode: properties.failoverMode ?? "None",
      seedingMode: properties.seedingMode ?? "Automatic",
      linkMode: properties.linkMode ?? "SingleDatabase"
    )
  }
}

/// The body of a trust certificate's PUT.
struct TrustCertificateBody: Decodable {
  struct Properties: Decodable {
    var publicBlob: String
  }

  var properties: Properties
}
