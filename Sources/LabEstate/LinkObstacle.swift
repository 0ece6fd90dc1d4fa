/// Why a link cannot start to move data, with the code that ARM pairs with it.
///
/// Numbers and codes: "Troubleshoot Managed Instance link" and the error pages of the ARM API for
/// distributed availability groups.
package enum LinkObstacle: Hashable, Sendable {
  /// 41973: the SQL Server's endpoint certificate is not on the instance.
  case certificateMissingOnInstance
  /// 41974: the instance's endpoint certificate is not on the SQL Server.
  case certificateMissingOnServer
  /// 41976: no group at the endpoint answers to these names.
  case groupSilent
  /// 41977: the group answers, its database does not.
  case databaseSilent
  /// 41962: nothing flowed within five minutes.
  case notConnected
  case severalLogFiles
  case filestream
  case encryptionKeyMissing

  /// How long after its PUT the operation fails.
  var patience: Duration {
    switch self {
    case .certificateMissingOnInstance, .certificateMissingOnServer: .seconds(30)
    case .severalLogFiles, .filestream, .encryptionKeyMissing: .seconds(10)
    case .groupSilent, .databaseSilent: .seconds(60)
    case .notConnected: .seconds(300)
    }
  }

  func refusal(link: Link, server: String?) -> ARMRefusal {
    let partner = server ?? link.request.partnerEndpoint
    let group = link.request.partnerAvailabilityGroupName
    return switch self {
    case .certificateMissingOnInstance:
      ARMRefusal(
        400,
        "ManagedInstanceLinkCertificateNotFoundOnManagedInstance",
        "Error 41973: the endpoint certificate of SQL Server '\(partner)' was not found on the "
          + "managed instance."
      )
    case .certificateMissingOnServer:
      ARMRefusal(
        400,
        "ManagedInstanceLinkCertificateNotFoundOnSqlServer",
        "Error 41974: the endpoint certificate of the managed instance was not found on SQL "
          + "Server '\(partner)'."
      )
    case .groupSilent:
      ARMRefusal(
        400,
        "CloudLifterChimeraAvailabilityGroupConnectionCannotBeEstablished",
        "Error 41976: availability group '\(group)' at endpoint '\(link.request.partnerEndpoint)' "
          + "does not respond. Check the names of the availability group and of the distributed "
          + "availability group '\(link.name)' on both sides."
      )
    case .databaseSilent:
      ARMRefusal(
        400,
        "CloudLifterChimeraEstablishDbConnectionNotEstablished",
        "Error 41977: availability group '\(group)' is connected, but its database does not "
          + "respond."
      )
    case .severalLogFiles:
      ARMRefusal(
        400,
        "ManagedInstanceLinkSourceDbHasMultipleLogFiles",
        "The source database of link '\(link.name)' has more than one log file."
      )
    case .filestream:
      ARMRefusal(
        400,
        "ManagedInstanceLinkSourceDbHasFilestream",
        "The source database of link '\(link.name)' has FILESTREAM data."
      )
    case .encryptionKeyMissing:
      ARMRefusal(
        400,
        "ManagedInstanceLinkTdeCertificateMissing",
        "The key that encrypts the source database of link '\(link.name)' is not on the managed "
          + "instance."
      )
    case .notConnected:
      ARMRefusal(
        400,
        "ManagedInstanceLinkConnectivityIsNotEstablished",
        "Error 41962: replication of link '\(link.name)' did not start within 5 minutes."
      )
    }
  }
}
