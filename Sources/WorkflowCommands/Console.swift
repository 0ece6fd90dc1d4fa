import Foundation
import Synchronization
import WorkflowDiagnostics
import WorkflowReport

/// Where people and pipes read: results on standard output, complaints on standard error.
struct Console: Sendable {
  let output: TextStyle
  let errors: TextStyle
  let isTerminal: Bool

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    // https://no-color.org: set and not empty means no colour, whatever the terminal can.
    let mayColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    isTerminal = isatty(STDOUT_FILENO) == 1
    output = TextStyle(isColoured: mayColour && isTerminal)
    errors = TextStyle(isColoured: mayColour && isatty(STDERR_FILENO) == 1)
  }

  func say(_ text: String) { Self.write(text + "\n", to: .standardOutput) }

  /// Writes without a line's end: for a screen that is redrawn, or a document.
  ///
  /// False when nothing could be written, as on a full disk.
  @discardableResult
  func draw(_ text: String) -> Bool { Self.write(text, to: .standardOutput) }

  /// What is wrong, and below it what to do.
  func complain(_ message: String, remedy: String? = nil) {
    var text = errors.failure("error: ") + message + "\n"
    if let remedy, !remedy.isEmpty {
      text += remedy.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  \($0)\n" }.joined()
    }
    Self.write(text, to: .standardError)
  }

  func note(_ message: String) { Self.write(message + "\n", to: .standardError) }

  /// A reader that has gone away, as `| head` does, is no failure of a run: callers who mind ask.
  @discardableResult
  private static func write(_ text: String, to file: FileHandle) -> Bool {
    (try? file.write(contentsOf: Data(text.utf8))) != nil
  }
}
