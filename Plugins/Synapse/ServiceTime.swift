import Foundation
import WorkflowModel

/// Times as the service writes them: ISO 8601 in UTC with up to seven digits after the second.
enum ServiceTime {
  /// To the second, as a signature's end is; nil when it is no such time.
  static func instant(_ text: String) -> Instant? {
    let pattern = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|\+00:00)?/
    guard let match = text.wholeMatch(of: pattern),
      let date = try? Date("\(match.output.1)Z", strategy: .iso8601)
    else { return nil }
    return Instant(millisecondsSince1970: Int64(date.timeIntervalSince1970) * 1000)
  }
}
