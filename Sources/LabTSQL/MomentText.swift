import Foundation
import LabEstate

/// Reads and writes dates and times as T-SQL does, in the us_english session language.
enum MomentText {
  /// Nil when the text is no date or time.
  static func parse(_ text: String) -> Int64? {
    var trimmed = text.trimmingCharacters(in: .whitespaces)
    if trimmed.hasSuffix("Z") { trimmed.removeLast() }
    guard !trimmed.isEmpty else { return 0 + epoch1900 }
    let parts = trimmed.replacing("T", with: " ").split(separator: " ", maxSplits: 1)
    if parts.count == 1, trimmed.contains(":") {
      return timeOfDay(trimmed).map { $0 + epoch1900 }
    }
    guard let day = date(String(parts[0])) else { return nil }
    guard parts.count == 2 else { return day }
    return timeOfDay(String(parts[1]).trimmingCharacters(in: .whitespaces)).map { day + $0 }
  }

  /// "CAST and CONVERT (Transact-SQL)", date and time styles.
  static func format(_ microseconds: Int64, _ type: TSQLType, style: Int?) -> String? {
    let time = CivilTime(EstateInstant(microseconds: microseconds))
    let two = { (number: Int) in CivilTime.padded(number, 2) }
    let year = CivilTime.padded(time.year, 4)
    let clock = "\(two(time.hour)):\(two(time.minute)):\(two(time.second))"
    let fraction = fraction(time.microsecond, type)
    let iso = "\(year)-\(two(time.month))-\(two(time.day))"
    switch (type, style) {
    case (.time, nil), (.time, 0), (.time, 121), (.time, 126): return clock + fraction
    case (.date, nil), (.date, 0), (.date, 20), (.date, 23), (.date, 120), (.date, 121),
      (.date, 126):
      return iso
    case (.dateTime2, nil): return "\(iso) \(clock)\(fraction)"
    default: break
    }
    switch style ?? 0 {
    case 0, 100:
      let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
      let padding = { (number: Int) in number < 10 ? " \(number)" : "\(number)" }
      return "\(months[time.month - 1]) \(padding(time.day)) \(year) "
        + "\(padding(hour)):\(two(time.minute))\(time.hour < 12 ? "AM" : "PM")"
    case 101: return "\(two(time.month))/\(two(time.day))/\(year)"
    case 102: return "\(year).\(two(time.month)).\(two(time.day))"
    case 103: return "\(two(time.day))/\(two(time.month))/\(year)"
    case 104: return "\(two(time.day)).\(two(time.month)).\(year)"
    case 108, 8, 24: return clock
    case 111: return "\(year)/\(two(time.month))/\(two(time.day))"
    case 112: return "\(year)\(two(time.month))\(two(time.day))"
    case 20, 120: return "\(iso) \(clock)"
    case 21, 25, 121: return "\(iso) \(clock)\(fraction)"
    case 23: return iso
    case 126: return "\(iso)T\(clock)\(time.microsecond == 0 ? "" : fraction)"
    case 127: return "\(iso)T\(clock)\(time.microsecond == 0 ? "" : fraction)Z"
    default: return nil
    }
  }

  static let epoch1900 = CivilTime(year: 1900, month: 1, day: 1).instant.microseconds
  static let perDay: Int64 = 86_400_000_000

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func fraction(_ microsecond: Int, _ type: TSQLType) -> String {
    let scale: Int
    switch type {
    case .time(let places), .dateTime2(let places): scale = Int(places)
    default: scale = 3
    }
    guard scale > 0 else { return "" }
    return "." + (CivilTime.padded(microsecond, 6) + "0").prefix(scale)
  }

  private static func date(_ text: String) -> Int64? {
    let fields: [Int]
    if text.utf8.count == 8, let number = Int(text) {
      fields = [number / 10_000, number / 100 % 100, number % 100]
    } else if text.contains("-") {
      fields = text.split(separator: "-").compactMap { Int($0) }
    } else if text.contains("/") {
      let american = text.split(separator: "/").compactMap { Int($0) }
      guard american.count == 3 else { return nil }
      fields = [american[2], american[0], american[1]]
    } else {
      return nil
    }
    guard fields.count == 3 else { return nil }
    let day = CivilTime(year: fields[0], month: fields[1], day: fields[2])
    return day.isValid ? day.instant.microseconds : nil
  }

  private static func timeOfDay(_ text: String) -> Int64? {
    var text = text.uppercased()
    var shift = 0
    if text.hasSuffix("AM") || text.hasSuffix("PM") {
      shift = text.hasSuffix("PM") ? 12 : 0
      text = String(text.dropLast(2)).trimmingCharacters(in: .whitespaces)
    }
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(fields.count), var hour = Int(fields[0]), let minute = Int(fields[1])
    else { return nil }
    if shift == 12, hour < 12 { hour += 12 }
    var second = 0
    var fraction = 0
    if fields.count == 3 {
      let parts = fields[2].split(separator: ".", omittingEmptySubsequences: false)
      guard let whole = Int(parts[0]) else { return nil }
      second = whole
      if parts.count == 2 {
        guard let digits = Int((parts[1] + "000000").prefix(6)) else { return nil }
        fraction = digits
      }
    }
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
      return nil
    }
    return Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + Int64(fraction)
  }
}
