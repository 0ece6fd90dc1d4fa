import Foundation
import Lab
import LabEstate
import LinkflowProgram
import Testing

@Suite struct `Create-link` {
  @Test(.timeLimit(.minutes(15)))
  func `links three databases with all their rows`() async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await rehearsal.create()
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
      let summary = try rehearsal.lab.estate.worldSummary()
      let server = try #require(summary.servers.first { $0.name == "SQL1" })
      let instance = try #require(summary.servers.first { $0.name == "mi1" })
      for name in ["Sales", "Orders", "Stock"] {
        let source = try #require(server.databases.first { $0.name == name })
        let copy = try #require(instance.databases.first { $0.name == name })
        #expect(copy.tables == source.tables)
        #expect(source.tables.reduce(0) { $0 + $1.rows } > 0)
        #expect(source.hasLogChain)
      }
      // A log backup during seeding would have ended the seeding (1412), so this order is enough.
      let effects = try rehearsal.lab.estate.effects()
      for name in ["Sales", "Orders", "Stock"] {
        let linked = effects.firstIndex { $0.kind == "put_link" && $0.object == "DAG_\(name)" }
        let backedUp = effects.firstIndex { $0.kind == "backup_log" && $0.object == name }
        #expect(try #require(linked) < #require(backedUp))
      }
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `changes nothing when all is there already`() async throws {
    try await Rehearsal.run { rehearsal in
      #expect(try await rehearsal.create().exitStatus == 0)
      let before = try rehearsal.end()
      let again = try await rehearsal.create()
      #expect(again.exitStatus == 0, "\(again.output)\(again.errors)")
      #expect(try rehearsal.end() == before)
      let report = try await rehearsal.program.run(["report"])
      #expect(!report.output.contains("CREATE AVAILABILITY GROUP"))
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `runs through Microsoft's driver as through FreeTDS`() async throws {
    let root = Program.root.appending(path: ".witnesses").path
    let driver = try #require(
      FileManager.default.subpaths(atPath: root)?.first { path in
        path.contains("debian_ubuntu/x86_64/lib/libmsodbcsql-18")
      },
      "Microsoft's driver is not in .witnesses; make test installs it"
    )
    try await Rehearsal.run { rehearsal in
      let path = rehearsal.lab.directory.path + "/microsoft.yaml"
      try String(contentsOfFile: rehearsal.lab.connectionsFile, encoding: .utf8)
        .replacing("driver: FreeTDS", with: "driver: \(root)/\(driver)")
        .replacing("server: 127.0.0.1", with: "server: localhost")
        .write(toFile: path, atomically: true, encoding: .utf8)
      let outcome = try await rehearsal.program.run([
        "run", "workflows/create-link.yaml", "--connections", path, "--inputs",
        "workflows/inputs/create-link-lab.yaml",
      ])
      #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
    }
  }
}
