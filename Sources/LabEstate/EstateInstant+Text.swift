extension EstateInstant {
  /// Reads a SAS's time: `2025-03-01`, `2025-03-01T08:00Z`, with seconds, with a fraction.
  package init?(iso8601 text: String) {
    let form = /(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,7})?)?Z)?/
    guard let match = text.wholeMatch(of: form)?.output else { return nil }
    let civil = CivilTime(
      year: Int(match.1) ?? 0,
      month: Int(match.2) ?? 0,
      day: Int(match.3) ?? 0,
      hour: match.4.flatMap { Int($0) } ?? 0,
      minute: match.5.flatMap { Int($0) } ?? 0,
      second: match.6.flatMap { Int($0) } ?? 0
    )
    guard civil.isValid else { return nil }
    self = civil.instant
  }

  /// Reads `Sat, 01 Mar 2025 08:00:00 GMT`, the one form in which HTTP writes times today.
  package init?(httpDate text: String) {
    let form = /[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT/
    guard let match = text.wholeMatch(of: form)?.output,
      let month = Self.months.firstIndex(of: String(match.2))
    else { return nil }
    let civil = CivilTime(
      year: Int(match.3) ?? 0,
      month: month + 1,
      day: Int(match.1) ?? 0,
      hour: Int(match.4) ?? 0,
      minute: Int(match.5) ?? 0,
      second: Int(match.6) ?? 0
    )
    guard civil.isValid else { return nil }
    self = civil.instant
  }

  package var httpDate: String {
    let civil = CivilTime(self)
    // 0001-01-01, from which the count runs, was a Monday.
    let day = Self.days[Int(microseconds / 86_400_000_000 % 7)]
    return "\(day), \(CivilTime.padded(civil.day, 2)) \(Self.months[civil.month - 1]) "
      + "\(CivilTime.padded(civil.year, 4)) \(clock(civil)) GMT"
  }

  /// The form that SAS tokens are best given: to the second, in UTC.
  package var sasTime: String {
    let civil = CivilTime(self)
    return "\(CivilTime.padded(civil.year, 4))-\(CivilTime.padded(civil.month, 2))-"
      + "\(CivilTime.padded(civil.day, 2))T\(clock(civil))Z"
  }

  private func clock(_ civil: CivilTime) -> String {
    [civil.hour, civil.minute, civil.second].map { CivilTime.padded($0, 2) }
      .joined(separator: ":")
  }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
