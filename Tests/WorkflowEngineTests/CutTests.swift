import Foundation
import SQLiteStore
import Synchronization
import Testing
import WorkflowDiagnostics
import WorkflowEngine
import WorkflowModel
import WorkflowStore
import WorkflowTesting

@Suite struct `A run cut anywhere` {
  /// Steps in sequence, for each item, side by side, behind a condition and behind a gate.
  private static let forward = WorkflowDefinition(
    name: "cut",
    inputs: [InputDeclaration(name: "items", type: .list(.string))],
    steps: [
      Definitions.action("first"),
      Definitions.action("flag", undo: Undo(.always, after: "each")),
      Definitions.action("lent", undo: Undo(.always)),
      skipped(Definitions.action("never")),
      StepDefinition(
        id: "each",
        kind: .group(
          Group(
            members: [
              Definitions.action("make", with: ["name": .expression(.name("item"))]),
              StepDefinition(
                id: "both",
                kind: .group(Group(members: [long, gate], order: .parallel))
              ),
            ],
            concurrency: 2,
            iteration: .init(
              list: .expression(.member(.name("inputs"), "items")),
              variable: "item"
            ),
            outputs: [
              "made": .expression(
                .member(.member(.member(.name("steps"), "make"), "outputs"), "made")
              )
            ]
          )
        )
      ),
      Definitions.action("last"),
    ],
    finally: [Definitions.action("told")],
    outputs: ["each": .expression(.member(.member(.name("steps"), "each"), "outputs"))]
  )

  /// All that was done is undone when the last step fails, but what it was told to leave.
  private static let backward = WorkflowDefinition(
    name: "back",
    inputs: [InputDeclaration(name: "items", type: .list(.string))],
    steps: [
      Definitions.action("stays"),
      Definitions.action("first", undo: Undo(.rollback)),
      Definitions.action(
        "named",
        undo: Undo(
          .rollback,
          use: ActionUse(action: "scripted.make", arguments: ["name": .literal("unnamed")])
        )
      ),
      StepDefinition(
        id: "each",
        kind: .group(
          Group(
            members: [
              Definitions.action(
                "make",
                with: ["name": .expression(.name("item"))],
                undo: Undo(.rollback)
              )
            ],
            concurrency: 2,
            iteration: .init(
              list: .expression(.member(.name("inputs"), "items")),
              variable: "item"
            )
          )
        )
      ),
      Definitions.action("broken", "scripted.fail", onError: [FailureRule(.rollback)]),
    ],
    finally: [Definitions.action("told")]
  )

  private static let long = Definitions.action(
    "long",
    with: ["name": .interpolation([.literal("long_"), .expression(.name("item"))])]
  )

  private static let gate = StepDefinition(
    id: "seen",
    kind: .gate(
      .reading(
        Reading(
          ActionUse(
            action: "scripted.look",
            arguments: ["name": .interpolation([.literal("long_"), .expression(.name("item"))])]
          ),
          every: .seconds(5),
          until: .binary(.greater, .member(.name("result"), "count"), .literal(0))
        )
      )
    )
  )

  private static func skipped(_ step: StepDefinition) -> StepDefinition {
    var step = step
    step.condition = .literal(false)
    return step
  }

  /// What a process leaves that dies right after its n-th request: files as they are, and the target.
  private struct Remains: Sendable {
    var folder: String
    var target: ScriptedSender
  }

  @Test func `and resumed ends the same, nothing twice`() async throws {
    let effects = try await cutEverywhere(Self.forward, .closed(.succeeded))
    #expect(effects.values.allSatisfy { $0 == 1 })
    #expect(Set(effects.keys).isSuperset(of: ["first", "last", "told", "a", "long_c"]))
    #expect(effects["flag"] == nil && effects["lent"] == nil)
  }

  @Test func `on its way back ends the same, nothing twice`() async throws {
    let effects = try await cutEverywhere(Self.backward, .closed(.rolledBack))
    #expect(effects == ["stays": 1, "named": 1, "unnamed": 1, "told": 1])
  }

  /// The effects of the undisturbed run, which those of every other have equalled.
  private func cutEverywhere(
    _ definition: WorkflowDefinition,
    _ expected: RunEnd
  ) async throws -> [String: Int] {
    let whole = try await run(definition, expected, cutAfter: nil)
    var number = 0
    var wasCut = true
    while wasCut {
      number += 1
      let cut = try await run(definition, expected, cutAfter: number)
      #expect(cut.effects == whole.effects, "after request \(number)")
      #expect(cut.outputs == whole.outputs, "after request \(number)")
      wasCut = cut.wasCut
    }
    #expect(number > 25)
    return whole.effects
  }

  private struct End {
    var effects: [String: Int]
    var outputs: [String: Value]
    var wasCut: Bool
  }

  private func run(
    _ definition: WorkflowDefinition,
    _ expected: RunEnd,
    cutAfter limit: Int?
  ) async throws -> End {
    let bench = try Bench()
    defer { bench.remove() }
    let remains = Mutex<Remains?>(nil)
    let box = Mutex<ScriptedSender?>(nil)
    // The second write of the run is a long operation.
    let sender = ScriptedSender(faults: [5: .operation(looks: 2)]) { number in
      guard number == limit, let target = box.withLock({ $0 }) else { return }
      let copy = bench.folder + "-cut"
      try? FileManager.default.removeItem(atPath: copy)
      try? FileManager.default.copyItem(atPath: bench.folder, toPath: copy)
      remains.withLock { $0 = Remains(folder: copy, target: ScriptedSender(resuming: target)) }
    }
    box.withLock { $0 = sender }
    let items: Value = ["a", "b", "c"]
    let end = try await bench.start(definition, sender, inputs: ["items": items])
    #expect(end == expected)
    guard let left = remains.withLock({ $0 }) else {
      return End(
        effects: sender.effects,
        outputs: try bench.store.header(of: testRun).run.outputs,
        wasCut: false
      )
    }
    defer { try? FileManager.default.removeItem(atPath: left.folder) }
    let store = try SQLiteStore(folder: left.folder)
    let executor = bench.executor(left.target, store: store)
    var resumed = try await executor.resume(testRun, decision: nil)
    // Cut while a step was being done, a rollback asks whether its effect is the run's own: it is.
    while case .attention(let rows) = resumed {
      #expect(rows.map(\.state.attention?.code) == [DiagnosticCode.perhapsNotMine.id])
      let step = try #require(rows.first).address
      let yes = Decision(.retry(step), by: "ann", reason: "it was not there before")
      resumed = try await executor.resume(testRun, decision: yes)
    }
    #expect(resumed == expected)
    return End(
      effects: left.target.effects,
      outputs: try store.header(of: testRun).run.outputs,
      wasCut: true
    )
  }
}
