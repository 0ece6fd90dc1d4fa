import Foundation
import LabEstate
import Testing

@testable import LabAzure

@Suite struct `The REST door` {
  @Test func `describes its cloud in one object without a token`() async throws {
    let door = try AzureTestDoor()
    let metadata = try await door.send("GET", "/metadata/endpoints", token: nil)
    #expect(metadata.status == 200)
    #expect(try metadata.value("authentication", "loginEndpoint") == "https://lab.test:8443")
    let configuration = try await door.send(
      "GET",
      "/\(door.tenant.id)/v2.0/.well-known/openid-configuration",
      token: nil
    )
    let endpoint = try configuration.value("token_endpoint")
    #expect(endpoint == "https://lab.test:8443/\(door.tenant.id)/oauth2/v2.0/token")
  }

  @Test(arguments: [
    ("grant_type=client_credentials&client_id=ID&client_secret=SECRET&scope=SCOPE", 200, nil),
    ("grant_type=client_credentials&client_id=ID&client_secret=SECRET", 400, 900_144),
    (
      "grant_type=client_credentials&client_id=ID&client_secret=SECRET&scope=https://x/.default",
      400, 500_011
    ),
    ("grant_type=client_credentials&client_id=ID&client_secret=wrong", 401, 7_000_215),
    ("grant_type=client_credentials&client_id=other&client_secret=SECRET", 400, 700_016),
    ("grant_type=password&client_id=ID&client_secret=SECRET", 400, 70_003),
  ])
  func `gives a token for the right secret alone`(
    _ form: String,
    _ status: Int,
    _ code: Int?
  ) async throws {
    let door = try AzureTestDoor()
    let body = form.replacing("ID", with: door.tenant.clientID)
      .replacing("SECRET", with: "s%2Bcret+%3D")
      .replacing("SCOPE", with: "https://dev.azuresynapse.net/.default")
    let reply = try await door.send(
      "POST",
      "/\(door.tenant.id)/oauth2/v2.0/token",
      body: body,
      token: nil
    )
    #expect(reply.status == status)
    if let code {
      #expect(try reply.value("error_description").contains("AADSTS\(code): "))
    }
  }

  @Test(arguments: [nil, "Bearer nothing", "Basic x"])
  func `shows nothing without its own token`(_ token: String?) async throws {
    let door = try AzureTestDoor()
    let reply = try await door.send("GET", "/subscriptions", token: token)
    #expect(reply.status == 401)
    #expect(reply.fields["WWW-Authenticate"]?.contains(door.tenant.id) == true)
  }

  @Test func `wants a version in every call`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let missing = try await door.send("GET", "/subscriptions", version: nil)
    #expect(missing.status == 400)
    #expect(try missing.value("error", "code") == "MissingApiVersionParameter")
    let invalid = try await door.send("GET", "/subscriptions", version: "latest")
    #expect(try invalid.value("error", "code") == "InvalidApiVersionParameter")
  }

  @Test func `echoes the ids by which a client follows its calls`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let reply = try await door.send(
      "GET",
      "/subscriptions",
      fields: ["x-ms-correlation-request-id": "c", "x-ms-client-request-id": "d"]
    )
    #expect(reply.fields["x-ms-correlation-request-id"] == "c")
    #expect(reply.fields["x-ms-client-request-id"] == "d")
    #expect(reply.fields["x-ms-request-id"]?.isEmpty == false)
  }

  @Test func `shows the instance whatever the case of its id`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let reply = try await door.send("GET", door.instance.lowercased())
    #expect(reply.status == 200)
    #expect(try reply.value("properties", "state") == "Ready")
    #expect(try reply.value("type") == "Microsoft.Sql/managedInstances")
    let absent = try await door.send("GET", door.instance + "2")
    #expect(absent.status == 404)
    #expect(try absent.value("error", "code") == "ResourceNotFound")
  }

  @Test(arguments: ["databases", "serverTrustCertificates", "distributedAvailabilityGroups"])
  func `lists what is empty in an object`(_ collection: String) async throws {
    let door = try await AzureTestDoor.signedIn()
    let reply = try await door.send("GET", "\(door.instance)/\(collection)")
    #expect(String(decoding: reply.body ?? Data(), as: UTF8.self) == #"{"value":[]}"#)
  }

  @Test func `follows the upload of a certificate to its end`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let path = "\(door.instance)/serverTrustCertificates/Cert"
    let body = #"{"properties":{"publicBlob":"0x\#(try door.certificate())"}}"#
    let put = try await door.send("PUT", path, body: body)
    #expect(put.status == 202)
    #expect(put.fields["Retry-After"] == "5")
    let status = try await door.follow(put, "Azure-AsyncOperation")
    #expect(try status.value("status") == "Succeeded")
    #expect(try await door.follow(put, "Location").status == 200)
    let again = try await door.send("PUT", path, body: body)
    #expect(again.status == 200)
    #expect(try again.value("properties", "certificateName") == "Cert")
    #expect(try await door.send("DELETE", path).status == 202)
    #expect(try await door.send("DELETE", path).status == 204)
  }

  @Test func `refuses a body that it cannot read`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let path = "\(door.instance)/serverTrustCertificates/Cert"
    let reply = try await door.send("PUT", path, body: "{")
    #expect(reply.status == 400)
    #expect(try reply.value("error", "code") == "InvalidRequestContent")
  }

  @Test func `makes, shows and ends a link`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let path = "\(door.instance)/distributedAvailabilityGroups/DAG"
    let put = try await door.send("PUT", path, body: AzureTestDoor.link)
    #expect(put.status == 202)
    let location = try #require(put.fields["Location"])
    #expect(location.contains("/distributedAvailabilityGroupsOperationResults/"))
    let status = try await door.follow(put, "Azure-AsyncOperation")
    #expect(try status.value("status") == "InProgress")
    #expect(status.fields["Retry-After"] == "5")
    #expect(try await door.follow(put, "Location").status == 202)
    let link = try await door.send("GET", path)
    #expect(try link.value("properties", "partnerLinkRole") == "Primary")
    #expect(try link.value("properties", "failoverMode") == "None")
    #expect(try await door.send("PUT", path, body: AzureTestDoor.link).status == 200)
    let old = try await door.send("GET", path, version: "2021-11-01")
    #expect(old.status == 400)
    let end = try await door.send("DELETE", path)
    #expect(end.status == 202)
    door.clock.advance(by: .seconds(600))
    #expect(try await door.follow(end, "Location").status == 204)
    #expect(try await door.send("GET", path).status == 404)
    #expect(try await door.send("DELETE", path).status == 204)
  }

  @Test func `knows an operation that is not there`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let path = "/subscriptions/\(door.subscription)/providers/Microsoft.Sql/locations/westeurope"
    let reply = try await door.send(
      "GET",
      "\(path)/distributedAvailabilityGroupsAzureAsyncOperation/0"
    )
    #expect(reply.status == 404)
    #expect(try reply.value("error", "code") == "OperationIdNotFound")
  }

  @Test func `says so when it cannot do a verb`() async throws {
    let door = try await AzureTestDoor.signedIn()
    let path = "\(door.instance)/distributedAvailabilityGroups/DAG/nothing"
    #expect(try await door.send("POST", path, body: "{}").status == 501)
  }

  @Test(arguments: [Fault.Kind.dropBefore, .dropAfter])
  func `breaks the connection as a fault says`(_ kind: Fault.Kind) async throws {
    let door = try await AzureTestDoor.signedIn()
    try door.estate.add(Fault(kind, door: .rest, server: "mi1", match: "PUT "))
    let path = "\(door.instance)/distributedAvailabilityGroups/DAG"
    await #expect(throws: FaultGate.ConnectionLost.self) {
      try await door.send("PUT", path, body: AzureTestDoor.link)
    }
    #expect(try door.estate.effects().count == (kind == .dropAfter ? 1 : 0))
  }

  @Test func `throttles and fails as a fault says`() async throws {
    let door = try await AzureTestDoor.signedIn()
    try door.estate.add(Fault(.status429, door: .rest, match: "PUT ", retryAfter: 17))
    let path = "\(door.instance)/distributedAvailabilityGroups/DAG"
    let throttled = try await door.send("PUT", path, body: AzureTestDoor.link)
    #expect(throttled.status == 429)
    #expect(throttled.fields["Retry-After"] == "17")
    #expect(try door.estate.effects().isEmpty)
    try door.estate.add(Fault(.status500AfterEffect, door: .rest, match: "PUT "))
    #expect(try await door.send("PUT", path, body: AzureTestDoor.link).status == 500)
    #expect(try door.estate.effects().count == 1)
  }
}

@Suite struct `A bearer token` {
  @Test func `expires an hour after its issue`() throws {
    let start = ContinuousClock.now
    let time = AzureTestTime(start)
    let tokens = AccessTokens { time.now }
    let token = tokens.issue(for: .resourceManager)
    time.now = start + .seconds(3_599)
    #expect(tokens.verdict(on: token, for: .resourceManager) == .valid)
    time.now = start + .seconds(3_600)
    #expect(tokens.verdict(on: token, for: .resourceManager) == .expired)
    #expect(tokens.verdict(on: "", for: .resourceManager) == .unknown)
  }
}
