import LabEstate
import NIOCore

/// A client's LOGIN7 message ([MS-TDS] 2.2.6.4), as far as the lab heeds it.
struct Login7: Hashable {
  /// 7.3 is the first with the date types of the lab's replies; older ones are refused.
  static let oldestVersion: UInt32 = 0x730A_0003
  static let version74: UInt32 = 0x7400_0004
  static let version80: UInt32 = 0x0800_0000

  var version: UInt32
  /// 0: the server is to choose.
  var packetSize: UInt32
  var login: TSQLLogin
  /// The client wants Windows credentials, which the lab has none of.
  var isIntegrated: Bool
  /// Identifiers in the order in which the client lists them.
  var features: [UInt8]

  static let utf8Feature: UInt8 = 0x0A

  /// TDS 8.0 numbers below 7.x, so versions are not compared as numbers.
  var isVersionSpoken: Bool {
    version == Self.version80 || (version >= Self.oldestVersion && version <= Self.version74)
  }

  init(body: ByteBuffer) throws(TDSError) {
    var reader = WireReader(body)
    let total = Int(try reader.integer(UInt32.self))
    guard total <= body.readableBytes else { throw .truncated }
    version = try reader.integer(UInt32.self)
    packetSize = try reader.integer(UInt32.self)
    try reader.skip(12 + 1)
    isIntegrated = try reader.integer(UInt8.self) & 0x80 != 0
    try reader.skip(1)
    let hasFeatures = try reader.integer(UInt8.self) & 0x10 != 0
    try reader.skip(8)
    let host = try Self.text(&reader, of: body)
    let user = try Self.text(&reader, of: body)
    let password = try Self.password(&reader, of: body)
    let application = try Self.text(&reader, of: body)
    try reader.skip(4)
    let extensionOffset = Int(try reader.integer(UInt16.self))
    try reader.skip(2 + 4 + 4)
    let database = try Self.text(&reader, of: body)
    login = TSQLLogin(
      user: user,
      password: password,
      database: database,
      application: application,
      host: host
    )
    features = hasFeatures ? try Self.features(at: extensionOffset, of: body) : []
  }

  private static func field(
    _ reader: inout WireReader,
    of body: ByteBuffer
  ) throws(TDSError) -> [UInt8] {
    let offset = Int(try reader.integer(UInt16.self))
    let units = Int(try reader.integer(UInt16.self))
    guard units > 0 else { return [] }
    var data = WireReader(body)
    try data.skip(offset)
    return try data.bytes(units * 2)
  }

  private static func text(
    _ reader: inout WireReader,
    of body: ByteBuffer
  ) throws(TDSError) -> String {
    UTF16Text.decode(try field(&reader, of: body))
  }

  /// Each byte is nibble-swapped, then XORed with A5: hidden from the eye, not protected.
  private static func password(
    _ reader: inout WireReader,
    of body: ByteBuffer
  ) throws(TDSError) -> String {
    let plain = try field(&reader, of: body).map { byte in
      let byte = byte ^ 0xA5
      return byte << 4 | byte >> 4
    }
    return UTF16Text.decode(plain)
  }

  private static func features(at offset: Int, of body: ByteBuffer) throws(TDSError) -> [UInt8] {
    var pointer = WireReader(body)
    try pointer.skip(offset)
    var reader = WireReader(body)
    try reader.skip(Int(try pointer.integer(UInt32.self)))
    var features: [UInt8] = []
    while true {
      let feature = try reader.integer(UInt8.self)
      guard feature != 0xFF else { return features }
      features.append(feature)
      try reader.skip(Int(try reader.integer(UInt32.self)))
    }
  }
}
