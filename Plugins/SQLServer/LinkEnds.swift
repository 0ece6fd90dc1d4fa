import WorkflowModel

/// Both ends of a link, each asked itself.
struct LinkEnds: CustomStringConvertible {
  enum Primary: String {
    case server
    case instance
    /// Both take writes: a forced failover whose old primary came back.
    case both
    /// Nobody takes writes: a change of roles is under way or was broken off.
    case none

    var isOne: Bool { self == .server || self == .instance }
  }

  var server: LinkEnd
  var instance: LinkEnd

  var primary: Primary {
    switch (server.role == .primary, instance.role == .primary) {
    case (true, true): .both
    case (true, false): .server
    case (false, true): .instance
    case (false, false): .none
    }
  }

  var description: String {
    "the server is \(server.role.rawValue), the instance \(instance.role.rawValue)"
  }
}
