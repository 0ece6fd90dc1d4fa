import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Asks probes, where they can be asked; a target that did not answer is not asked again.
struct Inquiry: Sendable {
  /// What came of a probe.
  enum Outcome {
    /// Nobody was asked: offline, or the target did not answer an earlier question.
    case notAsked
    case observed(Observation)
    /// The answers came, and the action does not accept what they say.
    case refused(StepFailure)
    case failed(StepFailure)
  }

  private let session: (any SenderSession)?
  /// By connection; the first failure stands for all.
  private(set) var unreachable: [String: StepFailure] = [:]

  init(session: (any SenderSession)?) { self.session = session }

  var isOnline: Bool { session != nil }

  mutating func ask(
    _ probe: Probe,
    _ arguments: Arguments,
    rules: [ErrorRule]
  ) async -> Outcome {
    do throws(StepFailure) {
      let calls = try probe.calls(arguments)
      guard isOnline || calls.isEmpty else { return .notAsked }
      var answers: [Answer] = []
      for call in calls {
        switch await send(call, rules) {
        case .success(let answer): answers.append(answer)
        case .failure(let failure): return .failed(failure)
        }
      }
      return .observed(try probe.read(arguments, answers))
    } catch {
      return .refused(error)
    }
  }

  private mutating func send(
    _ call: Call,
    _ rules: [ErrorRule]
  ) async -> Result<Answer, StepFailure> {
    guard let session else { preconditionFailure("only a session sends") }
    if let known = unreachable[call.connection] { return .failure(known) }
    do throws(CallFailure) {
      return .success(try await session.send(call))
    } catch {
      let rule = rules.first { $0.matches(code: error.code, message: error.message) }
      let failure = StepFailure(
        error.phase == .refused ? .permanent : .transient,
        code: error.code,
        detail: "'\(call.connection)' (\(call.purpose)): \(error.message)",
        remedy: rule?.remedy ?? error.remedy
      )
      if error.phase == .notSent, error.code != DiagnosticCode.writeInPlan.id {
        unreachable[call.connection] = failure
      }
      return .failure(failure)
    }
  }
}
