import Connections
import Secrets
import SharedAccess
import WorkflowDiagnostics
import WorkflowPlugin

extension TargetSender {
  /// A secret at the moment of its use, from where it is kept, or from a key that makes it.
  func secret(_ reference: SecretReference) async throws(CallFailure) -> Secret {
    if case .sharedAccess(let connection, let container, let terms) = reference {
      return try await token(on: container, of: connection, terms)
    }
    do throws(SecretFailure) {
      return try await resolver.resolve(reference)
    } catch {
      throw .secret(error)
    }
  }

  /// The key that signs for a storage account.
  func accountKey(of settings: StorageSettings) async throws(CallFailure) -> AccountKey {
    let secret = try await secret(settings.accountKey)
    guard let key = secret.withValue({ AccountKey(base64: $0) }) else {
      throw CallFailure(
        .notSent,
        code: DiagnosticCode.secretUnavailable.id,
        message: "The secret at \(settings.accountKey) is no key of a storage account: a key is "
          + "base64, as the portal shows it.",
        remedy:
          "Put \(settings.keyName) of account '\(settings.account)' there, then resume the run."
      )
    }
    return key
  }

  /// A whole shared access signature: the terms, signed with the key of a connection's account.
  private func token(
    on container: String,
    of connection: String,
    _ text: String
  ) async throws(CallFailure) -> Secret {
    let target = try target(named: connection)
    guard let settings = target.storage else { throw .wrongKind(target, "storage account") }
    let terms: SharedAccessTerms
    do throws(SharedAccessFault) {
      terms = try SharedAccessTerms(text)
    } catch {
      throw .unsignable(error.description)
    }
    guard terms.kind == .service, terms["sr"] == "c" else {
      throw .unsignable("They are not those of a container's signature, whose sr is c.")
    }
    let token = terms.token(
      on: SharedAccessResource(account: settings.account, container: container),
      signedWith: try await accountKey(of: settings)
    )
    // Alone, the signature is as good as the token: the terms are no secret.
    redaction.learn(Secret(token.signature))
    let secret = Secret(token.text)
    redaction.learn(secret)
    return secret
  }
}

extension CallFailure {
  fileprivate static func unsignable(_ reason: String) -> CallFailure {
    CallFailure(
      .notSent,
      code: DiagnosticCode.secretUnavailable.id,
      message: "The terms of the shared access signature cannot be signed. \(reason)",
      remedy: "Write them as storage.sign_sas gives them."
    )
  }
}
