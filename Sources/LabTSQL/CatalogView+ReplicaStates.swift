import LabEstate

extension CatalogView {
  /// Dynamic views on replicas and their databases.
  static let replicaStateViews: [CatalogView] = [
    CatalogView(
      "sys.dm_hadr_availability_replica_states",
      columns: """
        replica_id uniqueidentifier, group_id uniqueidentifier, is_local bit, role tinyint,
        role_desc nvarchar(60), operational_state tinyint, operational_state_desc nvarchar(60),
        recovery_health tinyint, recovery_health_desc nvarchar(60),
        synchronization_health tinyint, synchronization_health_desc nvarchar(60),
        connected_state tinyint, connected_state_desc nvarchar(60),
        last_connect_error_number int, last_connect_error_description nvarchar(1024),
        last_connect_error_timestamp datetime
        """
    ) { context, _ in
      context.server.availabilityGroups.flatMap { replicaStates(of: $0, context) }
    },
    CatalogView(
      "sys.dm_hadr_database_replica_states",
      columns: """
        database_id int, group_id uniqueidentifier, replica_id uniqueidentifier,
        group_database_id uniqueidentifier, is_local bit, is_primary_replica bit,
        synchronization_state tinyint, synchronization_state_desc nvarchar(60),
        is_commit_participant bit, synchronization_health tinyint,
        synchronization_health_desc nvarchar(60), database_state tinyint,
        database_state_desc nvarchar(60), is_suspended bit, suspend_reason tinyint,
        suspend_reason_desc nvarchar(60), recovery_lsn numeric(25,0), truncation_lsn numeric(25,0),
        last_sent_lsn numeric(25,0), last_sent_time datetime, last_received_lsn numeric(25,0),
        last_received_time datetime, last_hardened_lsn numeric(25,0), last_hardened_time datetime,
        last_redone_lsn numeric(25,0), last_redone_time datetime, log_send_queue_size bigint,
        log_send_rate bigint, redo_queue_size bigint, redo_rate bigint,
        filestream_send_rate bigint, end_of_log_lsn numeric(25,0), last_commit_lsn numeric(25,0),
        last_commit_time datetime, low_water_mark_for_ghosts bigint, secondary_lag_seconds bigint
        """
    ) { context, _ in
      context.server.availabilityGroups.flatMap { group in
        group.databases.compactMap { context.server.database(named: $0) }
          .flatMap { databaseStates(of: $0, in: group, context) }
      }
    },
  ]

  /// Whether the replica is this server's own; a group's name stands for a server in the others.
  static func isLocal(
    _ replica: AvailabilityGroup.Replica,
    of group: AvailabilityGroup,
    on server: Server
  ) -> Bool {
    guard group.isDistributed else { return replica.serverName.isSameName(as: server.serverName) }
    return server.availabilityGroups.contains { other in
      !other.isDistributed && other.name.isSameName(as: replica.serverName)
    }
  }

  private static func replicaStates(
    of group: AvailabilityGroup,
    _ context: EvaluationContext
  ) -> [Row] {
    let state = ReplicationState(of: group, on: context.server, in: context.world)
    return group.replicas.compactMap { replica in
      let isLocal = isLocal(replica, of: group, on: context.server)
      // Only the primary knows how the others are.
      guard isLocal || group.role == .primary else { return nil }
      let role = isLocal ? group.role : .secondary
      let isConnected = isLocal || state.isConnected
      let isHealthy = !group.isDistributed || state.isHealthy
      var row: Row = [
        "replica_id": .guid(replica.id), "group_id": .guid(group.id), "is_local": .flag(isLocal),
        "role": .number(role.rawValue), "role_desc": .text("\(role)".uppercased()),
        "synchronization_health": .number(isHealthy ? 2 : 0),
        "synchronization_health_desc": .text(isHealthy ? "HEALTHY" : "NOT_HEALTHY"),
        "connected_state": .number(isConnected ? 1 : 0),
        "connected_state_desc": .text(isConnected ? "CONNECTED" : "DISCONNECTED"),
      ]
      if isLocal {
        let isFailingOver =
          group.isDistributed && group.role == .primary && state.link?.roleChange?.kind == .planned
        row["operational_state"] = .number(isFailingOver ? 0 : 2)
        row["operational_state_desc"] = .text(isFailingOver ? "PENDING_FAILOVER" : "ONLINE")
        row["recovery_health"] = .number(1)
        row["recovery_health_desc"] = .text("ONLINE")
      }
      return row
    }
  }

  private static func databaseStates(
    of database: UserDatabase,
    in group: AvailabilityGroup,
    _ context: EvaluationContext
  ) -> [Row] {
    let state = ReplicationState(of: group, on: context.server, in: context.world)
    let isPrimary = group.role == .primary
    return group.replicas.compactMap { replica in
      let isLocal = isLocal(replica, of: group, on: context.server)
      guard isLocal || isPrimary else { return nil }
      // A group without a link behind it, and the local group of the side that holds the data.
      let own = !group.isDistributed && !state.isFollower
      let (number, name) = own ? (2, "SYNCHRONIZED") : state.databaseState
      let isHealthy = own || state.isHealthy
      var row: Row = [
        "database_id": .number(database.id), "group_id": .guid(group.id),
        "replica_id": .guid(replica.id), "group_database_id": .guid(database.groupDatabaseID),
        "is_local": .flag(isLocal), "is_primary_replica": .flag(isLocal && isPrimary),
        "synchronization_state": .number(number), "synchronization_state_desc": .text(name),
        "is_commit_participant": .flag(own || number == 2),
        "synchronization_health": .number(isHealthy ? 2 : 0),
        "synchronization_health_desc": .text(isHealthy ? "HEALTHY" : "NOT_HEALTHY"),
        "is_suspended": .flag(isLocal && database.suspension != nil),
      ]
      if isLocal {
        let (databaseState, stateName) = database.state.catalogue
        row["database_state"] = .number(databaseState)
        row["database_state_desc"] = .text(stateName)
        row["end_of_log_lsn"] = .position(database.endOfLog.blockPosition)
        row["last_commit_lsn"] = .position(database.endOfLog)
        row["truncation_lsn"] = .position(database.lastLogBackup)
        if let suspension = database.suspension {
          row["suspend_reason"] = .number(suspension.rawValue)
          row["suspend_reason_desc"] =
            .text("SUSPEND_FROM_\(suspension)".uppercased())
        }
      }
      if !isLocal || state.isFollower {
        row.merge(secondary(state, at: context.now)) { _, new in new }
      } else if state.isSynchronized {
        // On an asynchronous primary, or while the secondary is behind, this stays NULL.
        row["last_hardened_lsn"] = .position(state.link?.hardened)
      }
      return row
    }
  }

  /// What is known of a copy that follows.
  private static func secondary(_ state: ReplicationState, at now: EstateInstant) -> Row {
    let hardened = TSQLValue.position(state.link?.hardened?.blockPosition)
    let time = TSQLValue.moment(state.link?.hardenedAt)
    return [
      "last_sent_lsn": hardened, "last_sent_time": time, "last_received_lsn": hardened,
      "last_received_time": time, "last_hardened_lsn": hardened, "last_hardened_time": time,
      "last_redone_lsn": hardened, "last_redone_time": time,
      "log_send_queue_size": .number(state.sendQueue), "redo_queue_size": .number(0),
      "secondary_lag_seconds": lag(state.link, at: now),
    ]
  }

  private static func lag(_ link: Link?, at now: EstateInstant) -> TSQLValue {
    guard let since = link?.laggingSince else { return .number(0) }
    return .int((now - since).wholeMicroseconds / 1_000_000)
  }
}
