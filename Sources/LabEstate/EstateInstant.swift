/// A moment of the lab's own time, counted in microseconds from 0001-01-01T00:00:00.
///
/// The count is that of `TSQLValue.dateTime`, so that no conversion stands between world and wire.
package struct EstateInstant: Hashable, Comparable, Codable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// Counts from the Unix epoch.
  package init(unixSeconds: Double) {
    microseconds = Int64(unixSeconds * 1_000_000) + Self.unixEpoch
  }

  package init(from decoder: any Decoder) throws {
    microseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(microseconds)
  }

  package var unixSeconds: Double { Double(microseconds - Self.unixEpoch) / 1_000_000 }

  /// RFC 3339 in UTC with milliseconds, as ARM writes times.
  package var rfc3339: String {
    let civil = CivilTime(self)
    return CivilTime.padded(civil.year, 4) + "-" + CivilTime.padded(civil.month, 2) + "-"
      + CivilTime.padded(civil.day, 2) + "T" + CivilTime.padded(civil.hour, 2) + ":"
      + CivilTime.padded(civil.minute, 2) + ":" + CivilTime.padded(civil.second, 2) + "."
      + CivilTime.padded(civil.microsecond / 1000, 3) + "Z"
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.microseconds < right.microseconds
  }

  package static func + (instant: Self, duration: Duration) -> Self {
    Self(microseconds: instant.microseconds + duration.wholeMicroseconds)
  }

  package static func - (left: Self, right: Self) -> Duration {
    .microseconds(left.microseconds - right.microseconds)
  }

  private static let unixEpoch: Int64 = 719_162 * 86_400 * 1_000_000
}

extension Duration {
  /// Rounded towards zero.
  package var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
