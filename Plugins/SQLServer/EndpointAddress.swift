import WorkflowModel
import WorkflowPlugin

/// The address and port under which an instance is to reach the server, as a person gave them.
///
/// An endpoint URL is `TCP://address:port` ("Specify endpoint URL - Adding or Modifying
/// Availability Replica").
struct EndpointAddress {
  var address: String?
  var port: Int?

  init(_ arguments: Arguments) {
    address = arguments.optionalString("address")
    port = arguments["port"].int.map(Int.init)
  }

  func findings(about subject: String) -> [Finding] {
    var found: [Finding] = []
    if let address,
      address.isEmpty || address.contains(where: { $0.isWhitespace || ":/\\;'[]".contains($0) })
    {
      found.append(
        Finding(
          "SS-ADDRESS",
          .blocks,
          subject,
          "'\(address)' is no address: it is a name or an IPv4 address, without a port.",
          remedy: "Begin a new run with the address alone, such as 10.0.0.4."
        )
      )
    }
    if let port, !(1...65535).contains(port) {
      found.append(
        Finding(
          "SS-ADDRESS",
          .blocks,
          subject,
          "\(port) is no TCP port.",
          remedy: "Begin a new run with a port from 1 to 65535, such as 5022."
        )
      )
    }
    return found
  }
}
