import WorkflowModel
import WorkflowPlugin

/// The request that changes the roles of a link, as Azure takes it.
enum LinkFailover: String {
  /// Accepted while the instance is the primary: it waits until the server has all of the log.
  case planned = "Planned"
  /// Accepted while the instance is the secondary: what it has not got is lost.
  case forced = "ForcedAllowDataLoss"

  /// `Distributed Availability Groups - Failover`, a long operation.
  func call(_ link: String, on connection: String, _ purpose: String) -> Call {
    InstanceRequest.post(
      "\(LinkResource.path(link))/failover",
      on: connection,
      purpose,
      ["failoverType": .string(rawValue)]
    )
  }
}
