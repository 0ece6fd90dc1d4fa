import WorkflowModel
import WorkflowReport
import WorkflowStore

/// A stored run, read for people.
struct RunView {
  var outline: Outline
  var standing: RunStanding

  init(_ id: RunID, in store: any RunStore) throws(StoreFailure) {
    let (run, definition) = try store.header(of: id)
    outline = Outline(
      run: run,
      definition: definition,
      rows: try store.steps(of: id),
      events: try store.journal(of: id).map(\.event)
    )
    let summary = try store.runs().first { $0.run.id == id }
    standing = RunStanding(
      run: run,
      driver: summary?.owner?.description,
      needsPerson: !outline.attention.isEmpty
    )
  }
}
