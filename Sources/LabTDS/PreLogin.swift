import NIOCore

/// The first message of both sides ([MS-TDS] 2.2.6.5): it settles whether the session is encrypted.
struct PreLogin: Hashable {
  enum Encryption: UInt8 {
    case off = 0
    case on = 1
    case notSupported = 2
    case required = 3
  }

  /// Product version as LOGINACK gives it: major, minor, build.
  var version: ProductVersion
  var encryption: Encryption

  private enum Option {
    static let version: UInt8 = 0
    static let encryption: UInt8 = 1
    static let instance: UInt8 = 2
    static let thread: UInt8 = 3
    static let mars: UInt8 = 4
    static let end: UInt8 = 0xFF
  }

  init(version: ProductVersion, encryption: Encryption) {
    self.version = version
    self.encryption = encryption
  }

  /// Reads a client's PRELOGIN; options that the lab has no use for are passed over.
  init(body: ByteBuffer) throws(TDSError) {
    var reader = WireReader(body)
    var version: ProductVersion?
    var encryption: Encryption?
    while true {
      let option = try reader.integer(UInt8.self)
      guard option != Option.end else { break }
      var data = WireReader(body)
      try data.skip(Int(try reader.bigEndian(UInt16.self)))
      let length = Int(try reader.bigEndian(UInt16.self))
      let value = try data.bytes(length)
      if option == Option.version, value.count >= 4 {
        version = ProductVersion(
          major: value[0],
          minor: value[1],
          build: UInt16(value[2]) << 8 | UInt16(value[3])
        )
      }
      if option == Option.encryption, let byte = value.first {
        guard let known = Encryption(rawValue: byte) else {
          throw .malformed("PRELOGIN ENCRYPTION \(byte)")
        }
        encryption = known
      }
    }
    guard let encryption else { throw .malformed("PRELOGIN without ENCRYPTION") }
    self.version = version ?? ProductVersion(major: 0, minor: 0, build: 0)
    self.encryption = encryption
  }

  /// The answer's body: five options, MARS refused.
  func write(to buffer: inout ByteBuffer) {
    let entries: [(option: UInt8, data: [UInt8])] = [
      (Option.version, version.bytes + [0, 0]),
      (Option.encryption, [encryption.rawValue]),
      (Option.instance, [0]),
      (Option.thread, []),
      (Option.mars, [0]),
    ]
    var offset = UInt16(entries.count * 5 + 1)
    for entry in entries {
      buffer.writeInteger(entry.option)
      buffer.writeInteger(offset)
      buffer.writeInteger(UInt16(entry.data.count))
      offset += UInt16(entry.data.count)
    }
    buffer.writeInteger(Option.end)
    for entry in entries { buffer.writeBytes(entry.data) }
  }

  /// Plain or wholly encrypted: encryption of the login alone is not offered.
  static func answer(to client: Encryption, canEncrypt: Bool) -> Encryption {
    switch client {
    case .off, .notSupported: .notSupported
    case .on, .required: canEncrypt ? .on : .notSupported
    }
  }
}
