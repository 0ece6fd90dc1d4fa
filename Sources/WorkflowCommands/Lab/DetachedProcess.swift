import Foundation

/// This program again, in a session of its own, so that it outlives the terminal.
struct DetachedProcess {
  let id: Int32

  /// Starts it with its output in the file `log`.
  static func start(_ arguments: [String], log: String) throws -> DetachedProcess {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Self.newSession)
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let status = posix_spawn(&id, program, &actions, &attributes, &words, environ)
    guard status == 0 else { throw POSIXError(POSIXError.Code(rawValue: status) ?? .EIO) }
    return DetachedProcess(id: id)
  }

  /// POSIX_SPAWN_SETSID of spawn.h, which glibc shows only to programs that define _GNU_SOURCE.
  private static let newSession: Int16 = 0x80

  /// Reaps it when it has ended.
  var isRunning: Bool {
    var status: Int32 = 0
    return waitpid(id, &status, WNOHANG) == 0
  }

  func lastWords(in log: String) -> String {
    ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
