import NIOCore

/// A transaction manager request ([MS-TDS] 2.2.6.9): what manual commit sends instead of text.
enum TransactionRequest: Hashable {
  /// The isolation level's number, 0 for the session's own.
  case begin(isolation: UInt8)
  case commit(beginningAnother: UInt8?)
  case rollBack(name: String, beginningAnother: UInt8?)
  case save(name: String)

  init(body: ByteBuffer) throws(TDSError) {
    var reader = WireReader(body)
    try reader.skipAllHeaders()
    switch try reader.integer(UInt16.self) {
    case 5:
      self = .begin(isolation: try reader.integer(UInt8.self))
    case 7:
      _ = try Self.name(&reader)
      self = .commit(beginningAnother: try Self.following(&reader))
    case 8:
      let name = try Self.name(&reader)
      self = .rollBack(name: name, beginningAnother: try Self.following(&reader))
    case 9:
      self = .save(name: try Self.name(&reader))
    case let kind:
      throw .malformed("transaction manager request \(kind)")
    }
  }

  /// The same as statements, for the session knows only those.
  var statements: String {
    switch self {
    case .begin(let isolation): Self.begin(isolation)
    case .commit(let another): "COMMIT TRANSACTION;" + (another.map(Self.begin) ?? "")
    case .rollBack(let name, let another):
      "ROLLBACK TRANSACTION\(Self.quoted(name));" + (another.map(Self.begin) ?? "")
    case .save(let name): "SAVE TRANSACTION\(Self.quoted(name));"
    }
  }

  /// What DONE calls it.
  var command: DoneToken.Command {
    switch self {
    case .begin, .save: .begin
    case .commit: .commit
    case .rollBack: .rollBack
    }
  }

  /// Its length in bytes, in one byte, then UTF-16.
  private static func name(_ reader: inout WireReader) throws(TDSError) -> String {
    UTF16Text.decode(try reader.bytes(Int(try reader.integer(UInt8.self))))
  }

  private static func following(_ reader: inout WireReader) throws(TDSError) -> UInt8? {
    guard !reader.isAtEnd, try reader.integer(UInt8.self) & 1 != 0 else { return nil }
    return try reader.integer(UInt8.self)
  }

  private static func begin(_ isolation: UInt8) -> String {
    let levels: [UInt8: String] = [
      1: "READ UNCOMMITTED", 2: "READ COMMITTED", 3: "REPEATABLE READ", 4: "SERIALIZABLE",
      5: "SNAPSHOT",
    ]
    let level = levels[isolation].map { "SET TRANSACTION ISOLATION LEVEL \($0);" } ?? ""
    return level + "BEGIN TRANSACTION;"
  }

  private static func quoted(_ name: String) -> String {
    name.isEmpty ? "" : " [\(name.replacing("]", with: "]]"))]"
  }
}
