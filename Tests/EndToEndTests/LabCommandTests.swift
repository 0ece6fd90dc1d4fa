import Foundation
import LinkflowProgram
import Testing

@Suite struct `The lab's commands` {
  private func withWorkspace(_ body: (Program) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "linkflow-lab-\(UUID().uuidString)").path
    let program = Program(
      workspace: folder,
      environment: ["LINKFLOW_MASTER_KEY_PASSWORD": "Lab-\(UUID().uuidString)"]
    )
    do {
      try await body(program)
    } catch {
      _ = try await program.run(["lab", "down"])
      throw error
    }
    _ = try await program.run(["lab", "down"])
    try? FileManager.default.removeItem(atPath: folder)
  }

  @Test(.timeLimit(.minutes(15)))
  func `start a lab that outlives them, and end it`() async throws {
    try await withWorkspace { program in
      let early = try await program.run(["lab", "status"])
      #expect(early.exitStatus == 1)
      #expect(early.errors.contains("linkflow lab up"))
      let up = try await program.run(["lab", "up", "--speed", "600"])
      #expect(up.exitStatus == 0, "\(up.errors)")
      #expect(up.output.contains("sql1"))
      let again = try await program.run(["lab", "up"])
      #expect(again.exitStatus == 0)
      #expect(again.output.contains("It is running already"))
      let run = try await program.run(Rehearsal.arguments)
      #expect(run.exitStatus == 0, "\(run.output)\(run.errors)")
      let effects = try await program.run(["lab", "status", "--effects"])
      #expect(effects.output.contains("put_link"))
      let down = try await program.run(["lab", "down"])
      #expect(down.exitStatus == 0, "\(down.errors)")
      let after = try await program.run(["lab", "status"])
      #expect(after.output.contains("is not running"))
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `go on with a lab that was killed, as it stood`() async throws {
    try await withWorkspace { program in
      _ = try await program.run(["lab", "up", "--speed", "600"])
      #expect(try await program.run(Rehearsal.arguments).exitStatus == 0)
      let before = try await program.run(["lab", "status", "--json"])
      let record = try Data(contentsOf: URL(filePath: program.workspace + "/lab/lab.json"))
      let lab = try JSONDecoder().decode(Lab.self, from: record)
      kill(lab.pid, SIGKILL)
      let up = try await program.run(["lab", "up"])
      #expect(up.exitStatus == 0, "\(up.errors)")
      let after = try await program.run(["lab", "status", "--json"])
      #expect(after.output == before.output)
      let same = try JSONDecoder().decode(
        Lab.self,
        from: Data(contentsOf: URL(filePath: program.workspace + "/lab/lab.json"))
      )
      #expect(same.ports == lab.ports)
    }
  }

  private struct Lab: Decodable {
    var pid: Int32
    var ports: [String: Int]
  }

  @Test(.timeLimit(.minutes(15)))
  func `script faults from outside, and clear them`() async throws {
    try await withWorkspace { program in
      _ = try await program.run(["lab", "up", "--speed", "600"])
      let fault = try await program.run([
        "lab", "fault", "drop_after", "--door", "sql", "--match", "CREATE MASTER KEY",
      ])
      #expect(fault.exitStatus == 0, "\(fault.errors)")
      #expect(fault.output.contains("drop_after at sql, matching 'CREATE MASTER KEY'"))
      let run = try await program.run(Rehearsal.arguments)
      #expect(run.exitStatus == 0, "\(run.output)\(run.errors)")
      let report = try await program.run(["report"])
      #expect(report.output.contains("## Failures on the way"))
      let wrong = try await program.run(["lab", "fault", "explode"])
      #expect(wrong.exitStatus == 64)
      let clear = try await program.run(["lab", "fault", "--clear"])
      #expect(clear.output.contains("No faults are scripted"))
    }
  }
}
