package import WorkflowDiagnostics
package import WorkflowModel
package import WorkflowSyntax

/// Turns what a person gives on the command line and in a file into the inputs of a run.
package struct InputReader: Sendable {
  private let declarations: [InputDeclaration]
  /// What stands before a pair on the command line.
  private let option: String
  /// What a pair names, and of what: "workflow", "input".
  private let (whole, part): (String, String)

  package init(_ definition: WorkflowDefinition) {
    declarations = definition.inputs.sorted { $0.name < $1.name }
    option = "-i"
    (whole, part) = ("workflow", "input")
  }

  /// For what a person gives in place of a step's outputs.
  package init(outputs: [InputDeclaration]) {
    declarations = outputs.sorted { $0.name < $1.name }
    option = "-o"
    (whole, part) = ("step", "output")
  }

  /// Every declared input by name, defaults filled in; nil when something is wrong, all reported.
  ///
  /// `pairs` are `name=value`, as they follow `-i`, and win over `file`. Relative paths of secrets
  /// in the file are resolved against the file's folder, those of pairs and defaults are not.
  package func inputs(
    pairs: [String],
    file: SyntaxNode?,
    diagnostics: inout [Diagnostic]
  ) -> [String: Value]? {
    var found: [Diagnostic] = []
    var given = values(of: file, &found)
    given.merge(values(of: pairs, &found)) { _, pair in pair }
    var inputs: [String: Value] = [:]
    for declaration in declarations {
      inputs[declaration.name] = value(of: declaration, given[declaration.name], &found)
    }
    diagnostics += found
    return found.hasErrors ? nil : inputs
  }

  /// What was given for an input, once it is known to be one.
  private struct Given {
    var location: SourceLocation?
    /// Nil when it did not convert, which is reported already.
    var value: Value?
  }

  private func value(
    of declaration: InputDeclaration,
    _ given: Given?,
    _ diagnostics: inout [Diagnostic]
  ) -> Value? {
    guard let given else {
      if let value = declaration.defaultValue { return value }
      if declaration.type.isOptional { return .null }
      diagnostics.append(missing(declaration))
      return nil
    }
    guard let value = given.value else { return nil }
    if let complaint = declaration.complaint(about: value) {
      diagnostics.append(Diagnostic(.invalidInput, detail: complaint, at: given.location))
    }
    return value
  }

  private func missing(_ declaration: InputDeclaration) -> Diagnostic {
    let example = if case .list = declaration.type { "A,B" } else { "…" }
    let summary = declaration.summary.map { "\($0) " } ?? ""
    let subject = part.prefix(1).uppercased() + part.dropFirst()
    return Diagnostic(
      .missingInput,
      detail: "\(subject) '\(declaration.name)' of type \(declaration.type) is not given.",
      remedy: "\(summary)Give it:\n  \(option) \(declaration.name)=\(example)"
    )
  }

  private func values(
    of file: SyntaxNode?,
    _ diagnostics: inout [Diagnostic]
  ) -> [String: Given] {
    guard let file, !file.isNull else { return [:] }
    guard let entries = file.entries else {
      diagnostics.append(
        Diagnostic(
          .wrongShape,
          detail: "An inputs file is a mapping from names, and here stands \(file.shapeName).",
          at: file.location
        )
      )
      return [:]
    }
    var given: [String: Given] = [:]
    for entry in entries where !entry.key.text.hasPrefix("x_") {
      let name = entry.key.text
      let location = entry.key.location
      guard let declaration = declaration(name, at: location, nil, &diagnostics) else { continue }
      let reader = LiteralReader(
        subject: "Input '\(name)'",
        code: .invalidInput,
        secrets: .references(relativeTo: folder(of: location.file))
      )
      let value = reader.value(of: entry.value, as: declaration.type, diagnostics: &diagnostics)
      given[name] = Given(location: entry.value.location, value: value)
    }
    return given
  }

  private func values(
    of pairs: [String],
    _ diagnostics: inout [Diagnostic]
  ) -> [String: Given] {
    var given: [String: Given] = [:]
    for pair in pairs {
      guard let sign = pair.firstIndex(of: "=") else {
        diagnostics.append(
          Diagnostic(
            .unknownInput,
            detail: "'\(option) \(pair)' gives no value.",
            remedy: "Write \(option) \(pair)=…"
          )
        )
        continue
      }
      let name = String(pair[..<sign])
      let place = "'\(option) \(name)': "
      guard let declaration = declaration(name, at: nil, place, &diagnostics) else { continue }
      if given[name] != nil {
        let detail = "'\(option) \(name)' is given twice."
        diagnostics.append(Diagnostic(.invalidInput, detail: detail))
      }
      let text = OptionValue(
        text: String(pair[pair.index(after: sign)...]),
        name: "\(option) \(name)"
      )
      given[name] = Given(value: text.value(as: declaration.type, &diagnostics))
    }
    return given
  }

  private func declaration(
    _ name: String,
    at location: SourceLocation?,
    _ place: String?,
    _ diagnostics: inout [Diagnostic]
  ) -> InputDeclaration? {
    if let found = declarations.first(where: { $0.name == name }) { return found }
    let names = declarations.map(\.name)
    diagnostics.append(
      Diagnostic(
        .unknownInput,
        detail: "\(place ?? "")The \(whole) has no \(part) '\(name)'.",
        remedy: didYouMean(name, among: names)
          ?? (names.isEmpty ? "It takes none." : "It has \(names.joined(separator: ", "))."),
        at: location
      )
    )
    return nil
  }

  private func folder(of file: String) -> String? {
    file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) }
  }
}
