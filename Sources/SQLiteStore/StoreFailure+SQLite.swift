import Foundation
import GRDB
import WorkflowStore

extension StoreFailure {
  /// What SQLite's result codes mean for a person (SQLite documentation, "Result and Error Codes").
  init(_ error: any Error, in folder: String) {
    if let failure = error as? StoreFailure {
      self = failure
      return
    }
    if let version = error as? Schema.UnknownVersion {
      self = .unusable(
        detail: """
          '\(folder)/state.db' is no workspace of this version of linkflow (its version is \
          \(version.version)).
          """,
        remedy: "Use the version of linkflow that wrote it, or name another with --workspace."
      )
      return
    }
    guard let error = error as? DatabaseError else {
      self = .unusable(
        detail: "The workspace '\(folder)' cannot be used: \(error.localizedDescription)",
        remedy: "Make the folder writable for this user, or name another with --workspace."
      )
      return
    }
    if [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
      self = .locked(
        detail: "The workspace '\(folder)' is locked by another process.",
        remedy: "End the process that holds '\(folder)/state.db' (fuser names it), then try again."
      )
      return
    }
    let (what, remedy) =
      switch error.resultCode {
      case .SQLITE_FULL:
        ("has no room left on its disk", "Free space there, then resume the run.")
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
        (
          "cannot be written",
          "Make the folder writable for this user, or name another with --workspace."
        )
      case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        ("is damaged", "Restore it from a backup; do not delete it while runs are open.")
      default:
        ("cannot be used", "See SQLite's message, then try again.")
      }
    self = .unusable(
      detail:
        "The workspace '\(folder)' \(what): \(error.message ?? "SQLite \(error.resultCode)").",
      remedy: remedy
    )
  }
}
