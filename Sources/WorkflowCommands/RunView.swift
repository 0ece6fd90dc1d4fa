import WorkflowModel
import WorkflowReport
import WorkflowStore

/// A stored run, read for people.
struct RunView {
  var outline: Outline
  var standing: RunStanding

  /// Reads a run; calls, failures on the way and decisions only `withHistory`, since a journal
  /// can be long.
  init(_ id: RunID, in store: any RunStore, withHistory: Bool = false) throws(StoreFailure) {
    // First, so that a run that ends meanwhile is never shown as stopped.
    let driver = try store.driver(of: id)
    let (run, definition) = try store.header(of: id)
    outline = Outline(
      run: run,
      definition: definition,
      rows: try store.steps(of: id),
      events: withHistory ? try store.journal(of: id).map(\.event) : []
    )
    standing = RunStanding(
      run: run,
      driver: driver?.description,
      needsPerson: !outline.questions.isEmpty
    )
  }
}
