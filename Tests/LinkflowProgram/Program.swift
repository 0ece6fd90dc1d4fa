package import Foundation
package import Subprocess
import SystemPackage

/// The built `linkflow`, run as its users run it: a process of its own.
package struct Program: Sendable {
  package struct Outcome: Sendable {
    package var status: TerminationStatus
    package var output: String
    package var errors: String

    package var exitStatus: Int32? {
      if case .exited(let code) = status { code } else { nil }
    }
  }

  /// The repository, where workflows are.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  package var workspace: String
  package var environment: [String: String]

  package init(workspace: String, environment: [String: String] = [:]) {
    self.workspace = workspace
    self.environment = environment
  }

  /// SwiftPM puts the program beside the tests' own bundle.
  package static var path: String {
    let bundle = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let beside = bundle.deletingLastPathComponent().appending(path: "linkflow").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return Bundle.main.bundleURL.appending(path: "linkflow").path
  }

  /// Runs a command to its end; one of this program, unless another is named.
  package func run(
    _ arguments: [String],
    of executable: Executable? = nil
  ) async throws -> Outcome {
    try await run(arguments, of: executable) { _ in }
  }

  /// Runs a command and kills it with SIGKILL when the body returns, unless it ends before.
  package func runUntilKilled(
    _ arguments: [String],
    when body: @escaping @Sendable () async throws -> Void
  ) async throws -> Outcome {
    try await run(arguments) { process in
      try await withThrowingTaskGroup(of: Void.self) { race in
        race.addTask {
          try await body()
          kill(process, SIGKILL)
        }
        race.addTask {
          while !Self.hasEnded(process) { try await Task.sleep(for: .milliseconds(20)) }
        }
        try await race.next()
        race.cancelAll()
      }
    }
  }

  /// Whether a child has ended; leaves it to be waited for (waitid(2), WNOWAIT).
  private static func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    let status = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
    return status != 0 || info.si_signo != 0
  }

  package func run(
    _ arguments: [String],
    of executable: Executable? = nil,
    _ body: @Sendable (pid_t) async throws -> Void
  ) async throws -> Outcome {
    var overrides: [Environment.Key: String?] = ["LINKFLOW_WORKSPACE": workspace]
    for (name, value) in environment { overrides[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      executable ?? .path(FilePath(Self.path)),
      arguments: Arguments(arguments),
      environment: .inherit.updating(overrides),
      workingDirectory: FilePath(Self.root.path),
      input: .none,
      output: .string(limit: 8 << 20),
      error: .string(limit: 1 << 20)
    ) { execution in
      try await body(execution.processIdentifier.value)
    }
    return Outcome(
      status: result.terminationStatus,
      output: result.standardOutput,
      errors: result.standardError
    )
  }
}
