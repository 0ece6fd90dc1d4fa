import Foundation
import WorkflowEngine

/// Ctrl-C: the first lets what is in flight end and stops; the second abandons it.
///
/// Neither loses anything: what was sent without an answer stays open and is probed on resume.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  init(_ interruption: Interruption, announce: @escaping @Sendable (String) -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler {
        if interruption.isRequested { exit(ExitStatus.resumable.rawValue) }
        interruption.request()
        announce("Stopping after what is in flight. Interrupt again to abandon it.")
      }
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
