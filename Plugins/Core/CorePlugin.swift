public import WorkflowPlugin

/// Actions on no target: they work on values alone.
public enum CorePlugin {
  public static let plugin = Plugin(
    name: "core",
    summary: "What a workflow itself can do, without any target.",
    actions: [Assert.action]
  )
}
