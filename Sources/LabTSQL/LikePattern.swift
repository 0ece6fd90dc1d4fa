/// The pattern of LIKE: `%`, `_`, `[a-f]`, `[^x]`, without regard to case.
struct LikePattern {
  private enum Part {
    case any
    case one
    case exactly(Character)
    case set([ClosedRange<Character>], isNegated: Bool)
  }

  private var parts: [Part] = []

  init(_ pattern: String, escape: Character? = nil) {
    var rest = Array(pattern.lowercased())[...]
    let escape = escape.flatMap { $0.lowercased().first }
    while let character = rest.popFirst() {
      if character == escape, let next = rest.popFirst() {
        parts.append(.exactly(next))
      } else if character == "%" {
        parts.append(.any)
      } else if character == "_" {
        parts.append(.one)
      } else if character == "[", let end = rest.firstIndex(of: "]") {
        parts.append(Self.set(rest[rest.startIndex..<end]))
        rest = rest[(end + 1)...]
      } else {
        parts.append(.exactly(character))
      }
    }
  }

  func matches(_ text: String) -> Bool {
    Self.match(parts[...], Array(text.lowercased())[...])
  }

  private static func set(_ inside: ArraySlice<Character>) -> Part {
    var inside = inside
    let isNegated = inside.first == "^"
    if isNegated { inside = inside.dropFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let first = inside.popFirst() {
      if inside.first == "-", inside.count >= 2, let last = inside.dropFirst().first, first <= last
      {
        ranges.append(first...last)
        inside = inside.dropFirst(2)
      } else {
        ranges.append(first...first)
      }
    }
    return .set(ranges, isNegated: isNegated)
  }

  private static func match(_ parts: ArraySlice<Part>, _ text: ArraySlice<Character>) -> Bool {
    guard let part = parts.first else { return text.isEmpty }
    let rest = parts.dropFirst()
    switch part {
    case .any:
      return (text.startIndex...text.endIndex).contains { match(rest, text[$0...]) }
    case .one: return !text.isEmpty && match(rest, text.dropFirst())
    case .exactly(let character): return text.first == character && match(rest, text.dropFirst())
    case .set(let ranges, let isNegated):
      guard let first = text.first else { return false }
      return ranges.contains { $0.contains(first) } != isNegated && match(rest, text.dropFirst())
    }
  }
}
