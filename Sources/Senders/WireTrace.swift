import AzureClient
import Foundation
import SQLServerClient
import Synchronization
import WorkflowModel
import WorkflowPlugin

/// What went over the wire while one call was sent, for a record of it; secrets are masked already
/// where they stood in the call.
final class WireTrace: Sendable {
  @TaskLocal static var current: WireTrace?

  /// A batch, or a request, and what came back.
  struct Exchange: Sendable {
    var began: Date
    var seconds: Double
    var facts: [String: Value]
    /// Of what Linkflow itself sends around a call.
    var purpose: String?
  }

  private let log = Mutex<[Exchange]>([])

  var exchanges: [Exchange] { log.withLock { $0 } }

  private func note(_ began: Date, _ purpose: String?, _ facts: [String: Value]) {
    let seconds = Date().timeIntervalSince(began)
    log.withLock {
      $0.append(Exchange(began: began, seconds: seconds, facts: facts, purpose: purpose))
    }
  }

  /// A batch with the text that may be shown, and its answer.
  func note(
    _ batch: SQLCall,
    since began: Date,
    purpose: String? = nil,
    _ answer: Result<SQLServerReply, SQLServerFailure>
  ) {
    var facts: [String: Value] = [
      "text": .string(batch.maskedBatch),
      "parameters": .object(
        Dictionary(batch.parameters.map { ($0.name, $0.value) }) { _, last in last }
      ),
      "messages": [], "errors": [], "rows": 0,
    ]
    switch answer {
    case .success(let reply):
      facts["messages"] = .list(reply.messages.map { .string($0.description) })
      facts["rows"] = .int(Int64(reply.resultSets.reduce(0) { $0 + $1.rows.count }))
    case .failure(let failure):
      facts["errors"] = .list(failure.errors.map { .int(Int64($0.number)) })
      facts["messages"] = .list([.string(failure.description)])
    }
    note(began, purpose, facts)
  }

  /// A request, and its answer where one came.
  func note(_ spec: HTTPRequestSpec, body: String, since began: Date, _ reply: HTTPReply?) {
    var facts: [String: Value] = [
      "method": .string(spec.verb.rawValue),
      "url": .string(spec.url.withoutSignature),
      "headers": .object(spec.headers.shown),
      "body": .string(body),
    ]
    if let id = spec.clientRequestID {
      facts["headers"] = .object(
        spec.headers.shown.merging(
          ["x-ms-client-request-id": .string(id.uuidString.lowercased())]
        ) { own, _ in own }
      )
    }
    if let reply {
      facts["status"] = .int(Int64(reply.status))
      facts["answer_headers"] = .object(reply.headers.shown)
      facts["answer_body"] = .string(String(decoding: reply.body, as: UTF8.self))
    }
    note(began, nil, facts)
  }
}

extension SQLServerFailure {
  fileprivate var errors: [SQLServerMessage] {
    switch self {
    case .refused(let errors), .notConnected(.loginRefused(let errors)),
      .notConnected(.unknownDatabase(_, let errors)), .notConnected(.serverRefused(let errors)):
      errors
    default: []
    }
  }
}

extension HTTPFields {
  /// By name in small letters; what proves a right is masked.
  fileprivate var shown: [String: WorkflowModel.Value] {
    let hidden: Set<String> = ["authorization", "proxy-authorization", "set-cookie", "cookie"]
    let pairs = fields.map { field -> (String, WorkflowModel.Value) in
      let name = field.name.lowercased()
      return (name, .string(hidden.contains(name) ? "***" : field.value))
    }
    return Dictionary(pairs) { first, second in .string("\(first), \(second)") }
  }
}

extension String {
  /// A shared access signature is proof enough for whoever reads it.
  fileprivate var withoutSignature: String {
    replacing(/(?<name>[?&][sS][iI][gG]=)[^&#]*/) { "\($0.output.name)***" }
  }
}
