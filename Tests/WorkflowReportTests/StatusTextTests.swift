import Testing
import WorkflowModel
import WorkflowReport

private let start = Instant(millisecondsSince1970: 1_800_000_000_000)

private func row(_ step: String, _ state: StepState) -> StepRow {
  StepRow(
    address: StepAddress(rawValue: step),
    parent: .root,
    step: step,
    state: state,
    startedAt: start,
    deadline: start + .seconds(900)
  )
}

private func run(_ outcome: RunRow.Outcome? = nil) -> RunRow {
  var run = RunRow(
    id: RunID(rawValue: "create-link-abcde"),
    definition: DefinitionID(rawValue: "d"),
    workflow: "create-link",
    inputs: [:],
    startedAt: start,
    source: "create-link.yaml"
  )
  run.outcome = outcome
  run.closedAt = outcome.map { _ in start + .seconds(5) }
  return run
}

private let definition = WorkflowDefinition(
  name: "create-link",
  steps: [
    StepDefinition(id: "backup", kind: .action(ActionUse(action: "sqlserver.backup_log")))
  ]
)

private func status(
  _ state: StepState?,
  outcome: RunRow.Outcome? = nil,
  driver: String? = nil
) -> (standing: RunStanding, text: String) {
  let outline = Outline(
    run: run(outcome),
    definition: definition,
    rows: state.map { [row("backup", $0)] } ?? []
  )
  let standing = RunStanding(
    run: outline.run,
    driver: driver,
    needsPerson: !outline.attention.isEmpty
  )
  let text = StatusText(outline, standing: standing, style: .plain, now: start + .seconds(60))
  return (standing, text.text())
}

@Suite struct `A run's status` {
  private static let failure = StepFailure(
    .permanent,
    code: "1475",
    detail: "The database might contain bulk logged changes that have not been backed up.",
    remedy: "Take a full backup."
  )
  private static let attempt = Attempt(number: 1, epoch: 1, openedAt: start)

  /// Every state of a step, and what a run with it stands at when nobody drives it.
  private static let states: [(StepState?, RunStanding)] = [
    (nil, .stopped),
    (.pending(nil), .stopped),
    (.pending(.timer(until: start)), .stopped),
    (.pending(.target(next: start)), .stopped),
    (.pending(.person(failure)), .attention),
    (.open(attempt, nil), .stopped),
    (.open(attempt, .timer(until: start)), .stopped),
    (.open(attempt, .target(next: start)), .stopped),
    (.open(attempt, .person(failure)), .attention),
    (.settled(.done(.executed)), .stopped),
    (.settled(.skipped("its condition is false")), .stopped),
  ]

  @Test func `ends with the next legal command, from every state`() {
    for (state, expected) in Self.states {
      let (standing, text) = status(state)
      #expect(standing == expected)
      #expect(text.hasSuffix("next:\n  linkflow resume create-link-abcde"))
      let driven = status(state, driver: "process 7 on host")
      #expect(driven.text.hasSuffix("next:\n  linkflow status create-link-abcde --watch"))
    }
    let closed = status(.settled(.done(.noOp)), outcome: .succeeded)
    #expect(closed.text.hasSuffix("next:\n  linkflow report create-link-abcde"))
  }

  @Test func `says what happened, what is known and what to do`() {
    let text = status(.pending(.person(Self.failure))).text
    #expect(text.contains("! backup needs a person  [1475]"))
    #expect(text.contains("bulk logged changes"))
    #expect(text.contains("Take a full backup."))
  }

  @Test func `never says that nothing was changed of what may have been done`() {
    var failure = Self.failure
    failure.kind = .transient
    let text = status(.open(Self.attempt, .person(failure))).text
    #expect(!text.contains("nothing was changed"))
    #expect(text.contains("may have been done"))
  }

  @Test func `shows why a step was skipped`() {
    #expect(status(.settled(.skipped("its condition is false"))).text.contains("is false"))
  }

  @Test func `holds no colour for a pipe`() {
    #expect(!status(.open(Self.attempt, nil)).text.contains("\u{1B}"))
  }
}
