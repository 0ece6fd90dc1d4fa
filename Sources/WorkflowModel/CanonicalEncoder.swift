import Foundation

/// Writes canonical JSON as it goes, without a tree in between.
///
/// Every checkpoint goes through it, and it takes a fraction of the time of Foundation's encoder,
/// whose text it writes: only the order of keys is its own, that of Swift's strings.
struct CanonicalEncoder {
  /// The text that all encoders of one value write to.
  private final class Sheet {
    var text = JSONText()
  }

  private let sheet: Sheet
  /// How many objects and arrays are open around the value.
  private let depth: Int

  /// The bytes of its text, UTF-8.
  static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let sheet = Sheet()
    try CanonicalEncoder(sheet: sheet, depth: 0).write(value)
    return sheet.text.bytes
  }

  fileprivate func write<Wrapped: Encodable>(_ value: Wrapped) throws {
    // Its own form is an object of mantissa and exponent.
    if Wrapped.self == Decimal.self, let number = value as? Decimal {
      return sheet.text.write(number.description)
    }
    let start = sheet.text.bytes.count
    try value.encode(to: self)
    sheet.text.close(to: depth)
    if sheet.text.bytes.count == start {
      throw EncodingError.invalidValue(
        value,
        .init(codingPath: [], debugDescription: "\(Wrapped.self) has no JSON form.")
      )
    }
  }
}

extension CanonicalEncoder: Encoder {
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Object(sheet: sheet, depth: sheet.text.open(.object)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    Array(sheet: sheet, depth: sheet.text.open(.array))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension CanonicalEncoder: SingleValueEncodingContainer {
  func encodeNil() { sheet.text.write("null") }
  func encode(_ value: Bool) { sheet.text.write(value) }
  func encode(_ value: String) { sheet.text.quote(value) }
  func encode(_ value: Double) throws { try sheet.text.write(value) }
  func encode(_ value: Float) throws { try sheet.text.write(Double(value)) }
  func encode(_ value: Int) { sheet.text.write(value.description) }
  func encode(_ value: Int8) { sheet.text.write(value.description) }
  func encode(_ value: Int16) { sheet.text.write(value.description) }
  func encode(_ value: Int32) { sheet.text.write(value.description) }
  func encode(_ value: Int64) { sheet.text.write(value.description) }
  func encode(_ value: UInt) { sheet.text.write(value.description) }
  func encode(_ value: UInt8) { sheet.text.write(value.description) }
  func encode(_ value: UInt16) { sheet.text.write(value.description) }
  func encode(_ value: UInt32) { sheet.text.write(value.description) }
  func encode(_ value: UInt64) { sheet.text.write(value.description) }
  func encode(_ value: some Encodable) throws { try write(value) }
}

extension CanonicalEncoder {
  private struct Object<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sheet: Sheet
    let depth: Int

    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key) -> CanonicalEncoder {
      sheet.text.beginMember(key.stringValue, at: depth)
      return CanonicalEncoder(sheet: sheet, depth: depth)
    }

    func encodeNil(forKey key: Key) { member(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try member(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try member(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) { member(key).encode(value) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key).write(value) }

    func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type,
      forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      member(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      member(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      preconditionFailure("what is stored are values; none inherits from another")
    }

    func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }
  }

  private struct Array: UnkeyedEncodingContainer {
    let sheet: Sheet
    let depth: Int
    var count = 0

    init(sheet: Sheet, depth: Int) {
      self.sheet = sheet
      self.depth = depth
    }

    var codingPath: [any CodingKey] { [] }

    private mutating func element() -> CanonicalEncoder {
      sheet.text.beginElement(isFirst: count == 0, at: depth)
      count += 1
      return CanonicalEncoder(sheet: sheet, depth: depth)
    }

    mutating func encodeNil() { element().encodeNil() }
    mutating func encode(_ value: some Encodable) throws { try element().write(value) }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
      element().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      element().unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
      preconditionFailure("what is stored are values; none inherits from another")
    }
  }
}
