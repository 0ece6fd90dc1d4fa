package import Foundation

/// The dates of a shared access signature: UTC, to the second, to the minute, or a day alone.
package enum SharedAccessDate {
  /// The longest of the three forms, which every version of the service reads.
  package static func text(_ date: Date) -> String {
    Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)).formatted(.iso8601)
  }

  /// Reads any of the three forms; a day alone begins at midnight.
  package static func parse(_ text: String) -> Date? {
    let pattern = /(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z)?/
    guard let match = text.wholeMatch(of: pattern) else { return nil }
    let (_, year, month, day, hour, minute, second) = match.output
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let components = DateComponents(
      year: Int(year),
      month: Int(month),
      day: Int(day),
      hour: hour.flatMap { Int($0) },
      minute: minute.flatMap { Int($0) },
      second: second.flatMap { Int($0) }
    )
    // A thirteenth month or a 31st of June would else become another day.
    guard let date = calendar.date(from: components),
      self.text(date).hasPrefix(text.prefix(10))
    else { return nil }
    return date
  }
}
