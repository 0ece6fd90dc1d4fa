package import LabEstate
import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
package import NIOSSL

/// The estate's REST door: Entra and ARM on one address, over TLS as their clients insist.
package struct AzureDoor: Sendable {
  package var estate: Estate
  package var tenant: AzureTenant
  package var tls: TLSConfiguration

  package init(estate: Estate, tenant: AzureTenant, tls: TLSConfiguration) {
    self.estate = estate
    self.tenant = tenant
    self.tls = tls
  }

  /// Serves until cancelled; `onReady` is told the port once it listens.
  package func run(
    host: String = "127.0.0.1",
    port: Int = 0,
    onReady: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws {
    // A connection that a fault breaks, or that ends with the lab, is no news for a terminal.
    let logger = Logger(label: "lab.azure") { _ in SwiftLogNoOpLogHandler() }
    var tls = tls
    tls.applicationProtocols = ["http/1.1"]
    // How long the lab's end waits for idle clients to answer TLS's goodbye.
    tls.shutdownTimeout = .milliseconds(100)
    let application = Application(
      responder: AzureResponder(service: AzureService(estate: estate, tenant: tenant)),
      server: try .tls(
        .http1(configuration: .init(additionalChannelHandlers: [ClientPresence()])),
        tlsConfiguration: tls
      ),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
      logger: logger
    )
    try await application.run()
  }
}
