import Foundation
import Lab
import LabEstate
import LinkflowProgram
import SQLiteStore
import Testing
import WorkflowModel
import WorkflowStore

@Suite struct `A plan` {
  /// What these tests read of the document.
  private struct Document: Decodable {
    struct Step: Decodable {
      struct Call: Decodable {
        var access: String
        var text: String
        var known: Bool
      }

      var address: String
      var verdict: String?
      var certainty: String?
      var calls: [Call]

      var knownWrites: [String] {
        calls.filter { $0.access == "write" && $0.known }.map(\.text)
      }
    }

    var steps: [Step]
  }

  /// Every write of the newest run by the step that sent it.
  private static func sent(in workspace: String) throws -> [String: [String]] {
    let store = try SQLiteStore(folder: workspace)
    let run = try #require(try store.runs().first?.run.id)
    var sent: [String: [String]] = [:]
    for entry in try store.journal(of: run) {
      switch entry.event.kind {
      case .stepDone(let address, let completion):
        sent[address.rawValue, default: []] += completion.calls.map(\.text)
      case .operationAccepted(let address, _, _, let calls),
        .operationRunning(let address, _, _, _, let calls),
        .stepFailed(let address, _, let calls):
        sent[address.rawValue, default: []] += calls.map(\.text)
      default: break
      }
    }
    return sent.filter { !$0.value.isEmpty }
  }

  @Test(.timeLimit(.minutes(15)), arguments: Scenario.all)
  func `is what an undisturbed run sends wherever it says known, and changes nothing`(
    _ scenario: Scenario
  ) async throws {
    try await Rehearsal.run(in: scenario.estate) { rehearsal in
      try await scenario.before(rehearsal)
      let effects = try rehearsal.lab.estate.effects().count
      let hadStore = FileManager.default.fileExists(
        atPath: rehearsal.program.workspace + "/state.db"
      )
      let outcome = try await rehearsal.program.run(["plan"] + scenario.words + ["--json"])
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      #expect(try rehearsal.lab.estate.effects().count == effects)
      let hasStore = FileManager.default.fileExists(
        atPath: rehearsal.program.workspace + "/state.db"
      )
      #expect(hasStore == hadStore)
      let plan = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
      let passage = try await rehearsal.carry(["run"] + scenario.words) { step in
        try await scenario.work(step, rehearsal)
      }
      #expect(passage.outcome.exitStatus == 0, "\(passage.outcome.output)\(passage.outcome.errors)")
      let sent = try Self.sent(in: rehearsal.program.workspace)
      for step in plan.steps {
        if !step.knownWrites.isEmpty {
          #expect(sent[step.address] == step.knownWrites, "\(step.address)")
        }
        if step.verdict == "no change", step.certainty == "known" {
          #expect(sent[step.address] == nil, "\(step.address)")
        }
      }
      let shown = Set(plan.steps.map(\.address))
      for address in sent.keys {
        let template = address.replacing(/\[[^\]]*\]/, with: "[each]")
        #expect(shown.contains(address) || shown.contains(template), "\(address) is hidden")
      }
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `knows most of what create-link sends, and says what is in the way`() async throws {
    try await Rehearsal.run { rehearsal in
      let words = Scenario.createLink.words
      let plan = try await rehearsal.program.run(["plan"] + words + ["--json"])
      let document = try JSONDecoder().decode(Document.self, from: Data(plan.output.utf8))
      let writes = document.steps.flatMap(\.calls).filter { $0.access == "write" }
      let known = document.steps.flatMap(\.knownWrites)
      #expect(known.count * 2 > writes.count, "\(known.count) of \(writes.count)")
      for secret in [
        try rehearsal.lab.password(of: "sql1"), try rehearsal.lab.clientSecret,
        try #require(rehearsal.program.environment["LINKFLOW_MASTER_KEY_PASSWORD"]),
      ] {
        #expect(!plan.output.contains(secret))
      }
      let detailed = try await rehearsal.program.run(["plan"] + words + ["--detailed-exitcode"])
      #expect(detailed.exitStatus == 2)
      #expect(detailed.output.contains("CREATE AVAILABILITY GROUP [AG_Sales]"))

      #expect(try await rehearsal.program.run(["run"] + words).exitStatus == 0)
      let again = try await rehearsal.program.run(["plan"] + words + ["--detailed-exitcode"])
      #expect(!again.output.contains("CREATE AVAILABILITY GROUP"))

      let wrong = words.map { $0.replacing("10.0.0.4", with: "127.0.0.1") }
      let blocked = try await rehearsal.program.run(["plan"] + wrong)
      #expect(blocked.exitStatus == 3, "\(blocked.output)")
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `offline needs no target and no connections`() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "linkflow-plan-\(UUID().uuidString)").path
    let program = Program(workspace: folder)
    let inputs = Scenario.createLink.inputs.flatMap { ["-i", $0] }
    let outcome = try await program.run(
      ["plan", "workflows/create-link.yaml", "--offline"] + inputs
    )
    #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("CREATE MASTER KEY"))
    #expect(!FileManager.default.fileExists(atPath: folder))
  }
}
