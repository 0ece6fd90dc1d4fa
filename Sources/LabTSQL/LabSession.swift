import LabEstate
import Synchronization

/// One logged-in session of a simulated server.
final class LabSession: TSQLSession {
  let serverName: String
  private let instance: TSQLInstance
  private let state: Mutex<SessionState>

  init(instance: TSQLInstance, serverName: String, facts: SessionFacts) {
    self.instance = instance
    self.serverName = serverName
    state = Mutex(SessionState(facts: facts))
  }

  var database: String { state.withLock { $0.facts.database } }

  /// Runs a batch under the faults that the estate's script has for it.
  func run(_ batch: TSQLBatch, reply: @Sendable (TSQLReply) async -> Void) async {
    let estate = instance.estate
    do {
      let start = try estate.world().server(named: instance.server)?.startedAt
      guard start == state.withLock({ $0.facts.serverStart }) else {
        await reply(.connectionLost)
        return
      }
      let admission = try await estate.faultBefore(
        door: .sql,
        server: instance.server,
        text: batch.text
      )
      guard admission.action == .proceed else {
        await reply(.connectionLost)
        return
      }
      guard admission.withholdsReply else {
        await interpret(batch, reply: reply)
        return
      }
      let kept = Mutex<[TSQLReply]>([])
      await interpret(batch) { piece in kept.withLock { $0.append(piece) } }
      guard try await estate.faultAfter(admission) == .proceed else {
        await reply(.connectionLost)
        return
      }
      for piece in kept.withLock({ $0 }) { await reply(piece) }
    } catch {
      await reply(.message(.lab("The lab failed: \(error)")))
      await reply(.done(count: nil))
    }
  }

  func close() async {
    var interpreter = Interpreter(instance: instance, state: state.withLock { $0 }) { _ in }
    await interpreter.abandon()
    instance.estate.locks.releaseAll(of: interpreter.state.facts.id)
    instance.forget(interpreter.state.facts.id)
  }

  private func interpret(
    _ batch: TSQLBatch,
    reply: @Sendable (TSQLReply) async -> Void
  ) async {
    await withoutActuallyEscaping(reply) { reply in
      var interpreter = Interpreter(
        instance: instance,
        state: state.withLock { $0 },
        reply: reply
      )
      await interpreter.run(batch)
      let after = interpreter.state
      state.withLock { $0 = after }
      instance.note(after.facts)
    }
  }
}

/// What a session keeps between batches.
struct SessionState: Sendable {
  var facts: SessionFacts
  var isCountSuppressed = false
  var quotedIdentifiers = true
  var abortsOnError = false
  var implicitTransactions = false
  var transaction = OpenTransaction()

  init(facts: SessionFacts) { self.facts = facts }
}
