extension Link {
  /// The two sides of a link.
  package enum Side: String, Codable, Sendable {
    case partner, instance

    package var other: Side { self == .partner ? .instance : .partner }
  }

  /// A change of roles that is under way.
  package struct RoleChange: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable {
      /// Loses nothing: the primary takes no more writes, the rest goes over, the roles change.
      case planned
      /// Makes the secondary a primary, whatever has reached it.
      case forced
      /// Makes the primary a secondary, so that there is none for a while.
      case demotion
    }

    package var kind: Kind
    /// The side that becomes the primary; in a demotion the one that ceases to be.
    package var side: Side
    package var start: EstateInstant
    /// ARM's operation, when ARM was asked.
    package var operation: String?
  }
}

extension World {
  /// The SQL Server of a link, once its endpoint was reached.
  package func partner(of link: Link) -> Server? { link.partner.flatMap(server(named:)) }

  /// The instance that has the link.
  package func host(of link: Link) -> Server? {
    managedInstances.first { $0.instance?.links.contains { $0.id == link.id } ?? false }
  }

  func server(on side: Link.Side, of link: Link, on instance: String) -> String {
    side == .instance ? instance : link.partner ?? ""
  }

  /// The servers between which a link's log flows, by name.
  func ends(of link: Link, on instance: String) -> (source: String, target: String) {
    (
      server(on: link.source, of: link, on: instance),
      server(on: link.source.other, of: link, on: instance)
    )
  }

  /// The role that a server holds in the link's distributed group; nil without the group.
  package func role(of link: Link, on server: String) -> AvailabilityGroup.Role? {
    self.server(named: server)?.group(named: link.name).flatMap { $0.isDistributed ? $0.role : nil }
  }

  /// The instance's role, as ARM shows it.
  package func instanceRole(of link: Link) -> AvailabilityGroup.Role {
    host(of: link).flatMap { role(of: link, on: $0.name) }
      ?? (link.request.instanceLinkRole == "Primary" ? .primary : .secondary)
  }

  /// The partner's role as far as the instance knows: the opposite of its own while it hears nothing.
  package func partnerRole(of link: Link) -> AvailabilityGroup.Role {
    link.partner.flatMap { role(of: link, on: $0) }
      ?? (instanceRole(of: link) == .primary ? .secondary : .primary)
  }

  /// Whether the roles of a link may be exchanged and exchanged back.
  ///
  /// "Failover link": `failoverMode` must be Manual, and the instance's database format that of the
  /// SQL Server's version.
  package func isTwoWay(_ link: Link) -> Bool {
    guard link.request.failoverMode == "Manual", let instance = host(of: link)?.instance,
      let partner = partner(of: link)
    else { return false }
    return instance.databaseFormat == partner.databaseFormat
  }
}

extension Server {
  /// The update policy of an instance that has this server's format.
  package var databaseFormat: String? {
    switch productVersion.split(separator: ".").first {
    case "16": "SQLServer2022"
    case "17": "SQLServer2025"
    default: nil
    }
  }

  /// SQL Server 2022 knows `FAILOVER` of a link from CU13 on, which is build 4125.3.
  package var knowsLinkFailover: Bool {
    if isManagedInstance { return true }
    let numbers = productVersion.split(separator: ".").compactMap { Int($0) }
    return !numbers.lexicographicallyPrecedes([16, 0, 4125, 3])
  }
}
