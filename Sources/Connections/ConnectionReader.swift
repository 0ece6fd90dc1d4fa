import Secrets
import WorkflowDiagnostics
import WorkflowSyntax

/// Reads one connection after the other and collects what is wrong with them.
struct ConnectionReader {
  static let sqlKeys = [
    "kind", "server", "driver", "encryption", "ca_file", "trust_server_certificate", "login",
  ]
  static let azureKeys = ["resource", "cloud", "resource_manager", "authority", "credential"]
  static let storageKeys = [
    "kind", "account", "account_key", "key_name", "blob", "cloud", "ca_file",
  ]

  /// The keys of a kind; of all kinds where it is not known.
  static let keys: [String: [String]] = [
    "sqlserver": sqlKeys,
    "managed_instance": sqlKeys + azureKeys,
    "synapse": ["kind", "ca_file", "development"] + azureKeys,
    "storage": storageKeys,
  ]

  private static func keys(of kind: String?) -> [String] {
    kind.flatMap { keys[$0] } ?? sqlKeys + azureKeys + ["development"] + storageKeys
  }

  /// What relative paths are relative to.
  let folder: String?
  var diagnostics: [Diagnostic] = []

  init(folder: String?) { self.folder = folder }

  mutating func connection(_ entry: SyntaxNode.Entry) -> Connection? {
    let name = entry.key.text
    if name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]*/) == nil {
      report(
        .invalidName,
        "'\(name)' cannot be the name of a connection.",
        remedy: "Use letters, digits, underscores, points and hyphens: sql1",
        at: entry.key.location
      )
    }
    let kind = (entry.value.entries ?? []).first { $0.key.text == "kind" }?.value.scalar?.text
    guard
      let fields = Fields(
        entry.value,
        of: "Connection '\(name)'",
        keys: Self.keys(of: kind),
        advice: { Self.advice(on: $0, kind: kind) },
        diagnostics: &diagnostics
      ),
      let word = fields.requiredScalar("kind", diagnostics: &diagnostics)
    else { return nil }
    switch word.text {
    case "sqlserver":
      return sqlServer(fields).map { .sqlServer($0) }
    case "managed_instance":
      return managedInstance(fields).map { .managedInstance($0) }
    case "synapse":
      return synapse(fields).map { .synapse($0) }
    case "storage":
      return storage(fields).map { .storage($0) }
    default:
      report(
        .invalidConnection,
        "There are no connections of kind '\(word.text)'.",
        remedy: didYouMean(word.text, among: Connection.kinds)
          ?? "There are \(Connection.kinds.joined(separator: ", ")).",
        at: word.location
      )
      return nil
    }
  }

  /// A key that is right in a connection of the other kind, or inside `login` or `credential`.
  private static func advice(on key: Scalar, kind: String?) -> Diagnostic? {
    func diagnostic(_ detail: String, _ remedy: String) -> Diagnostic {
      Diagnostic(.unknownKey, detail: detail, remedy: remedy, at: key.location)
    }
    switch key.text {
    case "user", "password":
      return diagnostic(
        "A connection has no key '\(key.text)'; its login has.",
        "Write login: {user: …, password: file://…}"
      )
    case "tenant", "client_id", "secret", "token":
      return diagnostic(
        "A connection has no key '\(key.text)'; its credential has.",
        "Put it under 'credential'."
      )
    case "port":
      return diagnostic("A connection has no key 'port'.", "Write server: host,port")
    case "key", "sas", "sas_token", "connection_string":
      guard kind == "storage" else { return nil }
      return diagnostic(
        "A connection of kind storage has no key '\(key.text)'.",
        "Write account_key: file://… with one of the account's two keys."
      )
    default:
      let others = Connection.kinds.filter { keys[$0]?.contains(key.text) == true }
      guard let kind, keys[kind] != nil, !others.isEmpty else { return nil }
      return diagnostic(
        "A connection of kind \(kind) has no key '\(key.text)'.",
        "It belongs to a connection of kind \(others.joined(separator: " or "))."
      )
    }
  }

  mutating func report(
    _ code: DiagnosticCode,
    _ detail: String,
    remedy: String? = nil,
    at location: SourceLocation?
  ) {
    diagnostics.append(Diagnostic(code, detail: detail, remedy: remedy, at: location))
  }

  /// A reference to a secret; what is none is reported without being repeated.
  mutating func secret(_ key: String, in fields: Fields) -> SecretReference? {
    guard let scalar = fields.requiredScalar(key, diagnostics: &diagnostics) else { return nil }
    do throws(SecretReferenceError) {
      let reference = try SecretReference(scalar.text, relativeTo: folder)
      guard case .sharedAccess = reference else { return reference }
      report(
        .invalidSecretReference,
        "A connection's own secret cannot be a signature that a connection makes.",
        remedy: "Write env://NAME for an environment variable or file://path for a file.",
        at: scalar.location
      )
      return nil
    } catch {
      report(
        .invalidSecretReference,
        error.detail,
        remedy: error.remedy,
        at: scalar.location
      )
      return nil
    }
  }

  /// The one of the words that a key may take, or `standard` where it is absent.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String,
    in fields: Fields,
    standard: Word
  ) -> Word where Word.RawValue == String {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return standard }
    if let word = Word(rawValue: scalar.text) { return word }
    let words = Word.allCases.map(\.rawValue)
    report(
      .invalidConnection,
      "'\(key)' cannot be '\(scalar.text)'.",
      remedy: didYouMean(scalar.text, among: words)
        ?? "It is one of \(words.joined(separator: ", ")).",
      at: scalar.location
    )
    return standard
  }

  mutating func flag(_ key: String, in fields: Fields) -> Bool {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return false }
    if let value = scalar.asBool { return value }
    report(
      .invalidConnection,
      "'\(key)' takes true or false, and here stands '\(scalar.text)'.",
      at: scalar.location
    )
    return false
  }

  mutating func path(_ key: String, in fields: Fields) -> String? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    guard !scalar.text.hasPrefix("~"), !scalar.text.isEmpty else {
      report(
        .invalidConnection,
        "'\(scalar.text)' is no path: one that begins with ~ is not expanded.",
        remedy: "Write the whole path, or a path relative to this file.",
        at: scalar.location
      )
      return nil
    }
    guard !scalar.text.hasPrefix("/"), let folder else { return scalar.text }
    return folder == "/" ? "/\(scalar.text)" : "\(folder)/\(scalar.text)"
  }
}
