import WorkflowDiagnostics

/// Builds the tree of one document from libyaml's events.
struct TreeBuilder {
  private let events: EventStream
  private let limits: SyntaxLimits
  private var nodes = 0
  /// What is wrong without making the rest unreadable.
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether something was left out that the tree cannot do without.
  private(set) var isIncomplete = false

  private var source: SourceText { events.source }

  init(_ events: EventStream, limits: SyntaxLimits) {
    self.events = events
    self.limits = limits
  }

  /// The one document; an empty file is an empty scalar.
  mutating func document() throws(SyntaxRefusal) -> SyntaxNode {
    var root: SyntaxNode?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamStart, .documentEnd: continue
      case .documentStart:
        guard root == nil else { throw severalDocuments(event) }
        root = try node(events.next(), depth: 0)
      default:
        return root ?? scalar("", .plain, event)
      }
    }
  }

  private mutating func node(
    _ event: YAMLEvent,
    depth: Int
  ) throws(SyntaxRefusal) -> SyntaxNode {
    nodes += 1
    guard nodes <= limits.nodes, depth <= limits.depth else { throw tooLarge(event) }
    refuseProperties(of: event)
    switch event.kind {
    case .scalar(let text, let style):
      return scalar(text, style, event)
    case .sequenceStart(let isFlow):
      return try sequence(event, isFlow: isFlow, depth: depth)
    case .mappingStart(let isFlow):
      return try mapping(event, isFlow: isFlow, depth: depth)
    case .alias(let name):
      unsupported("The alias '*\(name)' stands for a value written elsewhere.", event)
      return scalar("", .plain, event)
    default:
      preconditionFailure("libyaml balances the events of a document")
    }
  }

  private mutating func sequence(
    _ start: YAMLEvent,
    isFlow: Bool,
    depth: Int
  ) throws(SyntaxRefusal) -> SyntaxNode {
    var items: [SyntaxNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind {
        let end = isFlow ? event.end : start.start
        return .sequence(Located(items, at: source.location(from: start.start, to: end)))
      }
      items.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(
    _ start: YAMLEvent,
    isFlow: Bool,
    depth: Int
  ) throws(SyntaxRefusal) -> SyntaxNode {
    var entries: [SyntaxNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind {
        let whole = source.location(from: start.start, to: event.end)
        let location = isFlow ? whole : entries.first?.key.location ?? whole
        return .mapping(Located(entries, at: location))
      }
      let key = try node(event, depth: depth + 1)
      let value = try node(events.next(), depth: depth + 1)
      guard let key = acceptable(key, event) else { continue }
      if let line = lines[key.text] {
        diagnostics.append(duplicate(key, firstLine: line))
      } else {
        lines[key.text] = key.location.line
        entries.append(SyntaxNode.Entry(key: key, value: value))
      }
    }
  }

  private mutating func acceptable(_ key: SyntaxNode, _ event: YAMLEvent) -> Scalar? {
    guard let scalar = key.scalar else {
      unsupported(
        "A key is a single text, and here stands \(key.shapeName).",
        remedy: "An expression stands in a fence: ${{ … }}",
        event
      )
      return nil
    }
    guard scalar.text == "<<", scalar.style == .plain else { return scalar }
    unsupported("The merge key '<<' takes entries from elsewhere.", event)
    return nil
  }

  private func scalar(
    _ text: String,
    _ style: YAMLEvent.ScalarStyle,
    _ event: YAMLEvent
  ) -> SyntaxNode {
    .scalar(source.scalar(text, style, from: event.start, to: event.end))
  }

  private mutating func refuseProperties(of event: YAMLEvent) {
    if let anchor = event.anchor {
      unsupported("The anchor '&\(anchor)' names a value for use elsewhere.", event)
    }
    if let tag = event.tag {
      unsupported(
        "'\(tag)' is read as a YAML tag.",
        remedy: "Put a text in quotes, an expression in a fence: ${{ … }}",
        event
      )
    }
  }

  private mutating func unsupported(
    _ detail: String,
    remedy: String? = "Write the value out where it is used.",
    _ event: YAMLEvent
  ) {
    isIncomplete = true
    let location = source.location(from: event.start, to: event.end)
    diagnostics.append(
      Diagnostic(.unsupportedYAML, detail: detail, remedy: remedy, at: location)
    )
  }

  private func duplicate(_ key: Scalar, firstLine: Int) -> Diagnostic {
    Diagnostic(
      .duplicateKey,
      detail: "Key '\(key.text)' stands in this mapping already, in line \(firstLine).",
      remedy: "Keep one of the two.",
      at: key.location
    )
  }

  private func severalDocuments(_ event: YAMLEvent) -> SyntaxRefusal {
    SyntaxRefusal(
      diagnostic: Diagnostic(
        .severalDocuments,
        detail: "A second document begins here, and a file holds one.",
        remedy: "Put it in a file of its own.",
        at: source.location(from: event.start, to: event.end)
      )
    )
  }

  private func tooLarge(_ event: YAMLEvent) -> SyntaxRefusal {
    let bound =
      nodes > limits.nodes
      ? "more than \(limits.nodes) values" : "values nested more than \(limits.depth) deep"
    return SyntaxRefusal(
      diagnostic: Diagnostic(
        .tooLarge,
        detail: "The file has \(bound).",
        at: source.location(from: event.start, to: event.start)
      )
    )
  }
}
