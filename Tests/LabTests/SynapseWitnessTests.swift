import Lab
import LabEstate
import Subprocess
import Testing

@Suite(.timeLimit(.minutes(2)))
struct `The lab's Synapse and storage` {
  @Test func `serve Azure's storage SDK by key and by SAS`() async throws {
    try await withLab { lab in
      var environment = try lab.witnessEnvironment(of: "sql1")
      let account = try lab.estate.world().storageAccount(named: "ledgerlanding")
      environment["LAB_ACCOUNT_KEY"] = try #require(account?.key(named: "key1")).base64
      let testimony = try await WitnessProgram.python("blobs.py").run(environment: environment)
      #expect(testimony.succeeded, "\(testimony)")
      #expect(testimony.output.hasSuffix("all seen\n"), "\(testimony)")
    }
  }

  @Test func `let Azure's SDKs rotate the SAS of a link`() async throws {
    try await withLab(LabOptions(timeFactor: 100)) { lab in
      let testimony = try await WitnessProgram.python("synapse_link.py")
        .run(environment: try lab.witnessEnvironment(of: "sql1"))
      #expect(testimony.succeeded, "\(testimony)")
      #expect(testimony.output.hasSuffix("all seen\n"), "\(testimony)")
      let link = try #require(try lab.estate.worldSummary().workspaces.first?.connections.first)
      #expect(link.credential.key == "key2")
      #expect(link.credential.state == "valid")
    }
  }
}
