package import LabEstate
import NIOCore
import NIOPosix
import Synchronization

/// A simulated server's door: a listening socket behind which each client has a session.
package struct TDSListener: Sendable {
  /// Who answers, and as what.
  package struct Identity: Sendable {
    /// In messages that no session stands behind, such as a refused login.
    package var serverName: String
    package var version: ProductVersion
    /// Nil where the door speaks plain text only.
    package var encryption: TDSEncryption?

    package init(serverName: String, version: ProductVersion, encryption: TDSEncryption?) {
      self.serverName = serverName
      self.version = version
      self.encryption = encryption
    }
  }

  /// The port that it listens on, chosen by the system where 0 was asked for.
  package let port: Int

  private let listener: NIOAsyncChannel<AcceptedConnection, Never>
  private let identity: Identity
  private let server: any TSQLServer

  /// Listens at once; clients are answered when `run` is.
  package static func bind(
    host: String = "127.0.0.1",
    port: Int = 0,
    identity: Identity,
    server: any TSQLServer
  ) async throws -> TDSListener {
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.autoRead, value: false)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            HangUpHandler(),
            EncryptionNegotiation(encryption: identity.encryption, version: identity.version),
          ])
          return AcceptedConnection(channel)
        }
      }
    return TDSListener(
      port: listener.channel.localAddress?.port ?? port,
      listener: listener,
      identity: identity,
      server: server
    )
  }

  /// Serves until cancelled; then every connection ends, and only then does it return.
  package func run() async throws {
    let lastProcessID = Mutex<UInt16>(50)
    try await listener.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await accepted in connections {
          // As SQL Server's: 51 is the first of a user's.
          let processID = lastProcessID.withLock { last in
            last = last == .max ? 51 : last + 1
            return last
          }
          group.addTask { await serve(accepted, processID: processID) }
        }
      }
    }
  }

  /// Stops listening without ever having served.
  package func close() async { try? await listener.executeThenClose { _ in } }

  private func serve(_ accepted: AcceptedConnection, processID: UInt16) async {
    // A client that is gone before it was served concerns no one.
    guard let channel = try? await accepted.take() else { return }
    await TDSConnection(
      channel: channel,
      server: server,
      serverName: identity.serverName,
      version: identity.version,
      processID: processID
    )
    .run()
  }
}
