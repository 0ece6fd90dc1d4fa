package import ArgumentParser

/// The documented exit statuses of every command.
package enum ExitStatus: Int32, Sendable {
  /// Done, or nothing to do.
  case done = 0
  /// Failed.
  case failed = 1
  /// A plan has changes; only where that was asked for.
  case changes = 2
  /// Blocked, or a person must decide.
  case needsPerson = 3
  /// Used wrongly, or a workflow refused by diagnostics (sysexits.h, EX_USAGE).
  case usage = 64
  /// Interrupted or waiting; can be resumed (sysexits.h, EX_TEMPFAIL).
  case resumable = 75

  package var code: ExitCode { ExitCode(rawValue) }
}
