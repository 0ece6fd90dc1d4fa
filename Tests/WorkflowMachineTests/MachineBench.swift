import WorkflowMachine
import WorkflowModel
import WorkflowTesting

let start = Instant(millisecondsSince1970: 1_800_000_000_000)

func machine(_ definition: WorkflowDefinition, inputs: [String: Value] = [:]) throws
  -> RunMachine
{
  RunMachine(definition: definition, run: try Definitions.run(definition, inputs: inputs))
}

extension RunMachine {
  mutating func take(_ kind: Event.Kind, after seconds: Int64 = 0) throws -> Transition {
    try handle(Event(kind, at: start + .seconds(seconds), chance: 0.5))
  }

  func state(_ address: String) -> StepState? {
    rows(at: address)?.state
  }

  func rows(at address: String) -> StepRow? {
    row(at: StepAddress(rawValue: address))
  }

  /// Carries out all work at once, as a target on which everything succeeds.
  mutating func finishOpenWork(after seconds: Int64 = 0) throws {
    for work in work(at: start + .seconds(seconds)) {
      let kind: Event.Kind =
        switch work.kind {
        case .perform, .follow, .settle: .stepDone(work.address, StepCompletion(.executed))
        case .read: .gateRead(work.address, result: ["ready": true], summary: "")
        }
      _ = try take(kind, after: seconds)
    }
  }
}

func gate(_ id: String, until: Expression = .member(.name("result"), "ready"))
  -> StepDefinition
{
  StepDefinition(
    id: id,
    kind: .gate(
      .reading(
        Reading(
          ActionUse(action: "scripted.look", arguments: ["name": .literal("x")]),
          every: .seconds(30),
          until: until,
          failWhen: .member(.name("result"), "broken"),
          progress: .member(.name("result"), "percent")
        )
      )
    )
  )
}

func foreach(_ concurrency: Int?, _ members: [StepDefinition]) -> StepDefinition {
  StepDefinition(
    id: "links",
    kind: .group(
      Group(
        members: members,
        concurrency: concurrency,
        iteration: .init(
          list: .expression(.member(.name("inputs"), "databases")),
          variable: "db"
        ),
        outputs: ["name": .expression(.name("db"))]
      )
    )
  )
}

extension StepAddress: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self.init(rawValue: value) }
}
