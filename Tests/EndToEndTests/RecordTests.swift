import Foundation
import Lab
import LabEstate
import LinkflowProgram
import Testing
import WorkflowModel

@Suite struct `A record` {
  @Test(.timeLimit(.minutes(15)))
  func `holds every call and its answer, and no secret`() async throws {
    try await Rehearsal.run { rehearsal in
      let path = rehearsal.lab.directory.path + "/record.jsonl"
      let outcome = try await rehearsal.program.run(Rehearsal.arguments + ["--record", path])
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let lines = try text.split(separator: "\n").map { line in
        try #require(CanonicalJSON.decode(Value.self, from: Data(line.utf8)).object)
      }
      for line in lines {
        for field in ["connection", "kind", "time", "duration_ms", "step", "purpose", "access"] {
          #expect(line[field]?.isNull == false, "\(field) in \(line)")
        }
        switch line["kind"] {
        case "sql": #expect(line["text"]?.string != nil && line["rows"]?.int != nil, "\(line)")
        default: #expect(line["method"]?.string != nil && line["status"]?.int != nil, "\(line)")
        }
      }
      let created = lines.filter { $0["text"]?.string?.hasPrefix("CREATE AVAILABILITY") ?? false }
      #expect(created.count == 6)
      #expect(lines.contains { $0["method"] == "PUT" && $0["answer_headers"]?.object != nil })
      #expect(lines.contains { $0["purpose"] == "ask about the operation" })
      for secret in [
        try #require(rehearsal.program.environment["LINKFLOW_MASTER_KEY_PASSWORD"]),
        try rehearsal.lab.password(of: "sql1"), try rehearsal.lab.clientSecret,
      ] {
        #expect(!text.contains(secret))
      }
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `that cannot be written stops the run, which can be resumed`() async throws {
    try await Rehearsal.run { rehearsal in
      let words = Rehearsal.arguments + ["--record", "/dev/full"]
      let outcome = try await rehearsal.program.run(words)
      #expect(outcome.exitStatus == 75, "\(outcome.output)\(outcome.errors)")
      #expect(outcome.errors.contains("LF7027"))
      #expect(try rehearsal.lab.estate.effects().isEmpty)
      let again = try await rehearsal.resume()
      #expect(again.exitStatus == 0, "\(again.output)\(again.errors)")
    }
  }
}
