package import WorkflowDiagnostics
package import WorkflowModel

/// All connections of a file, by name.
package struct Connections: Hashable, Sendable {
  /// The file's name for messages.
  package let file: String
  private let connections: [String: Connection]

  package init(_ connections: [String: Connection], file: String) {
    self.connections = connections
    self.file = file
  }

  package var names: [String] { connections.keys.sorted() }

  package subscript(name: String) -> Connection? { connections[name] }

  /// The connection that a workflow names, of the kind that it asks for; else why there is none.
  package func connection(
    named name: String,
    kind: String? = nil,
    at location: SourceLocation? = nil,
    diagnostics: inout [Diagnostic]
  ) -> Connection? {
    guard let found = connections[name] else {
      diagnostics.append(
        Diagnostic(
          .unknownConnection,
          detail: "\(file) defines no connection '\(name)'.",
          remedy: didYouMean(name, among: names) ?? listing(of: kind),
          at: location
        )
      )
      return nil
    }
    guard let kind, found.kind != kind else { return found }
    diagnostics.append(
      Diagnostic(
        .wrongConnectionKind,
        detail: "Connection '\(name)' is of kind \(found.kind), and \(kind) is asked for.",
        remedy: listing(of: kind),
        at: location
      )
    )
    return nil
  }

  /// Reports every input of a run that names a connection which is missing or of another kind.
  package func check(
    _ inputs: [String: Value],
    declared declarations: [InputDeclaration],
    diagnostics: inout [Diagnostic]
  ) {
    for declaration in declarations {
      var names: [Value] = inputs[declaration.name].map { [$0] } ?? []
      var type = declaration.type.unwrapped
      if case .list(let element) = type {
        type = element.unwrapped
        names = names.first?.list ?? []
      }
      guard case .connection(let kind) = type else { continue }
      for name in names.compactMap(\.string) {
        var found: [Diagnostic] = []
        _ = connection(named: name, kind: kind, diagnostics: &found)
        diagnostics += found.map { diagnostic in
          var diagnostic = diagnostic
          diagnostic.detail = "Input '\(declaration.name)': \(diagnostic.detail)"
          return diagnostic
        }
      }
    }
  }

  private func listing(of kind: String?) -> String {
    let names = names.filter { kind == nil || connections[$0]?.kind == kind }
    let which = kind.map { " of kind \($0)" } ?? ""
    return names.isEmpty
      ? "It defines none\(which)." : "It defines\(which): \(names.joined(separator: ", "))."
  }
}
