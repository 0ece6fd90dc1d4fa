import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowSyntax

/// How a step's effect is taken away again, and where that ends: `undo` and `pivot`.
extension Compilation {
  mutating func undo(
    _ fields: Fields,
    of action: Action?,
    _ id: String,
    _ scope: NameScope
  ) -> Undo? {
    guard let entry = fields.entry("undo"),
      let inner = Fields(
        entry.value,
        of: "'undo'",
        keys: ["when", "after", "due", "uses", "with"],
        diagnostics: &diagnostics
      )
    else { return nil }
    let place = entry.key.location
    if scope.isFinal {
      report(
        .unknownKey,
        "A step under 'finally' runs when all undoing is over.",
        remedy: "Leave 'undo' out, or move the step up.",
        at: place
      )
    }
    if let action, action.effect == .read {
      reportNoEffect(of: action, "there is nothing to undo", at: place)
      return nil
    }
    _ = inner.required("when", diagnostics: &diagnostics)
    let isDebt = inner["after"] != nil || inner["due"] != nil
    let occasion: Undo.Occasion? = word("when", in: inner, among: [.rollback, .always])
    var undo = Undo(occasion ?? (isDebt ? .always : .rollback))
    debt(inner, &undo, id, scope, at: place)
    if inner["uses"] != nil {
      // It runs when the step has ended.
      var after = scope
      after.steps[id] = ReadableStep(outputs(of: action))
      let (use, undoing) = actionUse(inner, key: "uses", after)
      if let undoing, undoing.effect == .read {
        reportNoEffect(of: undoing, "it cannot undo anything", at: inner["uses"]?.location)
      }
      undo.use = use
    } else if let entry = inner.entry("with") {
      report(
        .missingKey,
        "'with' is what the undoing action is given, and 'undo' names none.",
        remedy: "Give it 'uses' too, or leave 'with' out.",
        at: entry.key.location
      )
    } else if let action, action.inverse == nil, !inner.isMisspelt("uses") {
      report(
        .noInverse,
        "\(action.descriptor.name) does not know how to take its effect away.",
        remedy: "Name the action that does: undo: { when: rollback, uses: …, with: {…} }",
        at: place
      )
    }
    return undo
  }

  /// When a debt is to be paid: `after` and `due`.
  private mutating func debt(
    _ fields: Fields,
    _ undo: inout Undo,
    _ id: String,
    _ scope: NameScope,
    at place: SourceLocation
  ) {
    guard undo.occasion == .always else {
      for key in ["after", "due"] {
        guard let entry = fields.entry(key) else { continue }
        report(
          .unknownKey,
          "'\(key)' belongs to 'when: always', and this is undone by a rollback.",
          remedy: "Leave it out.",
          at: entry.key.location
        )
      }
      return
    }
    undo.due = duration("due", in: fields)
    if fields["due"] == nil, !fields.isMisspelt("due") {
      warn(
        .undoWithoutDue,
        "Nobody is told when this effect should have been taken away and was not.",
        remedy: "Say how long it may stay: due: 6d",
        at: place
      )
    }
    guard let after = fields.scalar("after", diagnostics: &diagnostics) else { return }
    undo.after = after.text
    let catalogue = scope.catalogue
    if after.text == id {
      report(.referenceOutOfOrder, "A step is not undone after itself.", at: after.location)
    } else if !catalogue.isListAround(after.text, of: id) {
      let legal = catalogue.ids.filter { $0 != id && catalogue.isListAround($0, of: id) }
      let isKnown = catalogue.places[after.text] != nil
      report(
        .unknownReference,
        isKnown
          ? "Step '\(after.text)' is inside another group than this one."
          : "No step of this workflow is called '\(after.text)'.",
        remedy: isKnown
          ? "Name a step beside this one, or beside a group around it."
          : didYouMean(after.text, among: legal),
        at: after.location
      )
    } else if catalogue.isOver(after.text, before: id) {
      report(
        .referenceOutOfOrder,
        "Step '\(after.text)' is over before this one begins.",
        remedy: "Name a step that comes later, or a group around this one.",
        at: after.location
      )
    }
  }

  mutating func pivot(
    _ fields: Fields,
    of action: Action?,
    _ id: String,
    _ trail: inout Trail,
    _ scope: NameScope
  ) -> Bool {
    guard flag("pivot", in: fields) == true, let place = fields.entry("pivot")?.key.location else {
      return false
    }
    if let action, action.effect == .read {
      reportNoEffect(of: action, "there is nothing to come back from", at: place)
      return false
    }
    if scope.isFinal {
      report(.unknownKey, "A step under 'finally' is no pivot: nothing follows it.", at: place)
    }
    if let first = scope.trail.pivot {
      warn(
        .secondPivot,
        "'\(first)' is a pivot already: nothing is undone after it, whether this is one or not.",
        remedy: "Mark only the first step that cannot be taken back.",
        at: place
      )
    }
    trail.pivot = id
    return true
  }

  private mutating func reportNoEffect(
    of action: Action,
    _ why: String,
    at location: SourceLocation?
  ) {
    report(
      .notAWriteAction,
      "\(action.descriptor.name) only reads, so \(why).",
      remedy: "Leave it out.",
      at: location
    )
  }
}
