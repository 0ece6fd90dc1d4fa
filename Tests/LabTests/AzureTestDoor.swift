import Foundation
import LabEstate
import Synchronization
import Testing

@testable import LabAzure

/// The REST door without a socket, and a client that has signed in at it.
struct AzureTestDoor {
  let estate: Estate
  let clock = ManualEstateClock()
  let tenant = AzureTenant(
    id: "11111111-0000-0000-0000-000000000000",
    clientID: "22222222-0000-0000-0000-000000000000",
    clientSecret: "s+cret ="
  )
  private let service: AzureService
  private var token: String?

  static let link = """
    {"properties":{"instanceAvailabilityGroupName":"AG_MI","partnerAvailabilityGroupName":"AG",
    "partnerEndpoint":"TCP://10.0.0.4:5022","databases":[{"databaseName":"Sales"}]}}
    """

  init(_ description: EstateDescription = .standard) throws {
    estate = try Estate.temporary(description, clock: clock.clock)
    service = AzureService(estate: estate, tenant: tenant)
  }

  static func signedIn(
    _ description: EstateDescription = .standard
  ) async throws -> AzureTestDoor {
    var door = try AzureTestDoor(description)
    let form =
      "grant_type=client_credentials&client_id=\(door.tenant.clientID)"
      + "&client_secret=s%2Bcret+%3D&scope=https%3A%2F%2Flab.test%3A8443%2F.default"
    let reply = try await door.send(
      "POST",
      "/\(door.tenant.id)/oauth2/v2.0/token",
      body: form,
      token: nil
    )
    door.token = "Bearer " + (try reply.value("access_token"))
    return door
  }

  var subscription: String { "00000000-1111-2222-3333-444444444444" }

  var instance: String {
    "/subscriptions/\(subscription)/resourceGroups/lab-rg"
      + "/providers/Microsoft.Sql/managedInstances/mi1"
  }

  /// A certificate as hexadecimal DER.
  func certificate() throws -> String {
    try #require(try estate.world().managedInstances.first?.instance).endpointCertificate.der.hex
  }

  @discardableResult
  func send(
    _ method: String,
    _ path: String,
    version: String? = "2025-01-01",
    body: String = "",
    fields: [String: String] = [:]
  ) async throws -> AzureReply {
    try await send(method, path, version: version, body: body, fields: fields, token: token)
  }

  func send(
    _ method: String,
    _ path: String,
    version: String? = "2025-01-01",
    body: String = "",
    fields: [String: String] = [:],
    token: String?
  ) async throws -> AzureReply {
    var request = AzureRequest(method: method, path: path, authority: "lab.test:8443")
    request.query["api-version"] = version
    request.fields = fields
    request.fields["authorization"] = token
    request.body = Data(body.utf8)
    return try await service.reply(to: request)
  }

  /// Asks at the absolute address that a field of a reply gives.
  func follow(_ reply: AzureReply, _ field: String) async throws -> AzureReply {
    let address = try #require(reply.fields[field])
    let components = try #require(URLComponents(string: address))
    #expect(address.hasPrefix("https://lab.test:8443/"))
    return try await send(
      "GET",
      components.path,
      version: components.queryItems?.first { $0.name == "api-version" }?.value
    )
  }
}

extension AzureReply {
  /// The text at a path of keys of the body.
  func value(_ keys: String...) throws -> String {
    var object = try JSONSerialization.jsonObject(with: try #require(body))
    for key in keys { object = try #require((object as? [String: Any])?[key]) }
    return try #require(object as? String)
  }
}

extension AzureReply {
  /// A text of the first of a link's databases.
  func databaseValue(_ key: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: try #require(body)) as? [String: Any]
    let properties = try #require(object?["properties"] as? [String: Any])
    let databases = try #require(properties["databases"] as? [[String: Any]])
    return try #require(databases.first?[key] as? String)
  }
}

/// A time that a test sets.
final class AzureTestTime: Sendable {
  private let time: Mutex<ContinuousClock.Instant>

  init(_ start: ContinuousClock.Instant) { time = Mutex(start) }

  var now: ContinuousClock.Instant {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
}
