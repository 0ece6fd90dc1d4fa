import LabEstate
import NIOCore

/// A logged-in client: answers its requests one after the other.
struct TDSSession {
  enum Ending: Hashable {
    case goesOn
    case closes
  }

  let channel: any Channel
  let inbox: RequestInbox
  let server: any TSQLServer
  let login: TSQLLogin
  let packetSize: Int
  let processID: UInt16

  private(set) var session: any TSQLSession
  private var marks: ReplyEncoder.Session
  private var prepared = PreparedStatements()

  init(
    channel: any Channel,
    inbox: RequestInbox,
    server: any TSQLServer,
    login: TSQLLogin,
    session: any TSQLSession,
    packetSize: Int,
    processID: UInt16
  ) {
    self.channel = channel
    self.inbox = inbox
    self.server = server
    self.login = login
    self.session = session
    self.packetSize = packetSize
    self.processID = processID
    marks = ReplyEncoder.Session(serverName: session.serverName)
  }

  mutating func answer(_ message: TDSMessage) async -> Ending {
    switch message.type {
    case .attention:
      await acknowledgeAttentions(1 + inbox.answering())
      return .goesOn
    case .sqlBatch, .rpc, .transactionManager, .bulkLoad:
      return await run(message)
    case .login7, .preLogin, .reply, .federatedAuthenticationToken:
      return .closes
    }
  }

  private mutating func run(_ message: TDSMessage) async -> Ending {
    let request: Request
    do {
      request = try Request(message)
    } catch {
      request = .refused(LabRefusal.message("the request is not understood (\(error))."))
    }
    let reply = ReplyStream(
      channel: channel,
      packets: PacketWriter(packetSize: packetSize, processID: processID),
      encoder: ReplyEncoder(kind: request.replyKind, session: marks)
    )
    if message.status.contains(.resetConnection) {
      guard await reset() else { return .closes }
      reply.edit { $0.acknowledgeReset() }
    }
    var handle: Int32?
    switch request {
    case .batch(let batch, _): await execute(batch, reply)
    case .calls(let calls): handle = await run(calls, reply)
    case .refused(let message): await reply.send(.message(message))
    }
    let attentions = inbox.answering()
    reply.edit { encoder in
      if attentions > 0 {
        encoder.finishCancelled()
      } else if case .calls = request {
        encoder.finishCall(handle: handle, hasMore: false)
      } else {
        encoder.finish()
      }
    }
    marks = reply.session
    await reply.end()
    if attentions > 1 { await acknowledgeAttentions(attentions - 1) }
    return reply.endsConnection ? .closes : .goesOn
  }

  /// Runs each call and ends all but the last; gives the handle that the last one made.
  private mutating func run(_ calls: [RPCRequest.Call], _ reply: ReplyStream) async -> Int32? {
    var handle: Int32?
    for (index, call) in calls.enumerated() {
      if index > 0 {
        let former = handle
        reply.edit { $0.finishCall(handle: former, hasMore: true) }
      }
      handle = nil
      do {
        let step = try ProcedureCall(call, prepared: &prepared)
        handle = step.handle
        if let batch = step.batch, await !execute(batch, reply) { break }
      } catch {
        await reply.send(.message(error))
      }
      if reply.endsConnection { break }
    }
    return handle
  }

  /// False when the client or the end of the connection interrupted it.
  @discardableResult
  private func execute(_ batch: TSQLBatch, _ reply: ReplyStream) async -> Bool {
    let session = session
    let isWhole = await inbox.interruptible {
      await session.run(batch) { await reply.send($0) }
    }
    if !isWhole { reply.edit { $0.cancel() } }
    return isWhole
  }

  /// A pooled connection begins anew: as if its client had logged in again.
  private mutating func reset() async -> Bool {
    await session.close()
    prepared.dropAll()
    marks.transaction = nil
    guard let fresh = try? server.login(login) else { return false }
    session = fresh
    return true
  }

  private func acknowledgeAttentions(_ count: Int) async {
    for _ in 0..<count {
      var tokens = ByteBuffer()
      ReplyEncoder.writeAttentionAcknowledgement(to: &tokens)
      var packets = PacketWriter(packetSize: packetSize, processID: processID)
      // A connection that is gone ends the loop over its messages.
      try? await channel.writeAndFlush(packets.lastPackets(of: &tokens)).get()
    }
  }
}
