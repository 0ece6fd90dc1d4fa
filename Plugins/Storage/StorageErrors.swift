import WorkflowModel
import WorkflowPlugin

/// What blob storage's codes mean.
///
/// Source: "Blob Storage error codes" and "Authorize with Shared Key" in the Azure Storage REST API
/// reference.
enum StorageErrors {
  static let all =
    refused.map { code, remedy in
      ErrorRule(code, .failure(.permanent), remedy: remedy)
    } + passing.map { ErrorRule($0, .failure(.transient)) }

  /// Somebody must mend something first.
  private static let refused: [(String, String)] = [
    (
      "AuthenticationFailed",
      "The signature is wrong, or not in its time. Check that the connection's account_key is one "
        + "of the account's keys as they are now, and this machine's clock."
    ),
    (
      "AuthorizationPermissionMismatch",
      "The signature lacks a letter that this request needs: sign it with racwdl."
    ),
    (
      "AuthorizationResourceTypeMismatch",
      "Use a signature on the container: sr=c."
    ),
    (
      "AuthorizationServiceMismatch",
      "Use a signature on blobs."
    ),
    (
      "AuthorizationProtocolMismatch",
      "Use HTTPS."
    ),
    (
      "AuthorizationSourceIPMismatch",
      "The signature is bound to other addresses: sign it without them."
    ),
    (
      "AuthorizationFailure",
      "The account's firewall does not let this machine in, which says nothing of the SQL Server. "
        + "Run it from an allowed network, or allow this one."
    ),
    (
      "KeyBasedAuthenticationNotPermitted",
      "The account allows no signatures by key (allowSharedKeyAccess is false): allow them, or "
        + "rotate with a user delegation signature by hand."
    ),
    (
      "RequestForbiddenByContainerEncryptionPolicy",
      "The container wants another encryption scope."
    ),
    (
      "FeatureVersionMismatch",
      "The account does not know this version of the interface: choose an older one."
    ),
    (
      "InvalidHeaderValue",
      "This cloud may not know the version of the interface: choose an older one."
    ),
    (
      "InvalidQueryParameterValue",
      "This cloud may not know the version of the signature: choose an older one."
    ),
    (
      "NoAuthenticationInformation",
      "The request came without its signature: a proxy may have cut it off."
    ),
    (
      "ContainerNotFound",
      "Create the container, or correct its name."
    ),
    (
      "AccountIsDisabled",
      "Have the account's subscription enabled."
    ),
  ]

  /// Over without anybody's doing.
  private static let passing = [
    "ServerBusy", "OperationTimedOut", "InternalError", "ContainerBeingDeleted",
    "AccountBeingCreated",
  ]
}
