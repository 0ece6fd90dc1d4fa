import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// The single values that keys of the language take.
extension Compilation {
  /// Far beyond any procedure, and far from the end of the calendar.
  private static let longest = Duration.seconds(36_500 * 86_400)

  mutating func duration(_ key: String, in fields: Fields) -> Duration? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    guard let value = Duration(words: scalar.text), value <= Self.longest else {
      report(
        .invalidValue,
        "'\(key)' takes a duration of at most 36500d, and here stands '\(scalar.text)'.",
        remedy: "Write numbers with d, h, m, s or ms: 15m, 1d12h",
        at: scalar.location
      )
      return nil
    }
    guard value > .zero else {
      report(.invalidValue, "'\(key)' must be longer than nothing.", at: scalar.location)
      return nil
    }
    return value
  }

  mutating func count(_ key: String, in fields: Fields, atLeast least: Int) -> Int? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    if let value = scalar.asInt, (Int64(least)...1_000_000).contains(value) { return Int(value) }
    report(
      .invalidValue,
      "'\(key)' takes a whole number from \(least) on, and here stands '\(scalar.text)'.",
      at: scalar.location
    )
    return nil
  }

  mutating func number(
    _ key: String,
    in fields: Fields,
    from range: ClosedRange<Double>
  ) -> Double? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    if scalar.asDecimal != nil, let value = Double(scalar.text), range.contains(value) {
      return value
    }
    let words = "\(Int(range.lowerBound)) to \(Int(range.upperBound))"
    report(
      .invalidValue,
      "'\(key)' takes a number from \(words), and here stands '\(scalar.text)'.",
      at: scalar.location
    )
    return nil
  }

  mutating func flag(_ key: String, in fields: Fields) -> Bool? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    if let value = scalar.asBool { return value }
    report(
      .invalidValue,
      "'\(key)' takes true or false, and here stands '\(scalar.text)'.",
      at: scalar.location
    )
    return nil
  }

  /// One of the words that a key takes.
  mutating func word<Word: RawRepresentable<String>>(
    _ key: String,
    in fields: Fields,
    among words: [Word]
  ) -> Word? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    if let known = words.first(where: { $0.rawValue == scalar.text }) { return known }
    let legal = words.map(\.rawValue)
    let list = legal.dropLast().joined(separator: ", ") + " or " + (legal.last ?? "")
    report(
      .invalidValue,
      "'\(key)' is \(list), and here stands '\(scalar.text)'.",
      remedy: didYouMean(scalar.text, among: legal),
      at: scalar.location
    )
    return nil
  }
}
