/// A moment of a server's own clock, to the second, which is all that msdb keeps.
struct ServerTime: Comparable {
  /// `2026-11-21 04:00:00`; the order of texts is that of moments.
  var text: String

  /// Takes a date as a driver writes it, with any fraction.
  init?(_ text: String) {
    let seconds = String(text.replacing("T", with: " ").prefix(19))
    guard seconds.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/) != nil else { return nil }
    self.text = seconds
  }

  static func < (a: ServerTime, b: ServerTime) -> Bool { a.text < b.text }
}
