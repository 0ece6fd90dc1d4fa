/// Why a reference gave no secret.
package enum SecretFailure: Error, Hashable, Sendable {
  case variableNotSet(String)
  case fileMissing(String)
  case fileUnreadable(String, reason: String)
  case empty(SecretReference)
  /// A person should be asked, and there is no terminal to ask on.
  case noTerminal(String)
  /// The person gave no answer before the question was taken back.
  case notAnswered(String)
  /// It is not kept anywhere but made from a connection's key.
  case notKept(SecretReference)
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
    case .noTerminal(let name):
      "The secret prompt://\(name) is asked for on the terminal, and this process has none."
    case .notAnswered(let name):
      "The question for the secret prompt://\(name) was not answered."
    case .notKept(let reference):
      "The secret \(reference) is made from an account's key, which is not at hand here."
    }
  }

  /// What a person can do about it.
  package var remedy: String {
    switch self {
    case .variableNotSet, .fileMissing, .fileUnreadable, .empty, .notAnswered:
      "Set it, then resume the run."
    case .noTerminal(let name):
      "Run it on a terminal, or keep the secret elsewhere and write env://NAME or file://path "
        + "instead of prompt://\(name)."
    case .notKept:
      "Name it where a connection of kind storage is used."
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
