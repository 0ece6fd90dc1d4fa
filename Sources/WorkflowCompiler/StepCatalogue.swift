import WorkflowDiagnostics
import WorkflowSyntax

/// Every step id of a file and where it belongs, known before any step is compiled.
struct StepCatalogue {
  struct Place {
    var location: SourceLocation
    /// The groups around the step, outermost first.
    var groups: [Enclosure]
  }

  struct Enclosure: Equatable {
    enum Kind {
      case sequence
      case parallel
      case iteration
    }

    var id: String
    var kind: Kind
  }

  private(set) var places: [String: Place] = [:]
  private(set) var duplicates: [Diagnostic] = []

  var ids: [String] { places.keys.sorted() }

  mutating func add(_ steps: SyntaxNode?, in groups: [Enclosure] = []) {
    for step in steps?.items ?? [] {
      guard let entries = step.entries else { continue }
      func value(_ key: String) -> SyntaxNode? { entries.first { $0.key.text == key }?.value }
      let id = value("id")?.scalar
      if let id { add(id, in: groups) }
      let name = id?.text ?? ""
      if value("foreach") != nil {
        add(value("steps"), in: groups + [Enclosure(id: name, kind: .iteration)])
      } else {
        add(value("steps"), in: groups + [Enclosure(id: name, kind: .sequence)])
        add(value("parallel"), in: groups + [Enclosure(id: name, kind: .parallel)])
      }
    }
  }

  private mutating func add(_ id: Scalar, in groups: [Enclosure]) {
    if let first = places[id.text] {
      duplicates.append(
        Diagnostic(
          .duplicateStep,
          detail: "Step id '\(id.text)' is used already, in line \(first.location.line).",
          remedy: "Ids are unique in the whole file, also across groups.",
          at: id.location
        )
      )
    } else {
      places[id.text] = Place(location: id.location, groups: groups)
    }
  }

  /// Why a step that is not readable at a place with these steps around it cannot be read there.
  func refusal(
    of id: String,
    from path: [String],
    readable: some Collection<String>,
    at location: SourceLocation
  ) -> Diagnostic {
    guard let place = places[id] else {
      return Diagnostic(
        .unknownReference,
        detail: "No step of this workflow is called '\(id)'.",
        remedy: didYouMean(id, among: readable),
        at: location
      )
    }
    if path.contains(id) {
      let whose =
        path.last == id ? "A step reads its own outputs" : "Step '\(id)' is around this one"
      return Diagnostic(
        .referenceOutOfOrder,
        detail: "\(whose), and it has not ended here.",
        at: location
      )
    }
    let apart = place.groups.first { !path.contains($0.id) }
    if let apart, apart.kind == .iteration, readable.contains(apart.id) {
      return Diagnostic(
        .unknownReference,
        detail:
          "Step '\(id)' runs once for each item of '\(apart.id)' and has no single value here.",
        remedy: "Name the value under 'outputs' of '\(apart.id)' and read "
          + "steps.\(apart.id).outputs, a list.",
        at: location
      )
    }
    let common = place.groups.last { path.contains($0.id) }
    let isBeside = common?.kind == .parallel
    return Diagnostic(
      .referenceOutOfOrder,
      detail: "Step '\(id)' \(isBeside ? "runs at the same time" : "comes later"), "
        + "so it has no outputs here.",
      remedy: isBeside
        ? "Move this step out of the parallel group, behind it."
        : "Move this step behind '\(id)'.",
      at: location
    )
  }
}
