import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Steps with `call`: another workflow, compiled by itself and inlined as a group.
extension Compilation {
  private static let deepest = 8

  mutating func call(_ fields: Fields, _ id: String, _ scope: NameScope) -> CompiledKind {
    guard let name = fields.requiredScalar("call", diagnostics: &diagnostics),
      let called = calledWorkflow(name)
    else {
      checkNames(in: fields, scope)
      let nothing = Group(members: [])
      return CompiledKind(kind: .group(nothing), outputs: .unknown, timeout: Self.groupTimeout)
    }
    let definition = called.definition
    if !definition.finally.isEmpty {
      report(
        .notCallable,
        "\(definition.name) has steps under 'finally', which run at the end of a run of its own.",
        remedy: "Move them to the workflow that calls it, or to its last steps.",
        at: name.location
      )
    }
    let group = Group(
      members: definition.steps.map { $0.qualified(by: id) },
      outputs: definition.outputs.mapValues { $0.qualified(by: id) },
      call: CalledWorkflow(
        name: definition.name,
        inputs: definition.inputs,
        secrets: definition.secrets,
        arguments: arguments(of: definition, fields, at: name.location, scope)
      )
    )
    var compiled = CompiledKind(
      kind: .group(group),
      outputs: .record(called.outputs),
      timeout: Self.groupTimeout,
      trail: called.trail,
      onError: definition.onError
    )
    // A pivot of another file is that file's own business.
    compiled.trail.pivot = nil
    return compiled
  }

  private mutating func calledWorkflow(_ name: Scalar) -> CompiledWorkflow? {
    guard !name.text.contains("${{") else {
      report(
        .wrongShape,
        "'call' names a file, and an expression has no value before the run.",
        at: name.location
      )
      return nil
    }
    let path = FilePath.joined(name.text, to: files.last ?? "")
    if let first = files.firstIndex(of: path) {
      let circle = (files[first...] + [path]).joined(separator: " → ")
      report(.callCycle, "The call leads back to its own file: \(circle).", at: name.location)
      return nil
    }
    guard files.count <= Self.deepest else {
      report(.callCycle, "Calls are nested more than \(Self.deepest) deep.", at: name.location)
      return nil
    }
    if let known = called[path] { return known }
    let compiled = compile(path, calledAs: name)
    called[path] = .some(compiled)
    return compiled
  }

  private mutating func compile(_ path: String, calledAs name: Scalar) -> CompiledWorkflow? {
    guard let text = load(path) else {
      report(
        .fileUnreadable,
        "There is no workflow file '\(path)'.",
        remedy: "The path is relative to the folder of the file that calls it.",
        at: name.location
      )
      return nil
    }
    guard let node = SyntaxReader.read(text, file: path, diagnostics: &diagnostics) else {
      return nil
    }
    var inner = Compilation(registry: registry, load: load, files: files + [path])
    inner.called = called
    let compiled = inner.workflow(node)
    diagnostics += inner.diagnostics
    called = inner.called
    actions.merge(compiled?.definition.actions ?? [:]) { first, _ in first }
    return compiled
  }

  /// Every declared input of the called workflow, with its default where nothing is given.
  private mutating func arguments(
    of definition: WorkflowDefinition,
    _ fields: Fields,
    at place: SourceLocation,
    _ scope: NameScope
  ) -> [String: Template] {
    let given = named(fields, "with")
    let names = definition.inputs.map(\.name)
    var arguments: [String: Template] = [:]
    for input in definition.inputs {
      arguments[input.name] = .literal(input.defaultValue ?? .null)
    }
    for entry in given {
      let name = entry.key.text
      guard let input = definition.inputs.first(where: { $0.name == name }) else {
        report(
          .unknownInput,
          "\(definition.name) has no input '\(name)'.",
          remedy: didYouMean(name, among: names)
            ?? (names.isEmpty ? "It takes none." : "It has \(names.joined(separator: ", "))."),
          at: entry.key.location
        )
        continue
      }
      let position = ValuePosition("Input '\(name)' of \(definition.name)", input.type)
      guard let value = template(entry.value, for: position, in: scope) else { continue }
      arguments[name] = value.template
      if case .literal(let literal) = value.template, let rule = input.complaint(about: literal) {
        report(.invalidInput, rule, at: entry.value.location)
      }
    }
    let isUnreadable = fields["with"].map { $0.entries == nil && !$0.isNull } ?? false
    guard !isUnreadable, !fields.isMisspelt("with") else { return arguments }
    let written = given.map(\.key.text)
    let misspelt = written.filter { !names.contains($0) }.compactMap { names.nearest(to: $0) }
    for input in definition.inputs
    where input.isRequired && !written.contains(input.name) && !misspelt.contains(input.name) {
      report(
        .missingInput,
        "\(definition.name) needs an input '\(input.name)' of type \(input.type).",
        remedy: input.summary,
        at: fields.entry("with")?.key.location ?? place
      )
    }
    return arguments
  }
}

extension InputDeclaration {
  /// Whether it must be given.
  fileprivate var isRequired: Bool { defaultValue == nil && !type.isOptional }
}
