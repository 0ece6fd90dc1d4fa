import Secrets
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// What a workflow is given: `inputs` and `secrets`.
extension Compilation {
  private static let inputKeys = ["type", "kind", "summary", "default", "min_items", "unique"]

  mutating func inputs(_ fields: Fields) -> [String: InputDeclaration] {
    var declarations: [String: InputDeclaration] = [:]
    for entry in named(fields, "inputs")
    where checkName(entry.key, of: "an input", example: "source_server") {
      let declaration = input(entry)
      declarations[entry.key.text] =
        declaration ?? InputDeclaration(name: entry.key.text, type: .any)
    }
    return declarations
  }

  /// The entries of a mapping from names to things.
  mutating func named(_ fields: Fields, _ key: String) -> [SyntaxNode.Entry] {
    guard let node = fields[key], !node.isNull else { return [] }
    if let entries = node.entries { return entries.filter { !$0.key.text.hasPrefix("x_") } }
    report(
      .wrongShape,
      "'\(key)' is a mapping from names, and here stands \(node.shapeName).",
      at: node.location
    )
    return []
  }

  private mutating func input(_ entry: SyntaxNode.Entry) -> InputDeclaration? {
    let name = entry.key.text
    guard
      let fields = Fields(
        entry.value,
        of: "Input '\(name)'",
        keys: Self.inputKeys,
        diagnostics: &diagnostics
      ),
      let written = fields.requiredScalar("type", diagnostics: &diagnostics),
      var type = ValueType.read(written, diagnostics: &diagnostics)
    else { return nil }
    if let kind = connectionKind(fields, of: type, name) { type = kind }
    var declaration = InputDeclaration(name: name, type: type)
    declaration.summary = fields.scalar("summary", diagnostics: &diagnostics)?.text
    if let node = fields["default"] {
      let reader = LiteralReader(
        subject: "Input '\(name)'",
        code: .typeMismatch,
        secrets: .references(relativeTo: nil)
      )
      declaration.defaultValue = reader.value(of: node, as: type, diagnostics: &diagnostics)
    }
    listRules(fields, &declaration)
    return declaration
  }

  private mutating func connectionKind(
    _ fields: Fields,
    of type: ValueType,
    _ name: String
  ) -> ValueType? {
    guard let kind = fields.scalar("kind", diagnostics: &diagnostics) else { return nil }
    let known = connectionKinds
    guard let connection = type.connection(of: kind.text) else {
      report(
        .unknownKey,
        "Input '\(name)' is of type \(type), and 'kind' belongs to connections.",
        at: fields.entry("kind")?.key.location
      )
      return nil
    }
    if !known.contains(kind.text) {
      report(
        .invalidValue,
        "No action uses connections of a kind '\(kind.text)'.",
        remedy: didYouMean(kind.text, among: known)
          ?? "There are \(known.joined(separator: ", ")).",
        at: kind.location
      )
    }
    return connection
  }

  /// The kinds of connection that the inputs of actions ask for.
  private var connectionKinds: [String] {
    var kinds: Set<String> = []
    for action in registry.plugins.flatMap(\.actions) {
      for input in action.descriptor.inputs {
        if case .connection(let kind?) = input.type.unwrapped { kinds.insert(kind) }
      }
    }
    return kinds.sorted()
  }

  private mutating func listRules(_ fields: Fields, _ declaration: inout InputDeclaration) {
    for key in ["min_items", "unique"] {
      guard let entry = fields.entry(key) else { continue }
      guard case .list = declaration.type.unwrapped else {
        report(
          .unknownKey,
          "Input '\(declaration.name)' is of type \(declaration.type), and '\(key)' belongs to lists.",
          at: entry.key.location
        )
        return
      }
    }
    declaration.minItems = count("min_items", in: fields, atLeast: 0)
    declaration.unique = flag("unique", in: fields) ?? false
    if let value = declaration.defaultValue,
      let complaint = declaration.complaint(about: value), let node = fields["default"]
    {
      report(.invalidValue, complaint, at: node.location)
    }
  }

  mutating func secrets(
    _ fields: Fields,
    inputs: [String: InputDeclaration]
  ) -> [String: SecretReference] {
    var secrets: [String: SecretReference] = [:]
    for entry in named(fields, "secrets")
    where checkName(entry.key, of: "a secret", example: "master_key_password") {
      let name = entry.key.text
      // A name with a broken reference is known all the same, or each use of it would be reported.
      secrets[name] = .environment(name.uppercased())
      guard
        let reference = Fields(
          entry.value,
          of: "Secret '\(name)'",
          keys: ["from"],
          diagnostics: &diagnostics
        )?.requiredScalar("from", diagnostics: &diagnostics)
      else { continue }
      secrets[name] =
        reference.secretReference(relativeTo: nil, diagnostics: &diagnostics) ?? secrets[name]
    }
    return secrets
  }
}
