import LabEstate
import NIOCore

/// The tokens that answer LOGIN7, in the order in which SQL Server sends them.
struct LoginReply {
  var login: Login7
  var serverName: String
  var database: String
  var version: ProductVersion
  /// What both sides use once this reply has been sent.
  var packetSize: Int

  static let firstPacketSize = 4_096

  /// The size that the client asks for; 0 leaves it to the server.
  static func packetSize(asked: UInt32) -> Int {
    asked == 0 ? firstPacketSize : min(max(Int(asked), 512), 32_767)
  }

  func write(to buffer: inout ByteBuffer) {
    EnvironmentChange.database(new: database, old: "master").write(to: &buffer)
    write(5701, "Changed database context to '\(database)'.", state: 2, to: &buffer)
    EnvironmentChange.collation(Collation.bytes).write(to: &buffer)
    EnvironmentChange.language(new: "us_english", old: "").write(to: &buffer)
    write(5703, "Changed language setting to us_english.", state: 1, to: &buffer)
    writeAcknowledgement(to: &buffer)
    EnvironmentChange.packetSize(new: packetSize, old: Self.firstPacketSize).write(to: &buffer)
    if login.features.contains(Login7.utf8Feature) {
      buffer.writeBytes([TokenType.featureAcknowledgement, Login7.utf8Feature, 1, 0, 0, 0, 1, 0xFF])
    }
    DoneToken(kind: .done, status: [], command: .none).write(to: &buffer)
  }

  static func write(
    _ refusal: TSQLLoginRefusal,
    serverName: String,
    to buffer: inout ByteBuffer
  ) {
    for message in refusal.messages { message.write(server: serverName, to: &buffer) }
    DoneToken(kind: .done, status: .error, command: .none).write(to: &buffer)
  }

  private func write(
    _ number: Int32,
    _ text: String,
    state: UInt8,
    to buffer: inout ByteBuffer
  ) {
    TSQLMessage(number, text, severity: 0, state: state).write(server: serverName, to: &buffer)
  }

  /// LOGINACK, whose version alone is big-endian.
  private func writeAcknowledgement(to buffer: inout ByteBuffer) {
    var content = ByteBuffer()
    content.writeInteger(UInt8(1))
    content.writeInteger(login.version)
    content.writeShortText("Microsoft SQL Server")
    content.writeBytes(version.bytes)
    buffer.writeInteger(TokenType.loginAcknowledgement)
    buffer.writeLittle(UInt16(content.readableBytes))
    buffer.writeBuffer(&content)
  }
}
