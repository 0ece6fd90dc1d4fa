package import Foundation
package import Secrets

/// Gives access tokens, from wherever they come.
package protocol TokenSource: Sendable {
  /// Returns a token that is good for some minutes more, for an audience such as
  /// ``AzureCloud/managementAudience``.
  func token(for audience: String) async throws(TokenFailure) -> Secret

  /// Drops a token that a service refused with 401, so that the next call asks for a new one.
  func discard(_ token: Secret, for audience: String) async
}

/// A token and when it ends.
package struct AccessToken: Hashable, Sendable {
  package var secret: Secret
  package var expires: Date

  package init(_ secret: Secret, expires: Date) {
    self.secret = secret
    self.expires = expires
  }
}

/// Why there is no token.
package indirect enum TokenFailure: Error, Hashable, Sendable {
  /// Entra answered with an error, whose description begins with its `AADSTS…` code.
  case refused(status: Int, error: ARMError)
  /// The answer was neither a token nor an error.
  case unreadable(status: Int)
  /// Asking for one again does no harm, whatever became of the request.
  case noAnswer(HTTPFailure)
}

extension TokenFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .refused(_, let error): "Entra gave no token: \(error)"
    case .unreadable(let status): "Entra's answer, of status \(status), holds no token."
    case .noAnswer(let failure): "No token could be had. \(failure)"
    }
  }
}

/// A token that somebody else got; it lasts as long as it lasts.
package struct StaticTokenSource: TokenSource {
  private let secret: Secret

  package init(_ secret: Secret) { self.secret = secret }

  package func token(for audience: String) -> Secret { secret }

  package func discard(_ token: Secret, for audience: String) {}
}
