import Testing
import WorkflowDiagnostics
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
    needsPerson: !outline.questions.isEmpty
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

  private static let resume = "linkflow resume create-link-abcde"
  private static let place = "create-link-abcde 'backup'"
  private static let unknown = StepFailure(.indeterminate, .unknownOutcome, detail: "lost")
  private static let approval = Question.approval(
    message: "Stop the workload.",
    evidence: [["LSN 7 on both sides", "nothing is behind"]],
    expires: start + .seconds(900)
  )

  /// Every state of a step, what a run with it stands at when nobody drives it, and what is next.
  private static let states: [(StepState?, RunStanding, String)] = [
    (nil, .stopped(toward: .go), resume),
    (.pending(nil), .stopped(toward: .go), resume),
    (.pending(.timer(until: start)), .stopped(toward: .go), resume),
    (.pending(.target(next: start)), .stopped(toward: .go), resume),
    (.pending(.person(.failure(failure))), .attention, resume),
    (.pending(.person(.work(instructions: "Turn it on."))), .attention, resume),
    (.pending(.person(approval)), .attention, "linkflow approve \(place) --reason '…'"),
    (.open(attempt, nil), .stopped(toward: .go), resume),
    (.open(attempt, .timer(until: start)), .stopped(toward: .go), resume),
    (.open(attempt, .target(next: start)), .stopped(toward: .go), resume),
    (.open(attempt, .person(.failure(failure))), .attention, resume),
    (
      .open(attempt, .person(.failure(unknown))), .attention,
      "linkflow resolve \(place) --done --reason '…'"
    ),
    (.settled(.done(.executed)), .stopped(toward: .go), resume),
    (.settled(.skipped("its condition is false")), .stopped(toward: .go), resume),
    (.settled(.failed(failure)), .stopped(toward: .go), resume),
    (.settled(.undone), .stopped(toward: .go), resume),
  ]

  @Test func `ends with the next legal command, from every state`() {
    for (state, expected, next) in Self.states {
      let (standing, text) = status(state)
      #expect(standing == expected)
      #expect(text.hasSuffix("next:\n  \(next)"))
      let driven = status(state, driver: "process 7 on host")
      #expect(driven.text.hasSuffix("next:\n  linkflow status create-link-abcde --watch"))
    }
    let closed = status(.settled(.done(.noOp)), outcome: .succeeded)
    #expect(closed.text.hasSuffix("next:\n  linkflow report create-link-abcde"))
  }

  @Test func `shows what an approval asks, the evidence and what each choice does`() {
    let text = status(.pending(.person(Self.approval))).text
    #expect(text.contains("? backup asks for an approval, until 2027-01-15T08:15:00Z"))
    #expect(text.contains("  Stop the workload.\n\n  evidence:\n    LSN 7 on both sides\n"))
    #expect(text.contains("linkflow approve \(Self.place) --reason '…'  lets the run go on"))
    #expect(text.contains("linkflow reject \(Self.place)"))
  }

  @Test func `shows the work to be done by hand`() {
    let text = status(.pending(.person(.work(instructions: "Turn it on.\nRestart.")))).text
    #expect(text.contains("? backup asks for work by hand\n  Turn it on.\n  Restart."))
    #expect(text.contains("linkflow skip \(Self.place)"))
  }

  @Test func `says what happened, what is known and what to do`() {
    let text = status(.pending(.person(.failure(Self.failure)))).text
    #expect(text.contains("! backup needs a person  [1475]"))
    #expect(text.contains("bulk logged changes"))
    #expect(text.contains("Take a full backup."))
  }

  @Test func `never says that nothing was changed of what may have been done`() {
    var failure = Self.failure
    failure.kind = .transient
    let text = status(.open(Self.attempt, .person(.failure(failure)))).text
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
