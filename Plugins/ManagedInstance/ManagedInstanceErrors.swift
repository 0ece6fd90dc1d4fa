import WorkflowModel
import WorkflowPlugin

/// What Azure Resource Manager's codes mean to a link.
///
/// Source: the error codes of the operations of "Distributed Availability Groups" in the Azure SQL
/// Database REST API, and "Troubleshoot issues with the link - Azure SQL Managed Instance".
enum ManagedInstanceErrors {
  static let all =
    refused.flatMap { codes, remedy in
      codes.map { ErrorRule($0, .failure(.permanent), remedy: remedy) }
    } + stale + done + passing

  private static let invalidRequest = "InvalidDistributedAvailabilityGroupsCreateOrUpdateRequest"

  /// Somebody must mend something first.
  private static let refused: [([String], String)] = [
    (
      ["", "Databases", "SeedingMode"].map { invalidRequest + $0 },
      "Azure does not understand the request for the link. Please report it with the journal."
    ),
    (
      [invalidRequest + "InstanceAvailabilityGroupName"],
      "Give the group on the instance another name."
    ),
    (
      [invalidRequest + "PartnerAvailabilityGroupName"],
      "Give the group on the server another name."
    ),
    (
      [invalidRequest + "PartnerEndpoint"],
      "Give the server's address as a name or IP address that the instance can reach."
    ),
    (
      ["InstanceAvailabilityGroupNamePartnerAvailabilityGroupNameMatch"],
      "Give the groups on the server and on the instance different names."
    ),
    (
      ["CloudLifterChimeraMIAgNameIsAlreadyUsed"],
      "Give the group on the instance another name; this one is taken there."
    ),
    (
      ["CloudLifterChimeraBoxAndMiOnDifferentDbVersionsFailoverModeManual"],
      "Use failover mode None, or change the instance's update policy to the server's version."
    ),
    (
      ["ManagedInstanceLinkConnectivityIsNotEstablished"],
      "Data did not flow within five minutes. Check port 5022 and 11000 to 11999 both ways, the "
        + "address of the server, the certificates and the group names."
    ),
    (
      ["CloudLifterChimeraAvailabilityGroupConnectionCannotBeEstablished"],
      "Compare the names of both groups and the endpoint's address on both sides."
    ),
    (
      ["CloudLifterChimeraEstablishDbConnectionNotEstablished"],
      "Read the server's error log: a name may be taken, a right or disk space missing."
    ),
    (
      ["ManagedInstanceLinkCertificateNotFoundOnManagedInstance"],
      "Upload the server's endpoint certificate to the instance."
    ),
    (
      ["ManagedInstanceLinkCertificateNotFoundOnSqlServer"],
      "Import the instance's endpoint certificate on the server, under its FQDN."
    ),
    (
      ["ManagedInstanceLinkTdeCertificateMissing"],
      "Upload the certificate that encrypts the database to the instance."
    ),
    (
      [
        "ManagedInstanceLinkSourceDbHasHekatonFile",
        "ManagedInstanceLinkSourceDbHasMultipleLogFiles",
        "ManagedInstanceLinkSourceDbHasFilestream", "ManagedInstanceLinkSourceDbHasDefunctFiles",
        "ManagedInstanceLinkUnsupportedNumberOfFilesOnSourceDb",
      ],
      "Remove from the database what the link cannot replicate."
    ),
    (
      ["ManagedDatabaseNameInUse", "RemoteDatabaseExists"],
      "The instance has a database of this name. Rename or drop it there."
    ),
    (
      ["CannotUseReservedDatabaseName", "CannotUseTrailingWhitespacesInDatabaseName"],
      "Rename the database; the instance cannot have one of this name."
    ),
    (
      ["DatabaseNumberLimitReached", "NoMoreSpaceInManagedInstance", "StorageAccountFull"],
      "Make room on the instance, or choose a larger one."
    ),
    (
      ["ManagedInstanceStoppingOrStopped"],
      "Start the instance."
    ),
    (
      [
        "DistributedAvailabilityGroupDbEncryptedWithSmk",
        "DistributedAvailabilityGroupDbCannotBeEncryptedWhenPrimaryInMiLink",
        "DistributedAvailabilityGroupProtectorCannotBeUpdtedToSmk",
        "DistributedAvailabilityGroupMiPrimaryWithGeodr",
      ],
      "The database's encryption or the instance's failover group excludes this link."
    ),
    (
      ["DistributedAvailabilityGroupSetRolePrimaryPlannedNotSupported"],
      "A planned change of role to Primary must be ordered at the current primary."
    ),
    (
      ["DistributedAvailabilityGroupSetRoleFailed"],
      "Stop and look at the instance's error log; ask Azure support."
    ),
    (
      [
        "ResourceNotFound", "ServerNotInSubscriptionResourceGroup", "SubscriptionDoesNotHaveServer",
      ],
      "Check the connection's subscription, resource group and instance."
    ),
    (
      ["SubscriptionDisabled"],
      "Have the subscription enabled."
    ),
    (
      ["CannotCancelOperation", "OperationCancelled"],
      "Stop and look: the operation was cancelled, or cannot be."
    ),
  ]

  private static let stale = [
    "ManagedInstanceLinkIsNotFound", "ManagedInstanceLinkIsNotInTheCatchupState",
  ].map {
    ErrorRule($0, .failure(.stale), remedy: "Drop the link and create it again.")
  }

  /// The probe that follows compares what is there with what is wanted.
  private static let done = [
    "ManagedInstanceLinkForProvidedAvailabilityGroupsAlreadyExists",
    "DistributedAvailabilityGroupSetRoleInstanceAlreadyInRequestedRole",
  ].map { ErrorRule($0, .alreadyDone) }

  /// Over without anybody's doing; `Retry-After` says when to ask again.
  private static let passing = [
    "DistributedAvailabilityGroupFailoverSecondariesNotSynchronizing",
    "DistributedAvailabilityGroupFailoverLogSendQueueSizeTooBig",
    "DistributedAvailabilityGroupFailoverRedoQueueSizeTooBig",
    "DistributedAvailabilityGroupSetRoleChangeRoleAlreadyInProgress",
    "ManagedInstanceIsBusy", "ConflictingServerOperation", "ConflictingDatabaseOperation",
    "ConflictingSystemOperationInProgress", "ManagementServiceDatabaseBusy",
    "OperationInterrupted", "ManagedInstanceOperationInProgress",
    "ManagedInstanceUpdateSloInProgress", "OperationCanNotStartDueToMiLink",
    "ManagedInstanceStarting", "SubscriptionTooManyRequests",
    "SubscriptionTooManyCreateUpdateRequests", "ConflictingSubscriptionOperation",
    "TooManyRequests", "RequestTimeout", "OperationTimedOut", "GatewayInternalServerError",
    "DatabaseUnavailable",
  ].map { ErrorRule($0, .failure(.transient)) }
}
