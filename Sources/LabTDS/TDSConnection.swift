import LabEstate
import NIOCore

/// One client's connection, from its LOGIN7 to its end.
struct TDSConnection {
  let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
  let server: any TSQLServer
  let serverName: String
  let version: ProductVersion
  let processID: UInt16

  /// Returns when the connection has ended; whatever ended it concerns no one else.
  func run() async {
    let inbox = RequestInbox()
    try? await channel.executeThenClose { inbound, _ in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await read(inbound, into: inbox) }
        await withTaskCancellationHandler {
          await serve(inbox)
        } onCancel: {
          hangUp()
        }
        hangUp()
        group.cancelAll()
      }
    }
  }

  /// Reads on while requests run, for an attention may come at any time.
  private func read(
    _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
    into inbox: RequestInbox
  ) async {
    var decoder = TDSMessageDecoder()
    do {
      for try await bytes in inbound {
        decoder.append(bytes)
        while let message = try decoder.next() { try inbox.receive(message) }
      }
    } catch {
      // The client closed without a TLS goodbye, as drivers do, or sent what is not TDS.
    }
    inbox.close()
  }

  private func serve(_ inbox: RequestInbox) async {
    var session: TDSSession?
    for await message in inbox.messages {
      if session != nil {
        guard await session?.answer(message) == .goesOn else { break }
      } else {
        session = await logIn(message, inbox)
        _ = inbox.answering()
        guard session != nil else { break }
      }
    }
    await session?.session.close()
  }

  private func logIn(_ message: TDSMessage, _ inbox: RequestInbox) async -> TDSSession? {
    guard message.type == .login7, let request = try? Login7(body: message.body) else { return nil }
    var tokens = ByteBuffer()
    var packets = PacketWriter(packetSize: LoginReply.firstPacketSize, processID: processID)
    do {
      let session = try authenticate(request)
      let reply = LoginReply(
        login: request,
        serverName: session.serverName,
        database: session.database,
        version: version,
        packetSize: LoginReply.packetSize(asked: request.packetSize)
      )
      reply.write(to: &tokens)
      try await channel.channel.writeAndFlush(packets.lastPackets(of: &tokens)).get()
      return TDSSession(
        channel: channel.channel,
        inbox: inbox,
        server: server,
        login: request.login,
        session: session,
        packetSize: reply.packetSize,
        processID: processID
      )
    } catch let refusal as TSQLLoginRefusal {
      LoginReply.write(refusal, serverName: serverName, to: &tokens)
      try? await channel.channel.writeAndFlush(packets.lastPackets(of: &tokens)).get()
      return nil
    } catch {
      return nil
    }
  }

  private func authenticate(_ request: Login7) throws -> any TSQLSession {
    guard request.isVersionSpoken else {
      throw TSQLLoginRefusal([
        LabRefusal.message("TDS 7.3, 7.4 and 8.0 are spoken.", severity: 20)
      ])
    }
    guard !request.isIntegrated else {
      throw TSQLLoginRefusal([
        TSQLMessage(
          18452,
          "Login failed. The login is from an untrusted domain and cannot be used with "
            + "Integrated authentication.",
          severity: 14
        )
      ])
    }
    return try server.login(request.login)
  }

  private func hangUp() {
    channel.channel.triggerUserOutboundEvent(HangUpHandler.HangUp(), promise: nil)
  }
}
