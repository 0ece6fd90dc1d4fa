import AzureClient
package import Connections
import Foundation
package import Secrets
import Synchronization
package import WorkflowPlugin

/// Carries calls to real targets: T-SQL through ODBC, requests through Azure Resource Manager.
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

  /// How one connection signs in and sends.
  struct AzureAccess {
    var cloud: AzureCloud
    var tokens: any TokenSource
    var manager: ResourceManager
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

  /// The way to a target's resource; made at its first use.
  func azure(for target: Target) throws(CallFailure) -> AzureAccess {
    if let known = shared.withLock({ $0.azure[target.name] }) { return known }
    guard let settings = target.instance else {
      throw .wrongKind(target, "resource")
    }
    let cloud = settings.cloud.client
    let manager = try address(settings.resourceManager, or: cloud.resourceManager, target)
    let authority = try address(settings.authority, or: cloud.authority, target)
    let transport = transport(trusting: settings.caFile)
    let tokens: any TokenSource
    switch settings.credential {
    case .token(let reference):
      tokens = StaticTokenSource(try secret(reference, of: target))
    case .clientSecret(let tenant, let clientID, let reference):
      tokens = ClientSecretTokenSource(
        transport: transport,
        authority: authority,
        tenant: tenant,
        clientID: clientID,
        clientSecret: try secret(reference, of: target)
      )
    }
    let access = AzureAccess(
      cloud: cloud,
      tokens: tokens,
      manager: ResourceManager(
        at: manager,
        audience: cloud.managementAudience,
        tokens: tokens,
        transport: transport
      )
    )
    return shared.withLock { shared in
      if let known = shared.azure[target.name] { return known }
      shared.azure[target.name] = access
      return access
    }
  }

  /// A token for T-SQL, from the credential of the connection's resource.
  func sqlToken(for target: Target) async throws(CallFailure) -> Secret {
    let access = try azure(for: target)
    do throws(TokenFailure) {
      let token = try await access.tokens.token(for: access.cloud.sqlAudience)
      _ = redaction.learn(token)
      return token
    } catch {
      throw CallFailure(.notSent(.noToken(error)), redaction: redaction)
    }
  }

  func secret(
    _ reference: SecretReference,
    of target: Target
  ) throws(CallFailure) -> Secret {
    do throws(SecretFailure) {
      return try resolver.resolve(reference)
    } catch {
      throw .secret(error)
    }
  }

  private func address(
    _ written: String?,
    or standard: AzureEndpoint,
    _ target: Target
  ) throws(CallFailure) -> AzureEndpoint {
    guard let written else { return standard }
    guard let endpoint = AzureEndpoint(written) else {
      throw .invalid(target, "'\(written)' is no address of the form https://host[:port].")
    }
    return endpoint
  }

  private func transport(trusting caFile: String?) -> HTTPTransport {
    shared.withLock { shared in
      if let known = shared.transports[caFile ?? ""] { return known }
      let transport = HTTPTransport(HTTPTransport.Configuration(caFile: caFile))
      shared.transports[caFile ?? ""] = transport
      return transport
    }
  }
}
