public import WorkflowPlugin

/// Actions on the link connections of a Synapse workspace.
public enum SynapsePlugin {
  public static let plugin = Plugin(
    name: "synapse",
    summary: "Azure Synapse Link for SQL: link connections and their landing zones.",
    actions: [
      ReadLinkConnection.action,
      ReadLinkStatus.action,
      UpdateLandingZoneCredential.action,
    ],
    errors: SynapseErrors.all
  )
}
