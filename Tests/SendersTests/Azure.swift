import AzureClient
import Connections
import Foundation
import Secrets
import Senders
import Testing
import WireTesting
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// A service on loopback that is sign-in, Resource Manager, workspace and storage account at once,
/// reached by a sender as a connections file describes it.
struct Azure {
  let double: WireDouble
  let redaction = Redaction()

  /// Tokens are named for what they are for; all else is answered by `answer`.
  init(_ answer: @escaping @Sendable (WireDouble.Received) -> HTTPReply) {
    double = WireDouble { received in
      guard received.path.contains("/oauth2/") else { return answer(received) }
      let scope = received.body.split(separator: "&").last.map(String.init) ?? ""
      let audience = scope.contains("azuresynapse") ? "synapse" : "management"
      let body = #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(audience)-token"}"#
      return HTTPReply(status: 200, body: Array(body.utf8))
    }
  }

  /// All but the tokens' requests.
  var received: [WireDouble.Received] { double.received.filter { !$0.path.contains("/oauth2/") } }

  func sending<Answer: Sendable>(
    key: String = Azure.key,
    recording write: (@Sendable (String) throws -> Void)? = nil,
    _ body: @Sendable (any SenderSession) async throws -> Answer
  ) async throws -> Answer {
    let authority = try TestAuthority()
    defer { authority.remove() }
    let redaction = redaction
    return try await double.serving(as: "localhost", by: authority) { port in
      let sender = TargetSender(
        connections: try Self.connections(port: port, caFile: authority.caFile),
        resolver: SecretResolver(
          redaction: redaction,
          environment: { ["KEY": key, "CLIENT": "client-secret"][$0] }
        ),
        redaction: redaction
      )
      let session =
        write.map { RecordingSender(sender, redaction: redaction, write: $0).open(barrier: nil) }
        ?? sender.open(barrier: nil)
      let answer: Result<Answer, any Error>
      do {
        answer = .success(try await body(session))
      } catch {
        answer = .failure(error)
      }
      await session.close()
      await sender.close()
      return try answer.get()
    }
  }

  /// The bytes 0 to 63.
  static let key =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  static let terms =
    "st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-11-02&sr=c"

  /// What the terms become on container `landingzone` of account `contosolz`: the published vector.
  static let token = terms + "&sig=T0syBTuqsV4CCqoBcR489WVv758FdLe%2BsgRq0vVdwc8%3D"

  static let sas = SecretReference.sharedAccess(
    connection: "landing",
    container: "landingzone",
    terms: terms
  )

  private static func connections(port: Int, caFile: String) throws -> Connections {
    var diagnostics: [Diagnostic] = []
    let text = """
      connections:
        landing:
          kind: storage
          account: contosolz
          account_key: env://KEY
          blob: https://localhost:\(port)/contosolz
          ca_file: \(caFile)
        ws:
          kind: synapse
          resource: /subscriptions/s/resourceGroups/my(rg)/providers/Microsoft.Synapse/workspaces/ws
          development: https://localhost:\(port)/ws
          resource_manager: https://localhost:\(port)
          authority: https://localhost:\(port)
          ca_file: \(caFile)
          credential:
            type: client_secret
            tenant: t1
            client_id: app
            secret: env://CLIENT
      """
    let connections = ConnectionsFile.read(text, file: "c.yaml", diagnostics: &diagnostics)
    #expect(diagnostics.map(\.detail) == [])
    return try #require(connections)
  }
}

extension HTTPReply {
  static func storageError(_ status: Int, _ code: String, _ message: String) -> HTTPReply {
    let body = """
      \u{FEFF}<?xml version="1.0" encoding="utf-8"?><Error><Code>\(code)</Code>\
      <Message>\(message)
      RequestId:1234
      Time:2026-11-21T08:00:00Z</Message>\
      <AuthenticationErrorDetail>Signature &lt;not&gt; valid.</AuthenticationErrorDetail></Error>
      """
    return HTTPReply(
      status: status,
      headers: ["Content-Type": "application/xml", "x-ms-error-code": code],
      body: Array(body.utf8)
    )
  }
}
