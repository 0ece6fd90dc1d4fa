import Synchronization
import WorkflowModel
public import WorkflowPlugin

/// A wire double: a target that is a set of names, asked and changed by calls.
///
/// `read NAME` answers whether the name is there; `write NAME` makes it so, `drop NAME` takes it
/// away. A script says what goes wrong at which call.
public final class ScriptedSender: Sender {
  public enum Fault: Hashable, Sendable {
    /// The connection is lost before the statement ran.
    case lostBefore
    /// The connection is lost after the statement took effect.
    case lostAfter
    case refused(code: String, message: String)
    case throttled(Duration)
    /// A write is accepted as a long operation that ends after so many looks.
    case operation(looks: Int)
  }

  private struct State {
    var present: [String: Int] = [:]
    var log: [String] = []
    var faults: [Int: Fault] = [:]
    var operations: [String: (name: String, looks: Int)] = [:]
    var requests = 0
    var barriers: [String] = []
  }

  private let state = Mutex(State())
  private let afterEach: (@Sendable (Int) async -> Void)?

  /// Calls `afterEach` when a request has taken effect and before it is answered.
  public init(
    faults: [Int: Fault] = [:],
    present: [String: Int] = [:],
    afterEach: (@Sendable (Int) async -> Void)? = nil
  ) {
    self.afterEach = afterEach
    state.withLock { state in
      state.faults = faults
      state.present = present
    }
  }

  /// The same target in another process: what is there and under way, without faults to come.
  public init(resuming other: ScriptedSender) {
    afterEach = nil
    let (present, operations) = other.state.withLock { ($0.present, $0.operations) }
    state.withLock { state in
      state.present = present
      state.operations = operations
    }
  }

  /// How often each name was written.
  public var effects: [String: Int] { state.withLock(\.present) }
  /// Every request in order.
  public var log: [String] { state.withLock(\.log) }
  public var barriers: [String] { state.withLock(\.barriers) }

  public func open(barrier: String?) -> any SenderSession {
    if let barrier { state.withLock { $0.barriers.append(barrier) } }
    return Session(sender: self)
  }

  public func close() async {}

  private struct Session: SenderSession {
    let sender: ScriptedSender

    func send(_ call: Call) async throws(CallFailure) -> Answer { try await sender.handle(call) }
    func poll(_ operation: OperationHandle) async throws(CallFailure) -> OperationStatus {
      sender.look(at: operation)
    }
    func close() async {}
  }

  private func handle(_ call: Call) async throws(CallFailure) -> Answer {
    let words = call.text.split(separator: " ").map(String.init)
    precondition(words.count == 2, "a scripted call is a verb and a name")
    let name = words[1]
    let (number, fault) = state.withLock { state in
      state.requests += 1
      state.log.append(call.text)
      return (state.requests, state.faults[state.requests])
    }
    switch fault {
    case .lostBefore: throw CallFailure(.answerLost, code: "LF7017", message: "connection lost")
    case .refused(let code, let message): throw CallFailure(.refused, code: code, message: message)
    case .throttled(let wait):
      throw CallFailure(
        .refused,
        code: "TooManyRequests",
        message: "slow down",
        status: 429,
        retryAfter: wait
      )
    default: break
    }
    var answer = Answer.sql(resultSets: [])
    if words[0] == "drop" {
      state.withLock { $0.present[name] = nil }
    } else if words[0] == "write" {
      if case .operation(let looks) = fault {
        state.withLock { $0.operations["op-\(number)"] = (name, looks) }
        let handle = OperationHandle(
          connection: call.connection,
          address: "op-\(number)",
          pollAfter: .seconds(1)
        )
        answer = .rest(status: 202, body: .null, operation: handle)
      } else {
        state.withLock { $0.present[name, default: 0] += 1 }
      }
    } else {
      let count = state.withLock { $0.present[name] ?? 0 }
      answer = .sql(resultSets: [[["count": .int(Int64(count))]]])
    }
    await afterEach?(number)
    if fault == .lostAfter {
      throw CallFailure(.answerLost, code: "LF7017", message: "connection lost")
    }
    return answer
  }

  private func look(at operation: OperationHandle) -> OperationStatus {
    state.withLock { state in
      state.log.append("look \(operation.address)")
      guard let (name, looks) = state.operations[operation.address] else { return .unknown }
      if looks > 0 {
        state.operations[operation.address] = (name, looks - 1)
        return .running(next: .seconds(1), percent: nil, summary: "at work")
      }
      state.operations[operation.address] = nil
      state.present[name, default: 0] += 1
      return .succeeded
    }
  }
}

/// Actions over a `ScriptedSender`.
public enum ScriptedPlugin {
  /// `scripted.make` writes what its probe does not find; `scripted.push` cannot probe;
  /// `scripted.look` reads how often a name was written; `scripted.fail` is refused, always.
  public static let plugin = Plugin(
    name: "scripted",
    summary: "Names in a scripted target.",
    actions: [make, push, look, fail]
  )

  private static let name = ActionInput("name", .string, "What to make.")

  private static let make = Action(
    ActionDescriptor(
      name: "scripted.make",
      summary: "Makes a name.",
      inputs: [name],
      outputs: [ActionOutput("made", .string, "The name.")]
    ),
    probe: probe { count, name in
      Observation(
        count > 0 ? .mine : .absent,
        outputs: ["made": .string(name)],
        summary: count > 0 ? "\(name) is there" : "\(name) is absent"
      )
    },
    calls: writes,
    inverse: { arguments, _ throws(StepFailure) in
      [
        Call(.write, on: "target", "take it away", sql: SQLCall("drop \(arguments.string("name"))"))
      ]
    }
  )

  private static let push = Action(
    ActionDescriptor(name: "scripted.push", summary: "Makes a name unseen.", inputs: [name]),
    probe: nil,
    calls: writes
  )

  private static let fail = Action(
    ActionDescriptor(name: "scripted.fail", summary: "Fails.", inputs: [name]),
    probe: probe { _, name in Observation(.absent, summary: "\(name) is absent") },
    calls: { _, _ throws(StepFailure) in
      throw StepFailure(.permanent, code: "9999", detail: "refused, always")
    }
  )

  private static let look = Action(
    reading: ActionDescriptor(
      name: "scripted.look",
      summary: "Counts a name.",
      inputs: [name],
      outputs: [ActionOutput("count", .int, "How often it was written.")]
    ),
    probe: probe { count, name in
      Observation(.mine, outputs: ["count": .int(count)], summary: "\(name): \(count)")
    }
  )

  private static let writes: Action.Calls = { arguments, _ throws(StepFailure) in
    [Call(.write, on: "target", "make it", sql: SQLCall("write \(arguments.string("name"))"))]
  }

  private static func probe(
    _ observe: @escaping @Sendable (Int64, String) -> Observation
  ) -> Probe {
    Probe(
      calls: { arguments throws(StepFailure) in
        [Call(.read, on: "target", "look", sql: SQLCall("read \(arguments.string("name"))"))]
      },
      read: { arguments, answers throws(StepFailure) in
        observe(answers[0].rows.first?["count"]?.int ?? 0, arguments.string("name"))
      }
    )
  }
}
