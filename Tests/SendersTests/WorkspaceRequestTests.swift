import AzureClient
import Secrets
import Testing
import WireTesting
import WorkflowModel
import WorkflowPlugin

@Suite(.timeLimit(.minutes(1))) struct `A request to a workspace` {
  private func call(
    _ endpoint: RESTCall.Endpoint,
    _ path: String,
    body: Value? = nil
  ) -> Call {
    Call(
      .write,
      on: "ws",
      "try it",
      rest: RESTCall(.post, at: endpoint, path, apiVersion: "2023-04-18-preview", body: body)
    )
  }

  @Test func `goes to each endpoint with a token for that one`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    try await azure.sending { session in
      _ = try await session.send(call(.development, "/linkconnections/a%20b/start"))
      _ = try await session.send(call(.resource, "/x"))
    }
    #expect(
      azure.received.map(\.path) == [
        "/ws/linkconnections/a%20b/start?api-version=2023-04-18-preview",
        "/subscriptions/s/resourceGroups/my(rg)/providers/Microsoft.Synapse/workspaces/ws/x"
          + "?api-version=2023-04-18-preview",
      ]
    )
    #expect(
      azure.received.map { $0.headers["authorization"] }
        == ["Bearer synapse-token", "Bearer management-token"]
    )
    let scopes = azure.double.received.filter { $0.path.contains("/oauth2/") }.map(\.body)
    #expect(scopes.contains { $0.hasSuffix("scope=https%3A%2F%2Fdev.azuresynapse.net%2F.default") })
  }

  @Test func `has its secrets filled in when it is sent, and not before`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let call = call(
      .development,
      "/linkconnections/l/updateLandingZoneCredential",
      body: ["sasToken": ["type": "SecureString", "value": .secret(Azure.sas)], "more": [1, nil]]
    )
    _ = try await azure.sending { try await $0.send(call) }
    let received = try #require(azure.received.first)
    #expect(
      received.body
        == #"{"more":[1,null],"sasToken":{"type":"SecureString","value":"\#(Azure.token)"}}"#
    )
    #expect(received.headers["content-type"] == "application/json")
    #expect(!call.text.contains("sig="))
    #expect(call.text.contains("‹sas://landing/landingzone?"))
  }

  @Test func `does not repeat a secret that an answer repeats`() async throws {
    let azure = Azure { received in
      HTTPReply(
        status: 400,
        body: Array(#"{"error":{"code":"Bad","message":"No: \#(Azure.token)"}}"#.utf8)
      )
    }
    let call = call(.development, "/x", body: ["value": .secret(Azure.sas)])
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending { try await $0.send(call) }
    }
    #expect(failure?.message == "HTTP 400: No: ‹secret›")
  }

  @Test func `is followed where it was begun`() async throws {
    let azure = Azure { received in
      HTTPReply(status: 200, body: Array(#"{"status":"Succeeded"}"#.utf8))
    }
    let status = try await azure.sending { session in
      let first = try await session.send(call(.development, "/x"))
      #expect(first.operation == nil)
      let handle = OperationHandle(
        connection: "ws",
        address: "https://elsewhere.example/operations/1",
        identifier: "1",
        pollAfter: .seconds(1)
      )
      await #expect(throws: CallFailure.self) { try await session.poll(handle) }
      return first.status
    }
    #expect(status == 200)
    #expect(azure.received.count == 1)
  }
}
