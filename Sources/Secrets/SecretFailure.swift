/// Why a reference gave no secret.
package enum SecretFailure: Error, Hashable, Sendable {
  case variableNotSet(String)
  case fileMissing(String)
  case fileUnreadable(String, reason: String)
  case empty(SecretReference)
}

extension SecretFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .variableNotSet(let name):
      "The environment variable \(name) is not set."
    case .fileMissing(let path):
      "The secret's file \(path) does not exist."
    case .fileUnreadable(let path, let reason):
      "The secret's file \(path) cannot be read: \(reason)."
    case .empty(let reference):
      "The secret at \(reference) is empty."
    }
  }
}

/// What is doubtful about a secret that could be resolved.
package enum SecretWarning: Hashable, Sendable {
  case fileReadableByOthers(String)
  case tooShortToRedact(SecretReference)
}

extension SecretWarning: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fileReadableByOthers(let path):
      "Other users can read the secret's file \(path); allow only yourself: chmod 600 \(path)"
    case .tooShortToRedact(let reference):
      "The secret at \(reference) is shorter than \(Redaction.minimumLength) characters: "
        + "it cannot be taken out of other texts that may contain it."
    }
  }
}
