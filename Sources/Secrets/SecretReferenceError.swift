/// Why a text is no reference to a secret, in words that never repeat the text.
public enum SecretReferenceError: Error, Hashable, Sendable {
  case notAReference
  case unknownScheme
  case notYetSupported(scheme: String)
  case notAVariableName
  case noPath
  case homeFolder
  case notAName
  case notTerms
  case signatureInside

  /// A full sentence.
  public var detail: String {
    switch self {
    case .notAReference:
      "A secret is named by a reference; what stands here is none and may be the secret itself."
    case .unknownScheme:
      "The reference to the secret begins with a scheme that is not known."
    case .notYetSupported(let scheme):
      "References of the form \(scheme)://… are not yet supported."
    case .notAVariableName:
      "What follows env:// is not the name of an environment variable."
    case .noPath:
      "What follows file:// is not a path."
    case .homeFolder:
      "A path that begins with ~ is not expanded."
    case .notAName:
      "What follows prompt:// is not a name to ask for."
    case .notTerms:
      "What follows sas:// does not name a connection, a container and a signature's terms."
    case .signatureInside:
      "The reference to a shared access signature contains the signature itself."
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notAReference, .unknownScheme, .notYetSupported:
      "Write env://NAME for an environment variable, file://path for a file, or prompt://name "
        + "to be asked."
    case .notAVariableName:
      "Use letters, digits and underscores, with no digit first: env://SQL_PASSWORD."
    case .noPath:
      "Write file://name.txt beside this file, or file:///absolute/path."
    case .homeFolder:
      "Write the whole path, or a path relative to this file."
    case .notAName:
      "Use letters, digits, underscores, points and hyphens: prompt://sql1-password."
    case .notTerms:
      "Write sas://connection/container?sp=…&st=…&se=…&spr=https&sv=2022-11-02&sr=c, or put the "
        + "whole token into a file and write file://path."
    case .signatureInside:
      "Put the whole token into a file and write file://path, or leave the field sig out."
    }
  }
}

extension SecretReferenceError: CustomStringConvertible {
  public var description: String { "\(detail) \(remedy)" }
}
