import LabEstate

extension CatalogView {
  /// Views on availability groups as they are defined.
  static let groupViews: [CatalogView] = [
    CatalogView(
      "sys.availability_groups",
      columns: """
        group_id uniqueidentifier, name sysname, resource_id nvarchar(40),
        resource_group_id nvarchar(40), failure_condition_level int, health_check_timeout int,
        automated_backup_preference tinyint, automated_backup_preference_desc nvarchar(60),
        version smallint, basic_features bit, dtc_support bit, db_failover bit,
        is_distributed bit, cluster_type tinyint, cluster_type_desc nvarchar(60),
        required_synchronized_secondaries_to_commit int, sequence_number bigint, is_contained bit
        """
    ) { context, _ in context.server.availabilityGroups.map(group) },
    CatalogView(
      "sys.availability_replicas",
      columns: """
        replica_id uniqueidentifier, group_id uniqueidentifier, replica_metadata_id int,
        replica_server_name nvarchar(256), owner_sid varbinary(85), endpoint_url nvarchar(128),
        availability_mode tinyint, availability_mode_desc nvarchar(60), failover_mode tinyint,
        failover_mode_desc nvarchar(60), session_timeout int,
        primary_role_allow_connections tinyint, primary_role_allow_connections_desc nvarchar(60),
        secondary_role_allow_connections tinyint,
        secondary_role_allow_connections_desc nvarchar(60), create_date datetime,
        modify_date datetime, backup_priority int, read_only_routing_url nvarchar(256),
        seeding_mode tinyint, seeding_mode_desc nvarchar(60)
        """
    ) { context, _ in
      context.server.availabilityGroups.flatMap { group in
        group.replicas.map { replica($0, of: group) }
      }
    },
    CatalogView(
      "sys.availability_databases_cluster",
      columns: """
        group_id uniqueidentifier, group_database_id uniqueidentifier, database_name sysname,
        truncation_lsn numeric(25,0)
        """
    ) { context, _ in
      context.server.availabilityGroups.filter { !$0.isDistributed }.flatMap { group in
        group.databases.map { name in
          let database = context.server.database(named: name)
          return [
            "group_id": .guid(group.id), "database_name": .text(name),
            "group_database_id": .guid(database?.groupDatabaseID),
            "truncation_lsn": .position(database?.endOfLog.blockPosition),
          ]
        }
      }
    },
  ]

  private static func group(_ group: AvailabilityGroup) -> Row {
    [
      "group_id": .guid(group.id), "name": .text(group.name),
      "resource_id": .text(group.id.lowercased()),
      "resource_group_id": .text(group.id.lowercased()), "failure_condition_level": .number(3),
      "health_check_timeout": .number(30_000), "automated_backup_preference": .number(2),
      "automated_backup_preference_desc": .text("secondary"), "version": .number(1),
      "basic_features": .flag(false), "dtc_support": .flag(false), "db_failover": .flag(false),
      "is_distributed": .flag(group.isDistributed),
      "cluster_type": .number(group.clusterType.rawValue),
      "cluster_type_desc": .text("\(group.clusterType)"),
      "required_synchronized_secondaries_to_commit": .number(0), "sequence_number": .number(1),
      "is_contained": .flag(false),
    ]
  }

  private static func replica(
    _ replica: AvailabilityGroup.Replica,
    of group: AvailabilityGroup
  ) -> Row {
    [
      "replica_id": .guid(replica.id), "group_id": .guid(group.id),
      "replica_metadata_id": group.isDistributed ? .null : .number(65_536),
      "replica_server_name": .text(replica.serverName), "owner_sid": .bytes([1]),
      "endpoint_url": .text(replica.endpointURL),
      "availability_mode": .number(replica.availabilityMode.rawValue),
      "availability_mode_desc":
        .text(
          replica.availabilityMode == .synchronous ? "SYNCHRONOUS_COMMIT" : "ASYNCHRONOUS_COMMIT"
        ),
      "failover_mode": .number(replica.failoverMode.rawValue),
      "failover_mode_desc": .text("\(replica.failoverMode)".uppercased()),
      "session_timeout": .number(replica.sessionTimeout),
      "primary_role_allow_connections": .number(2),
      "primary_role_allow_connections_desc": .text("ALL"),
      "secondary_role_allow_connections": .number(0),
      "secondary_role_allow_connections_desc": .text("NO"),
      "create_date": .moment(replica.createdAt), "modify_date": .moment(replica.createdAt),
      "backup_priority": .number(50), "seeding_mode": .number(replica.seedingMode.rawValue),
      "seeding_mode_desc": .text("\(replica.seedingMode)".uppercased()),
    ]
  }
}
