public import WorkflowPlugin

/// Actions on a SQL Server, over T-SQL.
public enum SQLServerPlugin {
  public static let plugin = Plugin(
    name: "sqlserver",
    summary: "SQL Server as one end of a Managed Instance link.",
    actions: [
      ReadServer.action,
      CheckServer.action,
      CheckDatabase.action,
      SetTraceFlag.action,
      EnsureRecoveryFull.action,
      EnsureFullBackup.action,
      EnsureMasterKey.action,
      EnsureServerCertificate.action,
      EnsureMirroringEndpoint.action,
      ImportCertificate.action,
      ImportRootAuthority.action,
      TrustIssuer.action,
      ValidateCertificateChain.action,
      CreateAvailabilityGroup.action,
      CreateDistributedAvailabilityGroup.action,
      ReadLinkState.action,
      BackUpLog.action,
      ReadLinkRole.action,
      CompareLinkEnds.action,
      SetReplicationMode.action,
      FailOverLink.action,
      ForceLinkFailover.action,
      DropDistributedAvailabilityGroup.action,
      DropAvailabilityGroup.action,
      DropCertificate.action,
      ReadChangeFeed.action,
    ],
    errors: SQLServerErrors.all
  )
}
