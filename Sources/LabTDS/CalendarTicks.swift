/// Microseconds since 0001-01-01 as days and ticks of the wire's date and time types.
enum CalendarTicks {
  static let microsecondsOfDay: Int64 = 86_400_000_000
  /// Days from 0001-01-01 to 1900-01-01, where `datetime` begins.
  static let daysBefore1900: Int64 = 693_595

  /// Bytes of a time of day at the scale.
  static func timeLength(scale: UInt8) -> Int {
    switch scale {
    case ...2: 3
    case ...4: 4
    default: 5
    }
  }

  static func day(of microseconds: Int64) -> Int64 {
    microseconds / microsecondsOfDay
  }

  /// The instant rounded to the scale, as ticks since 0001-01-01 would be too large for 64 bits.
  static func rounded(_ microseconds: Int64, scale: UInt8) -> Int64 {
    guard scale < 6 else { return microseconds }
    let unit = powerOfTen(6 - Int(scale))
    return (microseconds + unit / 2) / unit * unit
  }

  /// Ticks of 10^-scale seconds since midnight.
  static func ticks(ofTime microseconds: Int64, scale: UInt8) -> Int64 {
    let time = microseconds % microsecondsOfDay
    return scale <= 6 ? time / powerOfTen(6 - Int(scale)) : time * powerOfTen(Int(scale) - 6)
  }

  static func microseconds(ofTicks ticks: Int64, scale: UInt8) -> Int64 {
    scale <= 6 ? ticks * powerOfTen(6 - Int(scale)) : ticks / powerOfTen(Int(scale) - 6)
  }

  /// Days since 1900 and three-hundredths of a second, to which `datetime` rounds.
  static func dateTime(_ microseconds: Int64) -> (days: Int32, ticks: UInt32) {
    var days = day(of: microseconds) - daysBefore1900
    var ticks = (microseconds % microsecondsOfDay * 300 + 500_000) / 1_000_000
    if ticks == 86_400 * 300 {
      days += 1
      ticks = 0
    }
    return (Int32(clamping: days), UInt32(ticks))
  }

  static func microseconds(days: Int64, threeHundredths: Int64) -> Int64 {
    // To the millisecond, as SQL Server shows it: 0, 3 and 7 at the end.
    let milliseconds = (threeHundredths * 10 + 1) / 3
    return (days + daysBefore1900) * microsecondsOfDay + milliseconds * 1_000
  }

  private static func powerOfTen(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
