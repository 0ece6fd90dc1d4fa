import LabEstate
import NIOCore
import NIOEmbedded
import Testing

@testable import LabTDS

@Suite(.timeLimit(.minutes(1)))
struct `A TDS connection` {
  private static let one: [TSQLReply] = [
    .columns([TSQLReply.Column("a", .int)]), .row([.int(1)]), .done(count: 1),
  ]
  private static let oneTokens = hex(
    """
    81 01 00 00 00 00 00 09 00 26 04 01 61 00  d1 04 01 00 00 00
    fd 10 00 c1 00 01 00 00 00 00 00 00 00
    """
  )
  private static let acknowledgement = hex("fd 20 00 00 00 00 00 00 00 00 00 00 00")

  @Test func `answers PRELOGIN, LOGIN7 and a batch`() async throws {
    let server = TDSScriptedServer(["select 1 as a": TDSScriptedServer.Answer(pieces: Self.one)])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("select 1 as a"))
      #expect(try await client.reply() == Self.oneTokens)
    }
    #expect(server.logins.map(\.database) == ["lab"])
    #expect(server.openSessions == 0)
  }

  @Test func `refuses a wrong password and closes`() async throws {
    let server = TDSScriptedServer()
    try await withClient(of: server, logsIn: false) { client in
      var login = TDSCaptures.login7
      login[8 + 0x66] ^= 0x10
      try await client.send(login)
      let reply = try await client.reply()
      #expect(reply.starts(with: hex("aa")))
      #expect(reply.suffix(13) == hex("fd 02 00 00 00 00 00 00 00 00 00 00 00"))
      try await client.channel.closeFuture.get()
    }
  }

  @Test func `acknowledges an attention that comes after the reply`() async throws {
    let server = TDSScriptedServer(["select 1 as a": TDSScriptedServer.Answer(pieces: Self.one)])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("select 1 as a"))
      _ = try await client.reply()
      try await client.send(TDSCaptures.attention + TDSCaptures.attention)
      #expect(try await client.reply() == Self.acknowledgement)
      #expect(try await client.reply() == Self.acknowledgement)
    }
  }

  @Test func `cancels a statement that waits and goes on`() async throws {
    let server = TDSScriptedServer([
      "waitfor": TDSScriptedServer.Answer(pieces: [], waits: true),
      "select 1 as a": TDSScriptedServer.Answer(pieces: Self.one),
    ])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("waitfor") + TDSCaptures.attention)
      let replies = try await client.repliesUntilAcknowledged()
      #expect(replies.suffix(13) == Self.acknowledgement[...])
      try await client.send(TDSCaptures.batch("select 1 as a"))
      #expect(try await client.reply() == Self.oneTokens)
    }
  }

  @Test func `sends a large reply in packets of the agreed size`() async throws {
    let rows = (0..<5_000).map { TSQLReply.row([.int($0)]) }
    let pieces = Self.one.prefix(1) + rows + [.done(count: rows.count)]
    let server = TDSScriptedServer(["all": TDSScriptedServer.Answer(pieces: Array(pieces))])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("all"))
      let reply = try await client.reply()
      #expect(reply.count == 14 + 6 * rows.count + 13)
      #expect(reply.suffix(13) == hex("fd 10 00 c1 00 88 13 00 00 00 00 00 00")[...])
    }
  }

  @Test func `stops a reply amid its rows`() async throws {
    let rows = (0..<5_000).map { TSQLReply.row([.int($0)]) }
    let pieces = Array(Self.one.prefix(1) + rows)
    let server = TDSScriptedServer(["all": TDSScriptedServer.Answer(pieces: pieces, waits: true)])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("all"))
      // The rows are under way, the end of their message is not.
      let first = try await client.channel.waitForOutboundWrite(as: ByteBuffer.self)
      #expect(first.getInteger(at: first.readerIndex + 1, as: UInt8.self) == 0)
      try await client.send(TDSCaptures.attention)
      let rest = try await client.reply()
      let end = hex("fd 02 00 fd 00 00 00 00 00 00 00 00 00") + Self.acknowledgement
      #expect(rest.suffix(26) == end[...])
    }
  }

  @Test func `that is lost sends not another byte`() async throws {
    let server = TDSScriptedServer([
      "drop": TDSScriptedServer.Answer(pieces: Self.one + [.connectionLost])
    ])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("drop"))
      try await client.channel.closeFuture.get()
      #expect(try await client.channel.readOutbound(as: ByteBuffer.self) == nil)
    }
    #expect(server.openSessions == 0)
  }

  @Test func `ends after a message of class 20`() async throws {
    let server = TDSScriptedServer([
      "die": TDSScriptedServer.Answer(pieces: [
        .message(TSQLMessage(21, "Fatal.", severity: 20)), .done(count: nil),
      ])
    ])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("die"))
      #expect(try await client.reply().starts(with: hex("aa")))
      try await client.channel.closeFuture.get()
    }
  }

  @Test func `ends the session when its client goes away amid a statement`() async throws {
    let server = TDSScriptedServer([
      "waitfor": TDSScriptedServer.Answer(pieces: [], waits: true)
    ])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("waitfor"))
    }
    #expect(server.openSessions == 0)
  }

  @Test func `logs in again when a pool resets it`() async throws {
    let server = TDSScriptedServer(["select 1 as a": TDSScriptedServer.Answer(pieces: Self.one)])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.batch("select 1 as a", status: 9))
      #expect(try await client.reply() == hex("e3 03 00 12 00 00") + Self.oneTokens)
    }
    #expect(server.logins.count == 2)
  }

  @Test func `keeps a prepared statement under its handle`() async throws {
    let server = TDSScriptedServer(["select @P1": TDSScriptedServer.Answer(pieces: Self.one)])
    try await withClient(of: server) { client in
      let text = { (text: String) in
        hex("00 00 e7 40 1f 09 04 d0 00 34") + [UInt8(text.utf16.count * 2), 0] + utf16(text)
      }
      let prepare =
        TDSCaptures.allHeaders + hex("ff ff 0d 00 00 00  00 01 26 04 00") + text("@P1 int")
        + text("select @P1") + hex("00 00 26 04 04 05 00 00 00")
      try await client.send(TDSCaptures.packets(0x03, prepare))
      let reply = try await client.reply()
      let handle = hex("ac 00 00 00 01 00 00 00 00 01 00 26 04 04 01 00 00 00")
      #expect(reply.suffix(31) == (handle + hex("fe 00 00 e0 00 00 00 00 00 00 00 00 00"))[...])
      let execute = hex("ff ff 0c 00 00 00  00 00 26 04 04 01 00 00 00  00 00 26 04 04 06 00 00 00")
      try await client.send(TDSCaptures.packets(0x03, TDSCaptures.allHeaders + execute))
      _ = try await client.reply()
    }
    #expect(server.batches.map { $0.parameters.map(\.value) } == [[.int(5)], [.int(6)]])
  }

  @Test func `refuses bulk load and cursors without closing`() async throws {
    let server = TDSScriptedServer(["select 1 as a": TDSScriptedServer.Answer(pieces: Self.one)])
    try await withClient(of: server) { client in
      try await client.send(TDSCaptures.packets(0x07, [0, 0, 0]))
      #expect(try await client.reply().starts(with: hex("aa")))
      let open = TDSCaptures.allHeaders + hex("ff ff 02 00 00 00")
      try await client.send(TDSCaptures.packets(0x03, open))
      #expect(try await client.reply().starts(with: hex("aa")))
      try await client.send(TDSCaptures.batch("select 1 as a"))
      #expect(try await client.reply() == Self.oneTokens)
    }
  }

  private func withClient(
    of server: TDSScriptedServer,
    logsIn: Bool = true,
    _ body: @Sendable (TDSTestClient) async throws -> Void
  ) async throws {
    let channel = NIOAsyncTestingChannel()
    let wrapped = try await channel.testingEventLoop.executeInContext {
      try channel.pipeline.syncOperations.addHandlers([
        HangUpHandler(),
        EncryptionNegotiation(encryption: nil, version: `A PRELOGIN`.version),
      ])
      return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1433)).get()
    let connection = TDSConnection(
      channel: wrapped,
      server: server,
      serverName: "LAB",
      version: `A PRELOGIN`.version,
      processID: 51
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await connection.run() }
      let client = TDSTestClient(channel: channel)
      try await client.send(TDSCaptures.preLogin)
      #expect(try await client.reply().starts(with: hex("00 00 1a")))
      if logsIn {
        try await client.send(TDSCaptures.login7)
        #expect(try await client.reply().starts(with: hex("e3 15 00 01 03")))
      }
      try await body(client)
      channel.close(promise: nil)
      try await group.waitForAll()
    }
  }
}

/// The client's end of a connection without a socket.
struct TDSTestClient: Sendable {
  let channel: NIOAsyncTestingChannel

  func send(_ bytes: [UInt8]) async throws {
    try await channel.writeInbound(ByteBuffer(bytes: bytes))
  }

  /// The next whole message's body.
  func reply() async throws -> [UInt8] {
    var decoder = TDSMessageDecoder()
    while true {
      decoder.append(try await channel.waitForOutboundWrite(as: ByteBuffer.self))
      if let message = try decoder.next() { return Array(message.body.readableBytesView) }
    }
  }

  /// The attention may have come before the statement began, or amid it: both are well answered.
  func repliesUntilAcknowledged() async throws -> [UInt8] {
    var all: [UInt8] = []
    repeat { all += try await reply() } while !(all.count >= 13 && all[all.count - 12] == 0x20)
    return all
  }
}
