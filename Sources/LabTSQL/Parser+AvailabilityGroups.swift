import LabEstate

extension Parser {
  /// After `CREATE AVAILABILITY GROUP`.
  mutating func createGroup() throws -> Statement.Kind {
    let name = try name()
    var clusterType = AvailabilityGroup.ClusterType.wsfc
    var isDistributed = false
    if takeWord("WITH") {
      try expectSymbol("(")
      _ = try list { parser in
        try parser.groupOption(clusterType: &clusterType, isDistributed: &isDistributed)
      }
      try expectSymbol(")")
    }
    if isDistributed {
      guard takeWords("AVAILABILITY", "GROUP", "ON") else { throw syntaxError() }
      let members = try list { try $0.replica() }
      guard members.count == 2 else { throw syntaxError() }
      return .createDistributedGroup(name, members)
    }
    try expectWord("FOR")
    let databases = takeWord("DATABASE") ? try list { try $0.name() } : []
    guard takeWords("REPLICA", "ON") else { throw syntaxError() }
    let replicas = try list { try $0.replica() }
    return .createGroup(
      Statement.CreateGroup(
        name: name,
        clusterType: clusterType,
        databases: databases,
        replicas: replicas
      )
    )
  }

  private mutating func groupOption(
    clusterType: inout AvailabilityGroup.ClusterType,
    isDistributed: inout Bool
  ) throws {
    let option = try anyWord().uppercased()
    switch option {
    case "DISTRIBUTED": isDistributed = true
    case "CLUSTER_TYPE":
      try expectSymbol("=")
      let types: [String: AvailabilityGroup.ClusterType] = [
        "NONE": .none, "EXTERNAL": .external, "WSFC": .wsfc,
      ]
      guard let type = types[try anyWord().uppercased()] else { throw syntaxError() }
      clusterType = type
    case "AUTOMATED_BACKUP_PREFERENCE", "FAILURE_CONDITION_LEVEL", "HEALTH_CHECK_TIMEOUT",
      "DB_FAILOVER", "DTC_SUPPORT", "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT":
      try expectSymbol("=")
      take()
    default: throw unsupported("CREATE AVAILABILITY GROUP … WITH (\(option))")
    }
  }

  /// `N'name' WITH (…)`, of a replica or of a group in a distributed one.
  private mutating func replica() throws -> AvailabilityGroup.Replica {
    var replica = AvailabilityGroup.Replica(
      serverName: try string(),
      endpointURL: "",
      availabilityMode: .asynchronous,
      failoverMode: .manual,
      seedingMode: .manual
    )
    try expectWord("WITH")
    try expectSymbol("(")
    _ = try list { try $0.replicaOption(&replica) }
    try expectSymbol(")")
    return replica
  }

  private mutating func replicaOption(_ replica: inout AvailabilityGroup.Replica) throws {
    let option = try anyWord().uppercased()
    if option == "PRIMARY_ROLE" || option == "SECONDARY_ROLE" {
      throw unsupported("the replica option \(option)")
    }
    try expectSymbol("=")
    switch option {
    case "ENDPOINT_URL", "LISTENER_URL": replica.endpointURL = try string()
    case "SESSION_TIMEOUT": replica.sessionTimeout = try integer()
    case "BACKUP_PRIORITY": _ = try integer()
    case "AVAILABILITY_MODE": replica.availabilityMode = try availabilityMode()
    case "FAILOVER_MODE":
      if takeWord("AUTOMATIC") {
        replica.failoverMode = .automatic
      } else {
        try expectWord("MANUAL")
      }
    case "SEEDING_MODE":
      if takeWord("AUTOMATIC") {
        replica.seedingMode = .automatic
      } else {
        try expectWord("MANUAL")
      }
    default: throw syntaxError()
    }
  }

  private mutating func availabilityMode() throws -> AvailabilityGroup.AvailabilityMode {
    if takeWord("SYNCHRONOUS_COMMIT") { return .synchronous }
    try expectWord("ASYNCHRONOUS_COMMIT")
    return .asynchronous
  }

  /// After `ALTER AVAILABILITY GROUP`.
  mutating func alterGroup() throws -> Statement.Kind {
    let name = try name()
    if takeWords("GRANT", "CREATE", "ANY", "DATABASE") {
      return .setCreateAnyDatabase(group: name, isGranted: true)
    }
    if takeWords("DENY", "CREATE", "ANY", "DATABASE") {
      return .setCreateAnyDatabase(group: name, isGranted: false)
    }
    if takeWord("FAILOVER") { return .failOver(group: name) }
    if takeWord("FORCE_FAILOVER_ALLOW_DATA_LOSS") { return .forceFailover(group: name) }
    if takeWord("SET") {
      try expectSymbol("(")
      guard takeWord("ROLE") else {
        throw unsupported("ALTER AVAILABILITY GROUP … SET (\(current.text.uppercased())")
      }
      try expectSymbol("=")
      try expectWord("SECONDARY")
      try expectSymbol(")")
      return .setSecondary(group: name)
    }
    guard takeWords("MODIFY", "AVAILABILITY", "GROUP", "ON") else {
      throw unsupported("ALTER AVAILABILITY GROUP … \(current.text.uppercased())")
    }
    var modes: [String: AvailabilityGroup.AvailabilityMode] = [:]
    _ = try list { parser in
      let group = try parser.string()
      try parser.expectWord("WITH")
      try parser.expectSymbol("(")
      try parser.expectWord("AVAILABILITY_MODE")
      try parser.expectSymbol("=")
      modes[group] = try parser.availabilityMode()
      try parser.expectSymbol(")")
    }
    return .modifyDistributedGroup(name, modes)
  }
}
