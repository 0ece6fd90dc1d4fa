import Foundation
import LinkflowProgram
import Subprocess
import SystemPackage
import Testing

@Suite struct `A tutorial` {
  @Test(.timeLimit(.minutes(15)))
  func `is true, command by command`() async throws {
    let page = Program.root.appending(path: "docs/tutorials/your-first-workflow.md")
    try await follow(String(contentsOf: page, encoding: .utf8))
  }

  @Test(
    arguments: [
      "$ echo one\ntwo", "$ echo one", "$ echo one\none\ntwo", "$ printf 'one\\ntwo'\none",
      "$ printf 'one\\ntwo'\n…\none", "$ false", "$ true\n$ echo $?\n1",
      "$ echo try-22222\ntry-11111\n$ echo try-33333\ntry-11111",
    ]
  )
  func `is found out when it lies`(_ lie: String) async throws {
    let page = "```yaml try.yaml\nworkflow: try\n```\n```console\n\(lie)\n```\n"
    await #expect(throws: Lie.self) { try await follow(page) }
  }

  @Test func `may leave out what differs each time`() async throws {
    try await follow(
      """
      ```yaml try.yaml
      workflow: try
      ```
      ```yaml try.yaml +
      language: 1
      ```
      ```console
      $ cat try.yaml; false
      …
      language: …
      $ echo $?
      1
      $ echo Run try-22222; echo and; echo more
      Run try-11111
      …
      $ echo try-11111; echo try-22222
      try-11111
      try-11111
      ```
      """
    )
  }

  @Test func `is refused with a listing that nothing follows`() {
    #expect(throws: Tutorial.Misprint.self) { try Tutorial("```sh\nls\n```\n") }
  }

  /// A place at which the page says something else than what happens.
  private struct Lie: Error, CustomStringConvertible {
    var command: Tutorial.Command
    var expected: String
    var printed: String
    var status: Int32

    var description: String {
      """
      line \(command.line) of the page: $ \(command.text)
      expected: \(expected)
      exit status \(status), and it printed:
      \(printed)
      """
    }
  }

  /// Does what a page says, in an empty folder; ends the lab there whatever becomes of it.
  private func follow(_ page: String) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "linkflow-tutorial-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await follow(Tutorial(page), in: folder))
    } catch {
      outcome = .failure(error)
    }
    _ = try await type("test ! -e .linkflow/lab || linkflow lab down", after: 0, in: folder)
    try FileManager.default.removeItem(at: folder)
    try outcome.get()
  }

  private func follow(_ tutorial: Tutorial, in folder: URL) async throws {
    var lines = PrintedLines(workflows: tutorial.workflows)
    var status: Int32 = 0
    for (index, part) in tutorial.parts.enumerated() {
      switch part {
      case .listing(let file, let text, let isAppended):
        let place = folder.appending(path: file)
        let before = isAppended ? try String(contentsOf: place, encoding: .utf8) : ""
        try (before + text).write(to: place, atomically: true, encoding: .utf8)
      case .command(let command):
        let result = try await type(lines.real(command.text), after: status, in: folder)
        status = result.status
        var printed = result.printed.split(separator: "\n", omittingEmptySubsequences: false)
          .map { String($0).replacing(/[ ]+$/, with: "") }
        if printed.last == "" { printed.removeLast() }
        let missing = try lines.firstMissing(of: command.printed, in: printed)
        let next = tutorial.parts.dropFirst(index + 1).first
        if case .command(let next) = next, next.asksForStatus, missing == nil { continue }
        if let missing = missing ?? (status == 0 ? nil : "exit status 0") {
          throw Lie(
            command: command,
            expected: missing,
            printed: result.printed,
            status: status
          )
        }
      }
    }
  }

  /// Has bash run a command, with the built program on its path.
  private func type(
    _ command: String,
    after status: Int32,
    in folder: URL
  ) async throws -> (status: Int32, printed: String) {
    let programs = URL(filePath: Program.path).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let result = try await run(
      .name("bash"),
      arguments: ["-c", "exec 2>&1\n(exit \(status))\n\(command)"],
      environment: .inherit.updating(["PATH": "\(programs):\(path)", "LINKFLOW_WORKSPACE": nil]),
      workingDirectory: FilePath(folder.path),
      input: .none,
      output: .string(limit: 1 << 20),
      error: .discarded
    )
    let printed = result.standardOutput
    // A bash at a terminal tells of a killed command by this word alone.
    return switch result.terminationStatus {
    case .exited(let code): (code, printed)
    case .signaled(let signal): (128 + signal, printed + (signal == 9 ? "Killed\n" : ""))
    }
  }
}
