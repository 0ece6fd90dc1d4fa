import Foundation
import Synchronization
import WorkflowModel
import WorkflowStore

/// A locked file for each run that this process drives.
///
/// The kernel drops the lock with the process, whatever ends it: flock(2).
final class RunLocks: Sendable {
  private let folder: String
  private let held = Mutex<[RunID: Int32]>([:])

  init(folder: String) { self.folder = folder }

  /// False when another holder, here or elsewhere on this host, has it.
  func take(_ run: RunID) throws(StoreFailure) -> Bool {
    let file = open(path(of: run), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw StoreFailure.unusable(
        detail:
          "The lock file '\(path(of: run))' cannot be opened: \(String(cString: strerror(errno))).",
        remedy: "Make the workspace writable for this user, or name another with --workspace."
      )
    }
    // Whoever only asks whether the run is driven holds the lock for a moment too.
    for attempt in 1...5 {
      if flock(file, LOCK_EX | LOCK_NB) == 0 {
        held.withLock { $0[run] = file }
        return true
      }
      if attempt < 5 { usleep(10_000) }
    }
    close(file)
    return false
  }

  func drop(_ run: RunID) {
    if let file = held.withLock({ $0.removeValue(forKey: run) }) { close(file) }
  }

  /// Whether some process drives the run now.
  func isHeld(_ run: RunID) -> Bool {
    if held.withLock({ $0[run] != nil }) { return true }
    let file = open(path(of: run), O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0
  }

  private func path(of run: RunID) -> String { "\(folder)/\(run.rawValue).lock" }
}
