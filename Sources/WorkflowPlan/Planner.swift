import WorkflowMachine
package import WorkflowModel
package import WorkflowPlugin

/// Says what a run would do: drives the run's own machine, asks targets only, and sends nothing.
///
/// The calls come from the same actions as a run's. Values that only the run will have are
/// `unknown`, with their source, and go through expressions and calls as such.
package struct Planner: Sendable {
  private let registry: PluginRegistry
  private let sender: (any Sender)?

  /// Plans offline without a sender; a sender is used for reads only.
  package init(registry: PluginRegistry, sender: (any Sender)?) {
    self.registry = registry
    self.sender = sender.map { ReadOnlySender($0) }
  }

  /// Plans a run that was not begun and never will be under its name.
  package func plan(_ run: RunRow, of definition: WorkflowDefinition) async -> Plan {
    let session = sender?.open(barrier: nil)
    var draft = PlanDraft(
      run: run,
      definition: definition,
      registry: registry,
      inquiry: Inquiry(session: session)
    )
    await draft.complete()
    await session?.close()
    let outline = Outline(
      run: draft.machine.run,
      definition: definition,
      rows: Array(draft.machine.rows.values),
      forecasts: draft.forecasts
    )
    let unreachable = draft.inquiry.unreachable.sorted { $0.key < $1.key }
    return Plan(
      outline: outline,
      mode: sender == nil ? .offline : .online,
      madeAt: run.startedAt,
      blockers: unreachable.map { Plan.Blocker(at: nil, $0.value) }
        + outline.entries.compactMap { entry in
          guard entry.forecast?.verdict == .blocked else { return nil }
          return entry.forecast?.failure.map { Plan.Blocker(at: entry.address, $0) }
        }
    )
  }
}
