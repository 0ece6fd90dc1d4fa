import AzureClient
import Secrets
import SharedAccess
import Testing
import WireTesting
import WorkflowModel
import WorkflowPlugin

@Suite(.timeLimit(.minutes(1))) struct `A request to blobs` {
  private let write = Call(
    .write,
    on: "landing",
    "write a blob",
    rest: RESTCall(
      blob: .put,
      "/landingzone/a%20b.txt",
      apiVersion: "2022-11-02",
      headers: [RESTCall.Field("x-ms-blob-type", "BlockBlob")],
      body: "four"
    )
  )

  @Test func `is signed with the account's key over all that is sent`() async throws {
    let azure = Azure { _ in HTTPReply(status: 201) }
    let answer = try await azure.sending { try await $0.send(write) }
    #expect(answer.status == 201)
    let received = try #require(azure.received.first)
    #expect(received.verb == "PUT")
    #expect(received.path == "/contosolz/landingzone/a%20b.txt")
    #expect(received.body == #""four""#)
    // The service computes the same from what has arrived, the account twice in the resource.
    let names = ["x-ms-version", "x-ms-date", "x-ms-blob-type", "x-ms-client-request-id"]
    let headers = try (names + ["content-type"]).map { name in
      (name, try #require(received.headers[name], "\(name) is missing"))
    }
    let expected = SharedKeyRequest(
      "PUT",
      path: "/contosolz/landingzone/a%20b.txt",
      headers: headers,
      contentLength: 6
    )
    let key = try #require(AccountKey(base64: Azure.key))
    #expect(
      received.headers["authorization"] == expected.authorization(account: "contosolz", key: key)
    )
    #expect(received.headers.keys.filter { $0.hasPrefix("x-ms-") }.sorted() == names.sorted())
  }

  @Test func `carries a signature that is made from its terms at that moment`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let call = Call(
      .read,
      on: "landing",
      "list",
      rest: RESTCall(
        blob: .get,
        "/landingzone",
        apiVersion: "2022-11-02",
        query: [RESTCall.Field("comp", "list"), RESTCall.Field("prefix", "a/b")],
        authorization: .sharedAccess(Azure.sas)
      )
    )
    _ = try await azure.sending { try await $0.send(call) }
    let received = try #require(azure.received.first)
    #expect(received.path == "/contosolz/landingzone?comp=list&prefix=a%2Fb&" + Azure.token)
    #expect(received.headers["authorization"] == nil)
    #expect(
      azure.redaction.redact("sig=T0syBTuqsV4CCqoBcR489WVv758FdLe+sgRq0vVdwc8=") == "sig=‹secret›"
    )
    #expect(azure.redaction.redact("at ?\(Azure.token)") == "at ?‹secret›")
    #expect(!call.text.contains("T0syBT"))
  }

  @Test func `fails with the code and the words of storage`() async throws {
    let azure = Azure { _ in
      .storageError(403, "AuthenticationFailed", "Server failed to authenticate the request.")
    }
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending { try await $0.send(write) }
    }
    #expect(failure?.code == "AuthenticationFailed")
    #expect(failure?.status == 403)
    #expect(failure?.phase == .refused)
    #expect(
      failure?.message
        == "HTTP 403: Server failed to authenticate the request. Signature <not> valid."
    )
  }

  @Test func `reads the code of an answer without a body from its header`() async throws {
    let azure = Azure { _ in
      HTTPReply(status: 403, headers: ["x-ms-error-code": "AuthorizationPermissionMismatch"])
    }
    let look = Call(
      .read,
      on: "landing",
      "look",
      rest: RESTCall(blob: .head, "/landingzone/b", apiVersion: "2022-11-02", accepts: [404])
    )
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending { try await $0.send(look) }
    }
    #expect(failure?.code == "AuthorizationPermissionMismatch")
    #expect(azure.received.first?.verb == "HEAD")
  }

  @Test func `is not sent with a key that is none`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending(key: "not base64!") { try await $0.send(write) }
    }
    #expect(failure?.phase == .notSent)
    #expect(failure?.code == "LF7021")
    #expect(failure?.message.contains("not base64!") == false)
    #expect(azure.received.isEmpty)
  }

  @Test(
    arguments: [
      (.sharedAccess(connection: "ws", container: "c", terms: Azure.terms), "LF4007"),
      (.sharedAccess(connection: "nobody", container: "c", terms: Azure.terms), "LF4005"),
      (.sharedAccess(connection: "landing", container: "c", terms: "sp=r"), "LF7021"),
      (.sharedAccess(connection: "landing", container: "c", terms: "sr=b&sv=2022-11-02"), "LF7021"),
    ] as [(SecretReference, String)]
  )
  func `is not sent with terms that cannot be signed`(
    _ reference: SecretReference,
    _ code: String
  ) async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    let call = Call(
      .read,
      on: "landing",
      "look",
      rest: RESTCall(
        blob: .get,
        "/c",
        apiVersion: "2022-11-02",
        authorization: .sharedAccess(reference)
      )
    )
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending { try await $0.send(call) }
    }
    #expect(failure?.code == code)
    #expect(azure.received.isEmpty)
  }

  @Test func `needs a storage account`() async throws {
    let azure = Azure { _ in HTTPReply(status: 200) }
    var call = write
    call.connection = "ws"
    let failure = await #expect(throws: CallFailure.self) {
      try await azure.sending { [call] in try await $0.send(call) }
    }
    #expect(failure?.code == "LF4007")
    #expect(failure?.message.contains("storage account") == true)
  }
}
