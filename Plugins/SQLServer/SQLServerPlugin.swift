public import WorkflowPlugin

/// Actions on a SQL Server, over T-SQL.
public enum SQLServerPlugin {
  public static let plugin = Plugin(
    name: "sqlserver",
    summary: "SQL Server as one end of a Managed Instance link.",
    actions: [
      ReadServer.action,
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
    ],
    errors: SQLServerErrors.all
  )
}
