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
      /// A switch: of its cases one runs.
      case choice
    }

    var id: String
    var kind: Kind
  }

  /// Around the steps under the workflow's `finally`; the id is none that a step can have.
  static let end = Enclosure(id: "", kind: .sequence)

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
      let cases = value("cases")?.entries ?? []
      for entry in cases + entries.filter({ $0.key.text == "default" }) {
        addCase(entry, of: name, in: groups)
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

  private mutating func addCase(
    _ entry: SyntaxNode.Entry,
    of choice: String,
    in groups: [Enclosure]
  ) {
    let around = groups + [Enclosure(id: choice, kind: .choice)]
    let id = Self.caseID(entry.key.text, of: choice)
    if let first = places[id] {
      duplicates.append(
        Diagnostic(
          .duplicateStep,
          detail: "This case would have the same address as the one in line "
            + "\(first.location.line): \(id.replacing(".", with: "/")).",
          remedy: "Give them labels that differ in letters or digits.",
          at: entry.key.location
        )
      )
    } else {
      places[id] = Place(location: entry.key.location, groups: around)
    }
    add(entry.value, in: around + [Enclosure(id: id, kind: .sequence)])
  }

  /// The id of the group that a case becomes, `way.planned`: no author's id has a point.
  static func caseID(_ label: String, of choice: String) -> String {
    let name = label.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return "\(choice).\(String(name))"
  }

  /// Whether one step's list of steps is that of the other or one around it.
  func isListAround(_ id: String, of other: String) -> Bool {
    guard let outer = places[id]?.groups, let inner = places[other]?.groups else { return false }
    return inner.starts(with: outer)
  }

  /// Whether a step of a list around the other is over before the other begins.
  func isOver(_ id: String, before other: String) -> Bool {
    guard let place = places[id], let end = places[other] else { return false }
    let isBeside = place.groups.last?.kind == .parallel
    let isAround = end.groups.contains { $0.id == id }
    let (a, b) = (place.location, end.location)
    return !isBeside && !isAround && (a.line, a.column) < (b.line, b.column)
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
    if place.groups.first == Self.end {
      return Diagnostic(
        .referenceOutOfOrder,
        detail: "Step '\(id)' is under 'finally', which runs when all else is over.",
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
    if common?.kind == .choice {
      return Diagnostic(
        .referenceOutOfOrder,
        detail: "Step '\(id)' is in another case, so it has not run here.",
        at: location
      )
    }
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
