import LabEstate
import NIOCore
import Synchronization

/// Sends one reply as it arises and waits for the client to take it, so that memory stays bounded.
final class ReplyStream: Sendable {
  private struct State {
    var encoder: ReplyEncoder
    var packets: PacketWriter
    var isLost = false
  }

  private let channel: any Channel
  private let state: Mutex<State>

  init(channel: any Channel, packets: PacketWriter, encoder: ReplyEncoder) {
    self.channel = channel
    state = Mutex(State(encoder: encoder, packets: packets))
  }

  /// What the reply left of the session.
  var session: ReplyEncoder.Session { state.withLock { $0.encoder.session } }

  /// The connection must end: it broke, or a message of class 20 or above went out.
  var endsConnection: Bool { state.withLock { $0.isLost || $0.encoder.isFatal } }

  /// Changes the reply without sending: all but the row-wise part of it.
  func edit(_ change: (inout ReplyEncoder) -> Void) {
    state.withLock { change(&$0.encoder) }
  }

  func send(_ reply: TSQLReply) async {
    if reply == .connectionLost {
      state.withLock { $0.isLost = true }
      hangUp()
      return
    }
    let packets = state.withLock { state -> ByteBuffer? in
      guard !state.isLost else { return nil }
      state.encoder.encode(reply)
      return state.packets.fullPackets(of: &state.encoder.tokens)
    }
    if let packets { await write(packets) }
  }

  /// Sends what is left, the last packet ending the message.
  func end() async {
    let packets = state.withLock { state in
      state.isLost ? nil : state.packets.lastPackets(of: &state.encoder.tokens)
    }
    if let packets { await write(packets) }
  }

  /// Not ended by cancellation: a packet that is half sent would desynchronise the client.
  private func write(_ packets: ByteBuffer) async {
    do {
      try await channel.writeAndFlush(packets).get()
    } catch {
      state.withLock { $0.isLost = true }
    }
  }

  private func hangUp() {
    channel.triggerUserOutboundEvent(HangUpHandler.HangUp(), promise: nil)
  }
}
