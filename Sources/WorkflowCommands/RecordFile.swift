import Foundation
import Synchronization

/// A file of lines that only its owner may read, appended to and never rewritten.
final class RecordFile: Sendable {
  let path: String
  private let handle: FileHandle
  private let problem = Mutex<String?>(nil)

  /// Makes the file where there is none.
  ///
  /// - Throws: `CocoaError` with the path and the cause.
  init(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let cause = POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      throw CocoaError(
        .fileWriteUnknown,
        userInfo: [NSFilePathErrorKey: path, NSUnderlyingErrorKey: cause]
      )
    }
    self.path = path
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Why a line could not be written; nil while all were.
  var failure: String? { problem.withLock { $0 } }

  /// Appends a line at each call, and calls `whenBroken` when one cannot be written.
  func writer(
    whenBroken: @escaping @Sendable () -> Void
  ) -> @Sendable (String) throws -> Void {
    { [self] line in
      do {
        // One line at a time, whole: calls of several steps are recorded side by side.
        try problem.withLock { _ in try handle.write(contentsOf: Data(line.utf8)) }
      } catch {
        problem.withLock { $0 = $0 ?? "\(error.localizedDescription)" }
        whenBroken()
        throw error
      }
    }
  }
}
