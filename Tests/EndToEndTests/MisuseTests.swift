import Foundation
import GRDB
import Lab
import LabEstate
import LinkflowProgram
import Subprocess
import Testing

/// What goes wrong before or around a run: a clear error, the documented exit status, nothing lost.
@Suite struct `The program` {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "linkflow-\(UUID().uuidString).yaml").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func workspace() -> Program {
    Program(
      workspace: FileManager.default.temporaryDirectory
        .appending(path: "linkflow-\(UUID().uuidString)").path
    )
  }

  @Test func `names a missing file`() async throws {
    let outcome = try await workspace().run(["check", "nowhere.yaml"])
    #expect(outcome.exitStatus == 64)
    #expect(outcome.errors.contains("error[LF1001]"))
    #expect(outcome.errors.contains("nowhere.yaml"))
  }

  @Test func `places what is no YAML`() async throws {
    let path = try file("workflow: x\nlanguage: 1\nsteps:\n  - id: a\n   uses: b\n")
    let outcome = try await workspace().run(["check", path])
    #expect(outcome.exitStatus == 64)
    #expect(outcome.errors.contains("\(path):5:4: error[LF1002]"))
  }

  @Test func `suggests the action that was meant`() async throws {
    let path = try file(
      """
      workflow: x
      language: 1
      steps:
        - id: a
          uses: sqlserver.ensure_masterkey

      """
    )
    let outcome = try await workspace().run(["run", path])
    #expect(outcome.exitStatus == 64)
    #expect(outcome.errors.contains("\(path):5:11: error[LF4001]"))
    #expect(outcome.errors.contains("Did you mean 'sqlserver.ensure_master_key'?"))
  }

  @Test func `refuses an input of another type, and begins nothing`() async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await rehearsal.program.run(
        Rehearsal.arguments + ["-i", "endpoint_port=many"]
      )
      #expect(outcome.exitStatus == 64)
      #expect(outcome.errors.contains("error[LF4010]"))
      #expect(outcome.errors.contains("endpoint_port"))
      #expect(try rehearsal.lab.estate.effects().isEmpty)
      #expect(!FileManager.default.fileExists(atPath: rehearsal.program.workspace + "/state.db"))
    }
  }

  @Test func `refuses unknown options with the usage`() async throws {
    let outcome = try await workspace().run(["run", "x.yaml", "--fast"])
    #expect(outcome.exitStatus == 64)
    #expect(outcome.errors.contains("--fast"))
  }

  @Test func `names a run that is not there`() async throws {
    let outcome = try await workspace().run(["resume", "create-link-zzzzz"])
    #expect(outcome.exitStatus == 1)
    #expect(outcome.errors.contains("There is no workspace"))
  }

  /// A run against connections of the lab, changed as a person would get them wrong.
  private func attempt(
    in rehearsal: Rehearsal,
    replacing pattern: String,
    with replacement: String,
    killAfter: Duration? = nil
  ) async throws -> Program.Outcome {
    let right = try String(contentsOfFile: rehearsal.lab.connectionsFile, encoding: .utf8)
    let wrong = right.replacingOccurrences(
      of: pattern,
      with: replacement,
      options: .regularExpression
    )
    #expect(wrong != right)
    let path = rehearsal.lab.directory.path + "/wrong.yaml"
    try wrong.write(toFile: path, atomically: true, encoding: .utf8)
    return try await rehearsal.program.run([
      "run", "workflows/create-link.yaml", "--connections", path, "--inputs",
      "workflows/inputs/create-link-lab.yaml",
    ]) { process in
      guard let killAfter else { return }
      try await Task.sleep(for: killAfter)
      kill(process, SIGINT)
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `stops for a person at a wrong password, and goes on with the right one`() async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await attempt(
        in: rehearsal,
        replacing: "file://sa-password",
        with: "file://client-secret"
      )
      #expect(outcome.exitStatus == 3)
      #expect(outcome.errors.contains("[LF7015]"))
      #expect(outcome.errors.contains("Login failed for user 'sa'"))
      #expect(outcome.errors.contains("Correct the user or the password"))
      let resumed = try await rehearsal.program.run([
        "resume", "--connections", rehearsal.lab.connectionsFile,
      ])
      #expect(resumed.exitStatus == 0, "\(resumed.errors)")
      #expect(resumed.output.contains("goes on."))
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `tries an unreachable server again, and stops at the first Ctrl-C`() async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await attempt(
        in: rehearsal,
        replacing: "127.0.0.1,[0-9]+",
        with: "127.0.0.1,1",
        killAfter: .seconds(1)
      )
      #expect(outcome.exitStatus == 75)
      #expect(outcome.output.contains("Nothing listens at 127.0.0.1, port 1"))
      #expect(outcome.errors.contains("nothing is lost"))
      let resumed = try await rehearsal.program.run([
        "resume", "--connections", rehearsal.lab.connectionsFile,
      ])
      #expect(resumed.exitStatus == 0, "\(resumed.errors)")
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `keeps a run of the lab in the lab`() async throws {
    try await Rehearsal.run { rehearsal in
      _ = try rehearsal.lab.estate.add(Fault(.seedingFails, match: "Orders"))
      #expect(try await rehearsal.create().exitStatus == 3)
      let elsewhere = try await rehearsal.program.run([
        "resume", "--connections", rehearsal.lab.connectionsFile,
      ])
      #expect(elsewhere.exitStatus == 64)
      #expect(elsewhere.errors.contains("was begun in the lab"))
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `goes on although nobody reads its lines any more`() async throws {
    try await Rehearsal.run { rehearsal in
      let words = ([Program.path] + Rehearsal.arguments).map { "'\($0)'" }.joined(separator: " ")
      let outcome = try await rehearsal.program.run(
        ["-c", "(\(words); echo $? >'\(rehearsal.lab.directory.path)/status') | head -n 1"],
        of: .name("sh")
      )
      #expect(outcome.output.contains("begins"))
      let status = try String(
        contentsOfFile: rehearsal.lab.directory.path + "/status",
        encoding: .utf8
      )
      #expect(status == "0\n")
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `says how to install a driver that is missing`() async throws {
    try await Rehearsal.run { rehearsal in
      let outcome = try await attempt(
        in: rehearsal,
        replacing: "driver: FreeTDS",
        with: "driver: /nowhere/libtdsodbc.so"
      )
      #expect(outcome.exitStatus == 3)
      #expect(outcome.errors.contains("[LF7016]"))
      #expect(outcome.errors.contains("apt-get install tdsodbc"))
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `leaves a run to the process that drives it`() async throws {
    try await Rehearsal.run { rehearsal in
      let estate = rehearsal.lab.estate
      let fault = try estate.add(Fault(.holdAfter, door: .sql, match: "CREATE ENDPOINT"))
      let first = try await rehearsal.program.run(Rehearsal.arguments) { process in
        try await estate.waitUntilHeld(by: fault)
        let second = try await rehearsal.resume()
        #expect(second.exitStatus == 75)
        #expect(second.errors.contains("[LF7010]"))
        #expect(!second.output.contains("goes on"))
        #expect(second.errors.contains("driven by process \(process) "))
        let status = try await rehearsal.program.run(["status"])
        #expect(status.output.contains("running"))
        try estate.removeAllFaults()
      }
      #expect(first.exitStatus == 0, "\(first.errors)")
    }
  }

  @Test(.timeLimit(.minutes(15)))
  func `names a workspace that another process has locked`() async throws {
    try await Rehearsal.run { rehearsal in
      let path = rehearsal.program.workspace + "/state.db"
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: path, configuration: configuration)
      try other.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
      let outcome = try await rehearsal.create()
      #expect(outcome.exitStatus == 75, "\(outcome.errors)")
      #expect(outcome.errors.contains("is locked by another process"))
      #expect(try rehearsal.lab.estate.effects().isEmpty)
      try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
      #expect(try await rehearsal.create().exitStatus == 0)
    }
  }

  /// A small file system of its own (unshare(1), mount(8)) fills up; then it is given room.
  @Test(.timeLimit(.minutes(15)), arguments: [100, 150, 200])
  func `stops at a full disk and goes on when there is room`(_ kibibytes: Int) async throws {
    try await Rehearsal.run { rehearsal in
      let expected = try await Rehearsal.run { undisturbed in
        _ = try await undisturbed.create()
        return try undisturbed.end()
      }
      let folder = rehearsal.lab.directory.path + "/small"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let script = """
        set -e
        # Of our own, where it can be said: in a chroot the root is no mount.
        mount --make-private "$(df --output=target '\(folder)' | tail -n 1)" 2>/dev/null || true
        mount -t tmpfs -o size=\(kibibytes)k none '\(folder)'
        export LINKFLOW_WORKSPACE='\(folder)'
        run="'\(Program.path)' run workflows/create-link.yaml \
        --connections '\(rehearsal.lab.connectionsFile)' \
        --inputs workflows/inputs/create-link-lab.yaml"
        status=0; eval "$run" || status=$?
        echo "full: $status"
        mount -o remount,size=64m '\(folder)'
        status=0; '\(Program.path)' resume || status=$?
        [ "$status" = 0 ] || { status=0; eval "$run" || status=$?; }
        echo "roomy: $status"
        cd / && umount -l '\(folder)'
        """
      let outcome = try await rehearsal.program.run(
        // Root may mount; anybody else must first become root of a namespace of their own.
        ["--mount", "--propagation", "unchanged"] + (getuid() == 0 ? [] : ["--map-root-user"]) + [
          "sh", "-c", script,
        ],
        of: .name("unshare")
      )
      #expect(outcome.output.contains("full: 1"), "\(outcome.output)\(outcome.errors)")
      #expect(outcome.errors.contains("has no room left on its disk"))
      #expect(outcome.output.contains("roomy: 0"), "\(outcome.output)\(outcome.errors)")
      #expect(try rehearsal.end() == expected)
    }
  }
}
