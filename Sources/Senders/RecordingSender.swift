import Foundation
package import Secrets
import Synchronization
import WorkflowDiagnostics
import WorkflowModel
package import WorkflowPlugin

/// Tells of every call that another sender carried, and of its answer: a line of JSON each.
///
/// Nothing more is sent once a line could not be written, so a record has no gaps.
package final class RecordingSender: Sender {
  private let base: any Sender
  private let redaction: Redaction
  private let write: @Sendable (String) throws -> Void
  private let brokenBy = Mutex<String?>(nil)

  /// `redaction` is the one that learns the secrets `base` uses.
  package init(
    _ base: any Sender,
    redaction: Redaction,
    write: @escaping @Sendable (String) throws -> Void
  ) {
    self.base = base
    self.redaction = redaction
    self.write = write
  }

  package func open(barrier: String?) -> any SenderSession {
    RecordingSession(sender: self, base: base.open(barrier: barrier))
  }

  package func close() async { await base.close() }

  fileprivate func check() throws(CallFailure) {
    guard let reason = brokenBy.withLock({ $0 }) else { return }
    throw CallFailure(
      .notSent,
      code: DiagnosticCode.recordUnwritable.id,
      message: "The record cannot be written (\(reason)); nothing more is sent."
    )
  }

  fileprivate func record(_ fields: [String: Value]) {
    let line = CanonicalJSON.text(.object(fields.mapValues(redacted)))
    do {
      try write(line + "\n")
    } catch {
      brokenBy.withLock { $0 = $0 ?? "\(error)" }
    }
  }

  private func redacted(_ value: Value) -> Value {
    switch value {
    case .string(let text): .string(redaction.redact(text))
    case .list(let values): .list(values.map(redacted))
    case .object(let members): .object(members.mapValues(redacted))
    default: value
    }
  }
}

private struct RecordingSession: SenderSession {
  let sender: RecordingSender
  let base: any SenderSession

  func send(_ call: Call) async throws(CallFailure) -> Answer {
    let kind = if case .sql = call.request { "sql" } else { "rest" }
    var origin: [String: Value] = ["connection": .string(call.connection), "kind": .string(kind)]
    origin["access"] = .string(call.access.rawValue)
    origin["purpose"] = .string(call.purpose)
    return try await recording(origin) {
      do throws(CallFailure) {
        return .success(try await base.send(call))
      } catch {
        return .failure(error)
      }
    }
  }

  func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus {
    let origin: [String: Value] = [
      "connection": .string(operation.connection), "kind": "rest", "access": "read",
      "purpose": "ask about the operation",
      "operation": operation.identifier.map { .string($0) } ?? .null,
    ]
    return try await recording(origin) {
      do throws(CallFailure) {
        return .success(try await base.poll(operation))
      } catch {
        return .failure(error)
      }
    }
  }

  func close() async { await base.close() }

  private func recording<Answer: Sendable>(
    _ origin: [String: Value],
    _ send: () async -> Result<Answer, CallFailure>
  ) async throws(CallFailure) -> Answer {
    try sender.check()
    let trace = WireTrace()
    let began = Date()
    let result = await WireTrace.$current.withValue(trace) { await send() }
    var origin = origin
    origin["step"] = CallOrigin.step.map { .string($0.rawValue) } ?? .null
    var exchanges = trace.exchanges
    var failure: Value?
    if case .failure(let error) = result {
      failure = [
        "phase": .string("\(error.phase)"), "code": .string(error.code),
        "message": .string(error.message),
      ]
      if exchanges.last.map({ $0.purpose != nil }) ?? true {
        // It never went out: no wire saw it.
        let seconds = Date().timeIntervalSince(began)
        exchanges.append(WireTrace.Exchange(began: began, seconds: seconds, facts: [:]))
      }
    }
    for (index, exchange) in exchanges.enumerated() {
      var line = origin.merging(exchange.facts) { own, _ in own }
      if let purpose = exchange.purpose { line["purpose"] = .string(purpose) }
      line["time"] = .string(exchange.began.formatted(Self.moment))
      line["duration_ms"] = .int(Int64((exchange.seconds * 1000).rounded()))
      if index == exchanges.count - 1, let failure { line["failure"] = failure }
      sender.record(line)
    }
    return try result.get()
  }

  private static let moment = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
