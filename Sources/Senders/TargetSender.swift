import AzureClient
package import Connections
import Foundation
package import Secrets
import Synchronization
import WorkflowDiagnostics
package import WorkflowPlugin

/// Carries calls to real targets: T-SQL through ODBC, requests by HTTPS to Azure Resource Manager, to
/// Synapse workspaces and to storage accounts.
package final class TargetSender: Sender {
  let connections: Connections
  let resolver: SecretResolver
  let redaction: Redaction
  private let shared = Mutex(Shared())

  /// What all sessions share: one transport for each trust, one token source for each connection.
  private struct Shared {
    var transports: [String: HTTPTransport] = [:]
    var azure: [String: AzureAccess] = [:]
  }

  /// How one connection of Azure's signs in and sends.
  struct AzureAccess {
    var cloud: AzureCloud
    var tokens: any TokenSource
    var manager: BearerService
    /// Of a Synapse workspace: its development endpoint and the address that paths follow.
    var development: (service: BearerService, base: String)?
  }

  /// `redaction` learns every secret that is used; texts from targets pass through it.
  package init(connections: Connections, resolver: SecretResolver, redaction: Redaction) {
    self.connections = connections
    self.resolver = resolver
    self.redaction = redaction
  }

  package func open(barrier: String?) -> any SenderSession {
    TargetSession(sender: self, barrier: barrier)
  }

  package func close() async {
    let transports = shared.withLock { shared in
      let transports = Array(shared.transports.values)
      shared = Shared()
      return transports
    }
    // At the end of the program an unfinished shutdown has nothing left to lose.
    for transport in transports { try? await transport.shutdown() }
  }

  func target(named name: String) throws(CallFailure) -> Target {
    guard let connection = connections[name] else {
      throw CallFailure(
        .notSent,
        code: DiagnosticCode.unknownConnection.id,
        message: "No connection is called '\(name)'.",
        remedy: didYouMean(name, among: connections.names)
      )
    }
    return Target(name: name, connection: connection)
  }

  /// The way to a target's resource; made at its first use.
  func azure(for target: Target) async throws(CallFailure) -> AzureAccess {
    if let known = shared.withLock({ $0.azure[target.name] }) { return known }
    guard let settings = target.azure else { throw .wrongKind(target, "resource") }
    let cloud = settings.cloud.client
    let transport = transport(trusting: settings.caFile)
    let tokens = try await tokens(settings, by: transport, of: target)
    var access = AzureAccess(
      cloud: cloud,
      tokens: tokens,
      manager: BearerService(
        at: try endpoint("\(settings.resourceManager ?? "\(cloud.resourceManager)")", of: target),
        audience: cloud.managementAudience,
        tokens: tokens,
        transport: transport
      )
    )
    if let synapse = target.synapse {
      let base = synapse.development ?? cloud.developmentAddress(of: settings.resource.name)
      let service = BearerService(
        at: try endpoint(base, of: target),
        audience: cloud.synapseAudience,
        tokens: tokens,
        transport: transport
      )
      access.development = (service, base)
    }
    return shared.withLock { shared in
      if let known = shared.azure[target.name] { return known }
      shared.azure[target.name] = access
      return access
    }
  }

  private func tokens(
    _ settings: AzureSettings,
    by transport: HTTPTransport,
    of target: Target
  ) async throws(CallFailure) -> any TokenSource {
    switch settings.credential {
    case .token(let reference):
      StaticTokenSource(try await secret(reference))
    case .clientSecret(let tenant, let clientID, let reference):
      ClientSecretTokenSource(
        transport: transport,
        authority: try endpoint(
          settings.authority ?? "\(settings.cloud.client.authority)",
          of: target
        ),
        tenant: tenant,
        clientID: clientID,
        clientSecret: try await secret(reference)
      )
    }
  }

  /// A token for T-SQL, from the credential of the connection's resource.
  func sqlToken(for target: Target) async throws(CallFailure) -> Secret {
    let access = try await azure(for: target)
    do throws(TokenFailure) {
      let token = try await access.tokens.token(for: access.cloud.sqlAudience)
      _ = redaction.learn(token)
      return token
    } catch {
      throw CallFailure(.notSent(.noToken(error)), redaction: redaction)
    }
  }

  private func endpoint(
    _ address: String,
    of target: Target
  ) throws(CallFailure) -> AzureEndpoint {
    guard let endpoint = AzureEndpoint(address) else {
      throw .invalid(target, "'\(address)' is no address of the form https://host[:port].")
    }
    return endpoint
  }

  func transport(trusting caFile: String?) -> HTTPTransport {
    shared.withLock { shared in
      if let known = shared.transports[caFile ?? ""] { return known }
      let transport = HTTPTransport(HTTPTransport.Configuration(caFile: caFile))
      shared.transports[caFile ?? ""] = transport
      return transport
    }
  }
}
