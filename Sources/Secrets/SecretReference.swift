/// Where a secret is kept: the only form of it that files, rows, plans and reports hold.
public enum SecretReference: Hashable, Sendable {
  /// `env://NAME`: a variable of the environment.
  case environment(String)
  /// `file://path`: the content of a file, without its last line break.
  case file(String)
  /// `prompt://name`: what a person types at the terminal, once for a process.
  case prompt(String)
  /// `sas://connection/container?terms`: a shared access signature on a container, kept nowhere.
  ///
  /// It is signed with the key of the connection's account at the moment of use; the same terms,
  /// the token's own fields without its signature, give the same token.
  case sharedAccess(connection: String, container: String, terms: String)

  /// Reads a reference as written; a relative file path is resolved against `folder`.
  ///
  /// - Parameters:
  ///   - text: The reference as it stands in the file.
  ///   - folder: The folder of the file that named it.
  /// - Throws: ``SecretReferenceError``, which never repeats `text`: it may be the secret itself.
  public init(_ text: String, relativeTo folder: String? = nil) throws(SecretReferenceError) {
    guard let mark = text.firstRange(of: "://") else { throw .notAReference }
    let rest = String(text[mark.upperBound...])
    switch text[..<mark.lowerBound].lowercased() {
    case "env":
      guard Self.isVariableName(rest) else { throw .notAVariableName }
      self = .environment(rest)
    case "file":
      guard !rest.isEmpty, !rest.contains("\0") else { throw .noPath }
      guard !rest.hasPrefix("~") else { throw .homeFolder }
      self = .file(Self.resolve(rest, against: folder))
    case "prompt":
      guard rest.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]*/) != nil else { throw .notAName }
      self = .prompt(rest)
    case "sas":
      self = try Self.sharedAccess(rest)
    case "keyvault": throw .notYetSupported(scheme: "keyvault")
    case "keychain": throw .notYetSupported(scheme: "keychain")
    default: throw .unknownScheme
    }
  }

  private static func sharedAccess(_ text: String) throws(SecretReferenceError) -> SecretReference {
    let pattern = /([A-Za-z0-9][A-Za-z0-9_.-]*)\/([a-z0-9-]+)\?([A-Za-z0-9%&=._~-]+)/
    guard let match = text.wholeMatch(of: pattern) else { throw .notTerms }
    // A whole token, signature and all, is the secret itself.
    guard match.output.3.firstMatch(of: /(^|&)sig=/) == nil else { throw .signatureInside }
    return .sharedAccess(
      connection: String(match.output.1),
      container: String(match.output.2),
      terms: String(match.output.3)
    )
  }

  /// POSIX.1, "Environment Variable Definition": letters, digits and underscores, no digit first.
  private static func isVariableName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      scalar == "_" || (scalar.isASCII && scalar.properties.isAlphabetic)
        || (0x30...0x39).contains(scalar.value)
    }
  }

  private static func resolve(_ path: String, against folder: String?) -> String {
    guard !path.hasPrefix("/"), let folder, !folder.isEmpty else { return path }
    let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return folder.hasSuffix("/") ? folder + relative : folder + "/" + relative
  }
}

extension SecretReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .environment(let name): "env://\(name)"
    case .file(let path): "file://\(path)"
    case .prompt(let name): "prompt://\(name)"
    case .sharedAccess(let connection, let container, let terms):
      "sas://\(connection)/\(container)?\(terms)"
    }
  }
}

extension SecretReference: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try SecretReference(container.decode(String.self))
    } catch let error as SecretReferenceError {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: error.detail
      )
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
