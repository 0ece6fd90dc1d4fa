import Foundation
import SQLiteStore
import Synchronization
import Testing
import WorkflowEngine
import WorkflowModel
import WorkflowStore
import WorkflowTesting

@Suite struct `A run cut anywhere` {
  /// Steps in sequence, for each item, side by side, behind a condition and behind a gate.
  private static let definition = WorkflowDefinition(
    name: "cut",
    inputs: [InputDeclaration(name: "items", type: .list(.string))],
    steps: [
      Definitions.action("first"),
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
    outputs: ["each": .expression(.member(.member(.name("steps"), "each"), "outputs"))]
  )

  private static let long = Definitions.action(
    "long",
    with: ["name": .interpolation([.literal("long_"), .expression(.name("item"))])]
  )

  private static let gate = StepDefinition(
    id: "seen",
    kind: .gate(
      Gate(
        read: ActionUse(
          action: "scripted.look",
          arguments: ["name": .interpolation([.literal("long_"), .expression(.name("item"))])]
        ),
        every: .seconds(5),
        until: .binary(.greater, .member(.name("result"), "count"), .literal(0))
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
    let whole = try await run(cutAfter: nil)
    #expect(whole.effects.values.allSatisfy { $0 == 1 })
    #expect(whole.effects.count == 8)
    var number = 0
    var wasCut = true
    while wasCut {
      number += 1
      let cut = try await run(cutAfter: number)
      #expect(cut.effects == whole.effects, "after request \(number)")
      #expect(cut.outputs == whole.outputs, "after request \(number)")
      wasCut = cut.wasCut
    }
    #expect(number > 25)
  }

  private struct End {
    var effects: [String: Int]
    var outputs: [String: Value]
    var wasCut: Bool
  }

  private func run(cutAfter limit: Int?) async throws -> End {
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
    let end = try await bench.start(Self.definition, sender, inputs: ["items": items])
    #expect(end == .succeeded)
    guard let left = remains.withLock({ $0 }) else {
      return End(
        effects: sender.effects,
        outputs: try bench.store.header(of: testRun).run.outputs,
        wasCut: false
      )
    }
    defer { try? FileManager.default.removeItem(atPath: left.folder) }
    let store = try SQLiteStore(folder: left.folder)
    let resumed = try await bench.executor(left.target, store: store)
      .resume(testRun, decision: nil)
    #expect(resumed == .succeeded)
    return End(
      effects: left.target.effects,
      outputs: try store.header(of: testRun).run.outputs,
      wasCut: true
    )
  }
}
