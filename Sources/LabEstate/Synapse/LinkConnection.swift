/// A link connection: tables of a source database that are kept alike in a pool.
///
/// The source pushes changes to the landing zone with its SAS; the workspace fetches them from
/// there with its own identity.
package struct LinkConnection: Hashable, Codable, Sendable {
  /// `status` of the detailed status; "Link connection status" has no others.
  package enum Status: String, Codable, Sendable {
    case initial = "Initial"
    case starting = "Starting"
    case running = "Running"
    case pausing = "Pausing"
    case paused = "Paused"
    case resuming = "Resuming"
    case stopping = "Stopping"
    case stopped = "Stopped"
  }

  package enum ExistingTable: String, Codable, Sendable {
    case fail = "FailOnNonEmptyTable"
    case drop = "DropAndRecreateTable"
    case merge = "MergeWithExistingData"
  }

  package struct Compute: Hashable, Codable, Sendable {
    package var coreCount: Int?
    package var computeType: String?
    package var dataProcessIntervalMinutes: Int?

    package init(
      coreCount: Int? = nil,
      computeType: String? = nil,
      dataProcessIntervalMinutes: Int? = nil
    ) {
      self.coreCount = coreCount
      self.computeType = computeType
      self.dataProcessIntervalMinutes = dataProcessIntervalMinutes
    }
  }

  package struct LandingZone: Hashable, Codable, Sendable {
    package var account: String
    package var container: String
    package var folder: String
    /// The SAS that the service has: without `?`.
    package var token: String

    package init(account: String, container: String, folder: String, token: String) {
      self.account = account
      self.container = container
      self.folder = folder
      self.token = token
    }

    /// Begins the names of the link's blobs.
    var prefix: String { folder.isEmpty ? "" : folder + "/" }
  }

  /// What a client asks for in a PUT, with the linked services looked up.
  package struct Request: Hashable, Codable, Sendable {
    package var description: String?
    package var sourceService: String
    package var server: String
    package var database: String
    package var targetService: String
    package var pool: String
    package var crossTableTransaction: Bool
    package var actionOnExistingTable: ExistingTable
    package var landingService: String
    package var landingZone: LandingZone
    package var compute: Compute

    package init(
      description: String? = nil,
      sourceService: String,
      server: String,
      database: String,
      targetService: String,
      pool: String,
      crossTableTransaction: Bool,
      actionOnExistingTable: ExistingTable,
      landingService: String,
      landingZone: LandingZone,
      compute: Compute
    ) {
      self.description = description
      self.sourceService = sourceService
      self.server = server
      self.database = database
      self.targetService = targetService
      self.pool = pool
      self.crossTableTransaction = crossTableTransaction
      self.actionOnExistingTable = actionOnExistingTable
      self.landingService = landingService
      self.landingZone = landingZone
      self.compute = compute
    }
  }

  package struct Failure: Hashable, Codable, Sendable {
    package var code: String
    package var message: String
  }

  package var name: String
  package var id: String
  package var request: Request
  package var status: Status
  package var statusSince: EstateInstant
  package var startedAt: EstateInstant?
  package var stoppedAt: EstateInstant?
  package var runID: String
  package var tableGroupID: String
  package var tables: [LinkTable]
  /// Why the last try to publish failed; nil once one succeeds.
  package var failure: Failure?
  /// When the source's credential is given the token that the service has.
  package var credentialDue: EstateInstant?
  /// Since when the source may have changes that are not published.
  package var changedAt: EstateInstant?
  /// No try to publish before this, after one that failed.
  package var retryAt: EstateInstant?
  /// Since when the landing zone has changes that the pool has not.
  package var publishedAt: EstateInstant?
  /// Counts what was published, for the names of the blobs.
  package var batch: Int

  package init(
    name: String,
    id: String,
    request: Request,
    status: Status,
    at now: EstateInstant,
    runID: String,
    tableGroupID: String
  ) {
    self.name = name
    self.id = id
    self.request = request
    self.status = status
    self.statusSince = now
    self.runID = runID
    self.tableGroupID = tableGroupID
    self.tables = []
    self.batch = 0
  }

  /// `landingZoneCredentialExpireTime`.
  package var credentialExpiry: EstateInstant? {
    SharedAccessToken(request.landingZone.token).expiry
  }

  package func table(id: String) -> LinkTable? { tables.first { $0.id.isSameName(as: id) } }

  mutating func move(to status: Status, at now: EstateInstant) {
    self.status = status
    statusSince = now
  }
}
