import Foundation
package import LabEstate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A lab seen from another process than the one that serves it: `lab status`, `lab fault`, `lab down`.
///
/// World, effects and faults are rows of the estate's file, which both processes open; no door of its
/// own stands between them.
package struct LabControl: Sendable {
  package let directory: LabDirectory
  package let record: LabRecord

  /// - Throws: `LabError.noLab` when there is none in the directory.
  package init(directory path: String) throws {
    directory = LabDirectory(path)
    record = try LabRecord.read(from: directory)
  }

  /// Whether a process serves it now.
  package var isRunning: Bool { LabLock.isHeld(directory) }

  /// Opens the estate; its faults take hold at the running lab's next request.
  package func estate() throws -> Estate { try Estate(directory: directory.path) }

  /// Asks the lab's process to end and waits until it has.
  ///
  /// - Throws: `LabError.notRunning`, or `.doesNotEnd` when it takes longer than the patience.
  package func stop(patience: Duration = .seconds(10)) async throws {
    guard let pid = LabLock.holder(in: directory) else {
      throw LabError.notRunning(directory: directory.path)
    }
    guard kill(pid, SIGTERM) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    let deadline = ContinuousClock.now + patience
    while isRunning {
      guard ContinuousClock.now < deadline else { throw LabError.doesNotEnd(pid: pid) }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
