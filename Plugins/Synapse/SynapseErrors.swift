import WorkflowModel
import WorkflowPlugin

/// What the workspace's codes mean.
///
/// No list of the data plane's own codes is published; these are Azure's common ones. Source:
/// "Common error codes" and "Throttling Resource Manager requests", Azure documentation.
enum SynapseErrors {
  static let all =
    refused.flatMap { codes, remedy in
      codes.map { ErrorRule($0, .failure(.permanent), remedy: remedy) }
    } + passing.map { ErrorRule($0, .failure(.transient)) }

  private static let refused: [([String], String)] = [
    (
      ["AuthorizationFailed", "LinkedAuthorizationFailed"],
      "Give the credential the Synapse role that the action's manual names, in Synapse Studio "
        + "under Manage, Access control."
    ),
    (
      ["InvalidAuthenticationToken", "InvalidAuthenticationTokenTenant"],
      "The token is for another service or tenant: check the connection's cloud and credential. A "
        + "token of your own must be for the workspace's development endpoint."
    ),
    (
      ["ExpiredAuthenticationToken"],
      "Fetch a new token, or use type: client_secret."
    ),
    (
      ["ResourceNotFound", "ResourceGroupNotFound", "SubscriptionNotFound"],
      "Check the connection's resource and the name of the link connection."
    ),
    (
      ["ScopeLocked", "RequestDisallowedByPolicy"],
      "A lock or a policy of the subscription forbids it."
    ),
  ]

  /// Over without anybody's doing.
  private static let passing = [
    "RetryableErrorDueToAnotherOperation", "TooManyRequests", "ServiceUnavailable",
  ]
}
