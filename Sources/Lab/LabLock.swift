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

  /// - Throws: `LabError.alreadyRunning` when another has it.
  init(_ directory: LabDirectory) throws {
    descriptor = open(directory.path(of: .lock), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      let pid = (try? LabRecord.read(from: directory).pid) ?? 0
      throw LabError.alreadyRunning(directory: directory.path, pid: pid)
    }
  }

  deinit { close(descriptor) }

  static func isHeld(_ directory: LabDirectory) -> Bool {
    guard directory.has(.lock) else { return false }
    do {
      _ = try LabLock(directory)
      return false
    } catch {
      return true
    }
  }
}
