import LabEstate

/// The bodies of the link connections' data plane, api-version 2023-04-18-preview.
struct LinkConnectionBody: Codable {
  struct Reference: Codable {
    var referenceName: String
    var type: String
    var parameters: [String: String]?
  }

  struct Secure: Codable {
    var type: String
    var value: String
  }

  struct Source: Codable {
    var linkedService: Reference
  }

  struct Target: Codable {
    struct Options: Codable {
      var crossTableTransaction: Bool?
      var dropExistingTargetTableOnStart: Bool?
      var actionOnExistingTargetTable: String?
    }

    var linkedService: Reference
    var typeProperties: Options?
  }

  struct LandingZone: Codable {
    var linkedService: Reference
    var fileSystem: String
    var folderPath: String?
    var sasToken: Secure?
  }

  struct Compute: Codable {
    var coreCount: Int?
    var computeType: String?
    var dataProcessIntervalMinutes: Int?
  }

  struct Properties: Codable {
    var sourceDatabase: Source
    var targetDatabase: Target
    /// Never comes back: it holds a secret.
    var landingZone: LandingZone?
    var compute: Compute?
  }

  var id: String?
  var name: String?
  var type: String?
  var description: String?
  var properties: Properties
}

extension LinkConnectionBody {
  init(_ link: LinkConnection, of workspace: SynapseWorkspace) {
    let request = link.request
    id = "\(workspace.resourceID)/linkConnections/\(link.name)"
    name = link.name
    type = "Microsoft.Synapse/workspaces/linkConnections"
    description = request.description
    properties = Properties(
      sourceDatabase: Source(
        linkedService: Reference(
          referenceName: request.sourceService,
          type: "LinkedServiceReference"
        )
      ),
      targetDatabase: Target(
        linkedService: Reference(
          referenceName: request.targetService,
          type: "LinkedServiceReference",
          parameters: ["DBName": request.pool]
        ),
        typeProperties: Target.Options(
          crossTableTransaction: request.crossTableTransaction,
          actionOnExistingTargetTable: request.actionOnExistingTable.rawValue
        )
      ),
      compute: Compute(
        coreCount: request.compute.coreCount,
        computeType: request.compute.computeType,
        dataProcessIntervalMinutes: request.compute.dataProcessIntervalMinutes
      )
    )
  }
}

struct LinkConnectionListDocument: Encodable {
  var value: [LinkConnectionBody]
  var nextLink: String?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(value, forKey: .value)
    // Present and null on the last page, as the published example has it.
    try container.encode(nextLink, forKey: .nextLink)
  }

  private enum Key: CodingKey { case value, nextLink }
}

struct DetailedStatusDocument: Encodable {
  struct Failure: Encodable {
    var code: String
    var message: String
  }

  var id: String
  var name: String
  var status: String
  var startTime: String?
  var stopTime: String?
  var isApplyingChanges: Bool
  var isPartiallyFailed: Bool
  var continuousRunId: String
  var error: Failure?
  var landingZoneCredentialExpireTime: String?

  init(_ link: LinkConnection) {
    id = link.id
    name = link.name
    status = link.status.rawValue
    startTime = link.startedAt?.sevenDigits
    stopTime = link.stoppedAt?.sevenDigits
    isApplyingChanges = link.publishedAt != nil
    isPartiallyFailed = link.tables.contains { $0.failure != nil }
    continuousRunId = link.runID
    error = link.failure.map { Failure(code: $0.code, message: $0.message) }
    landingZoneCredentialExpireTime = link.credentialExpiry?.sevenDigits
  }
}

struct LandingZoneCredentialBody: Decodable {
  var sasToken: LinkConnectionBody.Secure
}

extension EstateInstant {
  /// With seven digits of a second, as the data plane writes times.
  var sevenDigits: String { rfc3339.dropLast() + "0000Z" }
}
