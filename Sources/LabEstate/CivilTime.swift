/// The calendar reading of an instant, in the proleptic Gregorian calendar of `datetime2`.
package struct CivilTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int
  package var microsecond: Int

  package init(
    year: Int,
    month: Int,
    day: Int,
    hour: Int = 0,
    minute: Int = 0,
    second: Int = 0,
    microsecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
  }

  package init(_ instant: EstateInstant) {
    let perDay: Int64 = 86_400_000_000
    let days = Int((Double(instant.microseconds) / Double(perDay)).rounded(.down))
    var rest = Int(instant.microseconds - Int64(days) * perDay)
    (year, month, day) = Self.date(daysSinceYearOne: days)
    microsecond = rest % 1_000_000
    rest /= 1_000_000
    second = rest % 60
    minute = rest / 60 % 60
    hour = rest / 3600
  }

  package var instant: EstateInstant {
    let days = Int64(Self.daysSinceYearOne(year: year, month: month, day: day))
    let seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return EstateInstant(microseconds: seconds * 1_000_000 + Int64(microsecond))
  }

  /// False for a thirteenth month or a thirtieth of February.
  package var isValid: Bool {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
      return false
    }
    return CivilTime(CivilTime(year: year, month: month, day: day).instant).day == day
  }

  package static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March.
  private static func daysSinceYearOne(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 306
  }

  private static func date(daysSinceYearOne days: Int) -> (Int, Int, Int) {
    let shifted = days + 306
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
