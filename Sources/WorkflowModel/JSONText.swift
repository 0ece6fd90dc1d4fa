import Foundation

/// JSON while it is being written: the bytes so far, and the objects and arrays that are open.
///
/// An encoder is never told that a container has ended; it has when something is written outside
/// of it (`close(to:)`).
struct JSONText {
  enum Shape {
    case object
    case array
  }

  /// An object or an array that is open.
  private struct Open {
    var shape: Shape
    /// How many members of the objects around it are known.
    var outerMembers: Int
  }

  /// A member of an object: its key, and the place of its text.
  private struct Member {
    var key: String
    var start: Int
    var end = 0
  }

  private(set) var bytes: [UInt8] = []
  private var open: [Open] = []
  /// Those of all open objects, the outermost first.
  private var members: [Member] = []
  /// Room for putting members in order.
  private var sorted: [UInt8] = []

  /// With room for what a row or an event takes.
  init() { bytes.reserveCapacity(1024) }

  /// Begins an object or an array and gives its depth.
  mutating func open(_ shape: Shape) -> Int {
    bytes.append(shape == .object ? UInt8(ascii: "{") : UInt8(ascii: "["))
    open.append(Open(shape: shape, outerMembers: members.count))
    return open.count
  }

  mutating func beginMember(_ key: String, at depth: Int) {
    close(to: depth)
    members.append(Member(key: key, start: bytes.count))
    quote(key)
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func beginElement(isFirst: Bool, at depth: Int) {
    close(to: depth)
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
  }

  /// Ends all that stands deeper.
  mutating func close(to depth: Int) {
    while open.count > depth, let ended = open.popLast() {
      switch ended.shape {
      case .object: closeObject(from: ended.outerMembers)
      case .array: bytes.append(UInt8(ascii: "]"))
      }
    }
  }

  /// Puts the members in the order of their keys, with commas between them.
  private mutating func closeObject(from first: Int) {
    if first < members.count {
      let start = members[first].start
      for index in first..<members.count {
        members[index].end = index + 1 < members.count ? members[index + 1].start : bytes.count
      }
      members[first...].sort { $0.key < $1.key }
      sorted.removeAll(keepingCapacity: true)
      for member in members[first...] {
        if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
        sorted += bytes[member.start..<member.end]
      }
      bytes.replaceSubrange(start..., with: sorted)
      members.removeSubrange(first...)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  mutating func write(_ text: String) { bytes += text.utf8 }

  mutating func write(_ value: Bool) { write(value ? "true" : "false") }

  /// - Throws: `EncodingError` for what JSON has no number for.
  mutating func write(_ value: Double) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value,
        .init(codingPath: [], debugDescription: "JSON has no number for \(value).")
      )
    }
    let text = value.description
    write(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  /// A string with what must be escaped escaped, and nothing else (RFC 8259, section 7).
  mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: utf8)
      } else {
        for byte in utf8 { escape(byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): write(#"\""#)
    case UInt8(ascii: "\\"): write(#"\\"#)
    case 0x08: write(#"\b"#)
    case 0x09: write(#"\t"#)
    case 0x0A: write(#"\n"#)
    case 0x0C: write(#"\f"#)
    case 0x0D: write(#"\r"#)
    case ..<0x20: write(#"\u00"# + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
    default: bytes.append(byte)
    }
  }
}
