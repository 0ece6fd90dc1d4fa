import Foundation

/// A moment in UTC, to the millisecond; stored, so that deadlines outlive the process.
public struct Instant: Hashable, Sendable, Comparable, Codable {
  public var millisecondsSince1970: Int64

  public init(millisecondsSince1970: Int64) {
    self.millisecondsSince1970 = millisecondsSince1970
  }

  public init(from decoder: any Decoder) throws {
    millisecondsSince1970 = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(millisecondsSince1970)
  }

  public static func < (a: Instant, b: Instant) -> Bool {
    a.millisecondsSince1970 < b.millisecondsSince1970
  }

  public static func + (instant: Instant, duration: Duration) -> Instant {
    Instant(millisecondsSince1970: instant.millisecondsSince1970 + duration.milliseconds)
  }

  public static func - (a: Instant, b: Instant) -> Duration {
    .milliseconds(a.millisecondsSince1970 - b.millisecondsSince1970)
  }
}

extension Instant {
  /// Reads ISO 8601 text in UTC or with an offset, such as `2026-12-01T22:00:00Z`.
  public init?(_ text: String) {
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self.init(millisecondsSince1970: Int64((date.timeIntervalSince1970 * 1000).rounded()))
  }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC, to the second.
  public var description: String {
    Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000).formatted(.iso8601)
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }

  /// The words of the language, such as `1d12h`, `15m`, `2m30s` or `250ms`.
  public var words: String {
    var rest = milliseconds
    guard rest > 0 else { return "0s" }
    var text = ""
    for (unit, size) in [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
      as [(String, Int64)] where rest >= size
    {
      text += "\(rest / size)\(unit)"
      rest %= size
    }
    return text
  }

  /// Reads `6d`, `15m`, `1h30m`, `250ms`: numbers with units in falling order.
  public init?(words: String) {
    var total: Int64 = 0
    var lastSize = Int64.max
    let sizes: [String: Int64] = [
      "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1,
    ]
    var rest = Substring(words)
    repeat {
      let digits = rest.prefix { "0"..."9" ~= $0 }
      let letters = rest.dropFirst(digits.count).prefix { !("0"..."9" ~= $0) }
      rest = rest.dropFirst(digits.count + letters.count)
      guard let count = Int64(digits), let size = sizes[String(letters)], size < lastSize else {
        return nil
      }
      lastSize = size
      let term = count.multipliedReportingOverflow(by: size)
      let sum = total.addingReportingOverflow(term.partialValue)
      guard !term.overflow, !sum.overflow else { return nil }
      total = sum.partialValue
    } while !rest.isEmpty
    self = .milliseconds(total)
  }
}
