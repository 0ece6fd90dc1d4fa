import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Held by the process that serves a lab, for as long as it lives: the kernel lets go of it.
final class LabLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a lab that is to be served, and writes this process's id into its file.
  ///
  /// - Throws: `LabError.alreadyRunning` when another process has it.
  static func taken(in directory: LabDirectory) async throws -> LabLock {
    // Whoever only asks whether the lab runs holds it for a moment too.
    for _ in 0..<5 {
      if let lock = try LabLock(directory) {
        try lock.note(ProcessInfo.processInfo.processIdentifier)
        return lock
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw LabError.alreadyRunning(directory: directory.path, pid: pid(in: directory) ?? 0)
  }

  /// The process that serves the lab; nil when none does, or has only just begun to.
  static func holder(in directory: LabDirectory) -> Int32? {
    isHeld(directory) ? pid(in: directory) : nil
  }

  static func isHeld(_ directory: LabDirectory) -> Bool {
    guard directory.has(.lock), let lock = try? LabLock(directory) else {
      return directory.has(.lock)
    }
    withExtendedLifetime(lock) {}
    return false
  }

  /// Nil when another has it.
  private init?(_ directory: LabDirectory) throws {
    // Whatever fails, deinit closes: every property has its value.
    descriptor = open(directory.path(of: .lock), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  private func note(_ pid: Int32) throws {
    let text = Array("\(pid)\n".utf8)
    guard ftruncate(descriptor, 0) == 0, write(descriptor, text, text.count) == text.count else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }

  private static func pid(in directory: LabDirectory) -> Int32? {
    (try? directory.read(.lock)).flatMap { Int32($0.filter { !$0.isWhitespace }) }
  }
}
