public import WorkflowPlugin

/// Actions on an Azure SQL Managed Instance, over Azure Resource Manager.
public enum ManagedInstancePlugin {
  public static let plugin = Plugin(
    name: "managed_instance",
    summary: "Azure SQL Managed Instance as the other end of a link.",
    actions: [
      ReadInstance.action,
      CheckInstance.action,
      ReadEndpointCertificate.action,
      UploadServerCertificate.action,
      CreateLink.action,
      ReadLinkState.action,
      ReadLinkRole.action,
      CheckFailover.action,
      SetReplicationMode.action,
      FailOverLink.action,
      ForceLinkFailover.action,
      ReadDatabase.action,
      DeleteLink.action,
      DeleteServerCertificate.action,
    ],
    errors: ManagedInstanceErrors.all
  )
}
