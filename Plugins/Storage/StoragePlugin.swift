public import WorkflowPlugin

/// Actions on a storage account: containers and the signatures that open them.
public enum StoragePlugin {
  public static let plugin = Plugin(
    name: "storage",
    summary: "Storage accounts: containers and shared access signatures.",
    actions: [
      ReadContainer.action,
      SignSAS.action,
      ProbeSAS.action,
      RemoveMarker.action,
    ],
    errors: StorageErrors.all
  )
}
