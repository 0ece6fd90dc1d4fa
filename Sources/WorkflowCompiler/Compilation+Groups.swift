import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// Steps that hold steps: `steps`, `parallel`, `foreach`.
extension Compilation {
  mutating func group(
    _ fields: Fields,
    _ kind: StepKind,
    _ scope: NameScope
  ) -> CompiledKind {
    var inner = scope
    var group = Group(members: [])
    if let node = fields[kind.rawValue] {
      if kind == .parallel {
        group.order = .parallel
        group.members = parallel(node, in: &inner)
      } else {
        group.members = sequence(node, key: kind.rawValue, in: &inner)
      }
    }
    group.concurrency = count("max_parallel", in: fields, atLeast: 1)
    let outputs = self.outputs(fields, in: inner)
    group.outputs = outputs.templates
    return CompiledKind(
      kind: .group(group),
      outputs: .record(outputs.types),
      timeout: Self.groupTimeout,
      readable: inner.readable(since: scope),
      trail: inner.trail
    )
  }

  mutating func iteration(
    _ fields: Fields,
    _ scope: NameScope
  ) -> CompiledKind {
    let items = self.items(fields, scope)
    let variable = loopName(fields, scope)
    var inner = scope
    inner.loops[variable] = items.element
    let iteration = Group.Iteration(
      list: items.template,
      variable: variable,
      key: key(fields, inner, item: items.element),
      onItemFailure: onItemFailure(fields)
    )
    var group = Group(members: [], iteration: iteration)
    group.concurrency = count("max_parallel", in: fields, atLeast: 1)
    if let node = fields.required("steps", diagnostics: &diagnostics) {
      group.members = sequence(node, key: "steps", in: &inner)
    }
    let outputs = self.outputs(fields, in: inner, reserved: "key")
    group.outputs = outputs.templates
    let item = outputs.types.merging(["key": .string]) { first, _ in first }
    return CompiledKind(
      kind: .group(group),
      outputs: .list(.record(item)),
      timeout: Self.groupTimeout,
      trail: inner.trail
    )
  }

  /// The list to go through, and what is known of its elements.
  private mutating func items(
    _ fields: Fields,
    _ scope: NameScope
  ) -> (template: Template, element: ExpressionType) {
    let none = (template: Template.literal([]), element: ExpressionType.unknown)
    guard let node = fields["foreach"] else { return none }
    if node.items != nil {
      let position = ValuePosition("'foreach'", .list(.any))
      guard let list = template(node, for: position, in: scope) else { return none }
      guard case .list(let element) = list.type else { return none }
      return (list.template, element)
    }
    guard let (expression, type, location) = wholeExpression(node, key: "foreach", in: scope) else {
      return none
    }
    expect(type, for: ValuePosition("'foreach'", .list(.any)), at: location)
    guard case .list(let element) = type.unwrapped else {
      return (.expression(expression), .unknown)
    }
    return (.expression(expression), element)
  }

  private mutating func loopName(_ fields: Fields, _ scope: NameScope) -> String {
    guard let name = fields.requiredScalar("as", diagnostics: &diagnostics) else { return "" }
    guard checkName(name, of: "a loop's item", example: "db") else { return name.text }
    if NameScope.reserved.contains(name.text) {
      report(
        .invalidName,
        "'\(name.text)' means something else in expressions.",
        remedy: "Take another name.",
        at: name.location
      )
    } else if scope.loops[name.text] != nil {
      report(
        .invalidName,
        "'\(name.text)' is the item of a loop around this one.",
        remedy: "Take another name.",
        at: name.location
      )
    }
    return name.text
  }

  /// The item's stable address: its key, or the item itself when that can be one.
  private mutating func key(
    _ fields: Fields,
    _ scope: NameScope,
    item: ExpressionType
  ) -> Expression? {
    guard let node = fields["key"] else {
      if !item.isKey {
        report(
          .missingKey,
          "Items of type \(item) do not name themselves, so each needs a key.",
          remedy: "Write key: ${{ … }} with a text or an int that differs for each item.",
          at: fields.entry("foreach")?.key.location
        )
      }
      return nil
    }
    guard let (expression, type, location) = wholeExpression(node, key: "key", in: scope) else {
      return nil
    }
    if type.isSecret || !type.isKey {
      let wanted = ValuePosition("'key'", .string)
      expect(type, for: wanted, at: location)
    }
    return expression
  }

  private mutating func onItemFailure(_ fields: Fields) -> Group.Iteration.OnItemFailure {
    word("on_item_failure", in: fields, among: [.continue, .stopNew]) ?? .continue
  }
}

extension ExpressionType {
  /// Whether its values can name an item.
  fileprivate var isKey: Bool { isUnknown || isText || self == .int }
}
