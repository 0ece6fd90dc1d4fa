import LabEstate
import NIOCore

/// The first byte of each token that the lab writes ([MS-TDS] 2.2.7).
enum TokenType {
  static let returnStatus: UInt8 = 0x79
  static let columnMetadata: UInt8 = 0x81
  static let error: UInt8 = 0xAA
  static let info: UInt8 = 0xAB
  static let returnValue: UInt8 = 0xAC
  static let loginAcknowledgement: UInt8 = 0xAD
  static let featureAcknowledgement: UInt8 = 0xAE
  static let row: UInt8 = 0xD1
  static let nullBitmapRow: UInt8 = 0xD2
  static let environmentChange: UInt8 = 0xE3
}

/// DONE, DONEPROC or DONEINPROC: ends a statement, a procedure, a statement of a procedure.
struct DoneToken: Hashable {
  enum Kind: UInt8 {
    case done = 0xFD
    case procedure = 0xFE
    case inProcedure = 0xFF
  }

  struct Status: OptionSet, Hashable {
    let rawValue: UInt16

    static let more = Self(rawValue: 0x01)
    static let error = Self(rawValue: 0x02)
    static let count = Self(rawValue: 0x10)
    static let attention = Self(rawValue: 0x20)
  }

  enum Command: UInt16 {
    case none = 0
    case select = 0xC1
    case update = 0xC5
    case begin = 0xD4
    case commit = 0xD5
    case rollBack = 0xD7
    case execute = 0xE0
    case abort = 0xFD
  }

  var kind: Kind
  var status: Status
  var command: Command
  var count: UInt64 = 0

  func write(to buffer: inout ByteBuffer) {
    buffer.writeInteger(kind.rawValue)
    buffer.writeLittle(status.rawValue)
    buffer.writeLittle(command.rawValue)
    buffer.writeLittle(count)
  }
}

/// What of the session's surroundings an ENVCHANGE token tells ([MS-TDS] 2.2.7.9).
enum EnvironmentChange: Hashable {
  case database(new: String, old: String)
  case language(new: String, old: String)
  case packetSize(new: Int, old: Int)
  case collation([UInt8])
  case transactionBegan(UInt64)
  case transactionCommitted(UInt64)
  case transactionRolledBack(UInt64)
  case connectionReset

  func write(to buffer: inout ByteBuffer) {
    var content = ByteBuffer()
    switch self {
    case .database(let new, let old): Self.texts(1, new, old, &content)
    case .language(let new, let old): Self.texts(2, new, old, &content)
    case .packetSize(let new, let old): Self.texts(4, String(new), String(old), &content)
    case .collation(let new): Self.bytes(7, new: new, old: [], &content)
    case .transactionBegan(let new):
      Self.bytes(8, new: Self.descriptor(new), old: [], &content)
    case .transactionCommitted(let old):
      Self.bytes(9, new: [], old: Self.descriptor(old), &content)
    case .transactionRolledBack(let old):
      Self.bytes(10, new: [], old: Self.descriptor(old), &content)
    case .connectionReset: Self.bytes(18, new: [], old: [], &content)
    }
    buffer.writeInteger(TokenType.environmentChange)
    buffer.writeLittle(UInt16(content.readableBytes))
    buffer.writeBuffer(&content)
  }

  private static func texts(
    _ kind: UInt8,
    _ new: String,
    _ old: String,
    _ content: inout ByteBuffer
  ) {
    content.writeInteger(kind)
    content.writeShortText(new)
    content.writeShortText(old)
  }

  private static func bytes(
    _ kind: UInt8,
    new: [UInt8],
    old: [UInt8],
    _ content: inout ByteBuffer
  ) {
    content.writeInteger(kind)
    content.writeInteger(UInt8(new.count))
    content.writeBytes(new)
    content.writeInteger(UInt8(old.count))
    content.writeBytes(old)
  }

  private static func descriptor(_ transaction: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: transaction >> (8 * $0)) }
  }
}

extension TSQLMessage {
  /// Class 10 and below must go as INFO, above it as ERROR: some clients trust only the token.
  var isError: Bool { severity > 10 }

  /// From this class on the server closes the connection.
  var isFatal: Bool { severity >= 20 }

  func write(server: String, to buffer: inout ByteBuffer) {
    var content = ByteBuffer()
    content.writeLittle(number)
    content.writeInteger(state)
    content.writeInteger(severity)
    content.writeLongText(text)
    content.writeShortText(server)
    content.writeShortText(procedure)
    content.writeLittle(line)
    buffer.writeInteger(isError ? TokenType.error : TokenType.info)
    buffer.writeLittle(UInt16(content.readableBytes))
    buffer.writeBuffer(&content)
  }
}
