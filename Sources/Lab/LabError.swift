/// Why a lab cannot be started, found or ended.
package enum LabError: Error, Hashable, CustomStringConvertible {
  case alreadyRunning(directory: String, pid: Int32)
  case noLab(directory: String)
  case notRunning(directory: String)
  /// A door's remembered or wished port is another program's.
  case portTaken(door: String, port: Int)
  case doesNotEnd(pid: Int32)

  package var description: String {
    switch self {
    case .alreadyRunning(let directory, let pid):
      "The lab in '\(directory)' is running already, as process \(pid)."
    case .noLab(let directory):
      "There is no lab in '\(directory)'."
    case .notRunning(let directory):
      "The lab in '\(directory)' is not running."
    case .portTaken(let door, let port):
      "Port \(port) of the lab's door '\(door)' cannot be listened on."
    case .doesNotEnd(let pid):
      "The lab's process \(pid) was asked to end and has not done so yet."
    }
  }
}
