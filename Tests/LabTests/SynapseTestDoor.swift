import Foundation
import LabEstate
import Testing

@testable import LabAzure

/// The doors of Synapse, storage and ARM without a socket, and a client that has signed in at all.
struct SynapseTestDoor {
  let clock = ManualEstateClock()
  let estate: Estate
  private let service: AzureService
  private var tokens: [String: String] = [:]

  static let connection = "/synapse1/linkconnections/ledger-link"
  static let account =
    "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/lab-rg"
    + "/providers/Microsoft.Storage/storageAccounts/ledgerlanding"
  static let workspace =
    "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/lab-rg"
    + "/providers/Microsoft.Synapse/workspaces/synapse1"

  init() async throws {
    estate = try Estate.temporary(.standard, clock: clock.clock)
    let tenant = AzureTenant(id: "t", clientID: "c", clientSecret: "s")
    service = AzureService(estate: estate, tenant: tenant)
    for (name, resource) in [
      ("arm", "https://management.azure.com"), ("synapse", "https://dev.azuresynapse.net"),
    ] {
      var request = AzureRequest(
        method: "POST",
        path: "/t/oauth2/v2.0/token",
        authority: "lab.test"
      )
      request.body = Data(
        "grant_type=client_credentials&client_id=c&client_secret=s&scope=\(resource)/.default".utf8
      )
      tokens[name] = "Bearer " + (try await service.reply(to: request).value("access_token"))
    }
  }

  func synapse(
    _ method: String,
    _ path: String,
    _ body: String = "",
    version: String = "2023-04-18-preview",
    token: String = "synapse"
  ) async throws -> AzureReply {
    try await send(method, path, query: "api-version=\(version)", body: body, token: token)
  }

  func arm(
    _ method: String,
    _ path: String,
    _ body: String = ""
  ) async throws -> AzureReply {
    try await send(method, path, query: "api-version=2023-01-01", body: body, token: "arm")
  }

  func blob(
    _ method: String,
    _ path: String,
    query: String = "",
    _ body: String = "",
    fields: [String: String] = [:]
  ) async throws -> AzureReply {
    try await send(method, path, query: query, body: body, fields: fields)
  }

  /// A SAS for the landing zone, signed here and now.
  func token(
    permissions: String = "racwdl",
    key: String = "key1",
    lifetime: Duration = .seconds(30 * 86_400)
  ) throws -> String {
    let account = try #require(try estate.world().storageAccount(named: "ledgerlanding"))
    return SharedAccessToken.forContainer(
      "landing",
      of: account.name,
      permissions: permissions,
      from: .ofMachine + .seconds(-900),
      until: .ofMachine + lifetime,
      signedWith: try #require(account.key(named: key))
    )
    .query
  }

  func rotate(to token: String) async throws -> AzureReply {
    try await synapse(
      "POST",
      "\(Self.connection)/updateLandingZoneCredential",
      "{\"sasToken\":{\"type\":\"SecureString\",\"value\":\"\(token)\"}}"
    )
  }

  var link: WorldSummary.Connection {
    get throws {
      try #require(try estate.worldSummary().workspaces.first?.connections.first)
    }
  }

  private func send(
    _ method: String,
    _ path: String,
    query: String,
    body: String,
    fields: [String: String] = [:],
    token: String? = nil
  ) async throws -> AzureReply {
    var request = AzureRequest(method: method, path: path, authority: "lab.test:8443")
    request.rawQuery = query
    request.query = Dictionary(request.parameters.map { ($0.name, $0.value) }) { first, _ in first }
    request.fields = fields
    request.fields["authorization"] = token.flatMap { tokens[$0] }
    request.body = Data(body.utf8)
    return try await service.reply(to: request)
  }
}

extension AzureReply {
  var text: String { String(decoding: body ?? Data(), as: UTF8.self) }

  var errorCode: String? { fields["x-ms-error-code"] }
}
