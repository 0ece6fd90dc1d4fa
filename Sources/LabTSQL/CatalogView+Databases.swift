import LabEstate

extension CatalogView {
  /// Views on databases and their files; columns as "Catalog views (Transact-SQL)" has them.
  static let databaseViews: [CatalogView] = [
    CatalogView(
      "sys.databases",
      columns: """
        name sysname, database_id int, source_database_id int, owner_sid varbinary(85),
        create_date datetime, compatibility_level tinyint, collation_name sysname,
        user_access tinyint, user_access_desc nvarchar(60), is_read_only bit,
        is_auto_close_on bit, state tinyint, state_desc nvarchar(60), is_in_standby bit,
        recovery_model tinyint, recovery_model_desc nvarchar(60), is_published bit,
        is_cdc_enabled bit, is_encrypted bit, is_broker_enabled bit,
        is_master_key_encrypted_by_server bit, log_reuse_wait tinyint,
        log_reuse_wait_desc nvarchar(60), replica_id uniqueidentifier,
        group_database_id uniqueidentifier, is_accelerated_database_recovery_on bit,
        is_change_feed_enabled bit, is_merge_published bit, is_distributor bit,
        delayed_durability int
        """
    ) { context, _ in
      context.server.databases.map { item in
        database(item, context)
          .merging(changeFeed(of: item, on: context.server, in: context.world)) { $1 }
      }
    },
    CatalogView(
      "sys.master_files",
      columns: """
        database_id int, file_id int, type tinyint, type_desc nvarchar(60), data_space_id int,
        name sysname, physical_name nvarchar(260), state tinyint, state_desc nvarchar(60),
        size int, max_size int, growth int
        """
    ) { context, _ in
      context.server.databases.flatMap { files(of: $0, on: context.server) }
    },
    CatalogView(
      "sys.database_files",
      columns: """
        file_id int, type tinyint, type_desc nvarchar(60), data_space_id int, name sysname,
        physical_name nvarchar(260), state tinyint, state_desc nvarchar(60), size int,
        max_size int, growth int
        """
    ) { context, database in
      files(of: database, on: context.server).map { row in row.filter { $0.key != "database_id" } }
    },
    CatalogView(
      "sys.filegroups",
      columns: "name sysname, data_space_id int, type varchar(2), type_desc nvarchar(60)"
    ) { _, database in
      let groups = [("PRIMARY", "FG", "ROWS_FILEGROUP")]
      let filestream = ("Filestream", "FD", "FILESTREAM_DATA_FILEGROUP")
      return (groups + (database.options.hasFilestream ? [filestream] : [])).enumerated()
        .map { index, group in
          [
            "name": .text(group.0), "data_space_id": .number(index + 1), "type": .text(group.1),
            "type_desc": .text(group.2),
          ]
        }
    },
    CatalogView(
      "sys.database_recovery_status",
      columns: "database_id int, last_log_backup_lsn numeric(25,0)"
    ) { context, _ in
      context.server.databases.map {
        ["database_id": .number($0.id), "last_log_backup_lsn": .position($0.lastLogBackup)]
      }
    },
    CatalogView(
      "sys.database_mirroring",
      columns: "database_id int, mirroring_guid uniqueidentifier"
    ) { context, _ in context.server.databases.map { ["database_id": .number($0.id)] } },
    CatalogView(
      "sys.dm_db_log_space_usage",
      columns: """
        database_id int, total_log_size_in_bytes bigint, used_log_space_in_bytes bigint,
        used_log_space_in_percent real
        """
    ) { _, database in
      [
        [
          "database_id": .number(database.id),
          "total_log_size_in_bytes": .int(database.logBytes),
          "used_log_space_in_bytes": .int(database.usedLogBytes),
          "used_log_space_in_percent":
            .double(Double(database.usedLogBytes) * 100 / Double(database.logBytes)),
        ]
      ]
    },
    CatalogView(
      "sys.dm_database_encryption_keys",
      columns: """
        database_id int, encryption_state int, encryptor_type nvarchar(32),
        encryptor_thumbprint varbinary(20), percent_complete real
        """
    ) { context, _ in
      context.server.databases.filter(\.options.isEncrypted).map { database in
        [
          "database_id": .number(database.id), "encryption_state": .number(3),
          "encryptor_type": .text("ASYMMETRIC KEY"),
          "encryptor_thumbprint": .bytes((0..<20).map { UInt8($0 + database.id) }),
          "percent_complete": .double(0),
        ]
      }
    },
    CatalogView(
      "sys.dm_tran_persistent_version_store_stats",
      columns: "database_id int, pvs_filegroup_id smallint"
    ) { context, _ in
      context.server.databases.filter { !$0.isSystem }
        .map { ["database_id": .number($0.id), "pvs_filegroup_id": .number(1)] }
    },
  ]

  private static func database(_ database: UserDatabase, _ context: EvaluationContext) -> Row {
    let server = context.server
    let group = server.availabilityGroups.first { group in
      !group.isDistributed && group.databases.contains { $0.isSameName(as: database.name) }
    }
    let (reuseWait, reuseWaitName) = reuseWait(of: database, context)
    let (state, description) = database.state.catalogue
    let (model, modelName) = database.recoveryModel.catalogue
    return [
      "name": .text(database.name), "database_id": .number(database.id),
      "owner_sid": .bytes([1]), "create_date": .moment(database.createdAt),
      "compatibility_level": .number(160), "collation_name": .text(server.collation),
      "user_access": .number(database.options.userAccess.rawValue),
      "user_access_desc": .text(database.options.userAccess.catalogue),
      "is_read_only": .flag(database.isReadOnly && group == nil),
      "is_auto_close_on": .flag(database.options.isAutoCloseOn),
      "state": .number(state), "state_desc": .text(description), "is_in_standby": .flag(false),
      "recovery_model": .number(model), "recovery_model_desc": .text(modelName),
      "is_published": .flag(false), "is_cdc_enabled": .flag(false),
      "is_encrypted": .flag(database.options.isEncrypted),
      "is_broker_enabled": .flag(database.isBrokerEnabled),
      "is_master_key_encrypted_by_server": .flag(
        database.id == 1 && server.hasMasterKey && server.isMasterKeyEncryptedByServer
      ),
      "log_reuse_wait": .number(reuseWait), "log_reuse_wait_desc": .text(reuseWaitName),
      "replica_id": .guid(group?.replicas.first?.id),
      "group_database_id": .guid(database.groupDatabaseID),
      "is_accelerated_database_recovery_on": .flag(database.options.isAcceleratedRecoveryOn),
    ]
  }

  /// What keeps the log: an open transaction, or a secondary that has not received it.
  private static func reuseWait(
    of database: UserDatabase,
    _ context: EvaluationContext
  ) -> (Int, String) {
    let isOpen = context.sessions.contains {
      $0.transactionDepth > 0 && $0.database.isSameName(as: database.name)
    }
    if isOpen { return (4, "ACTIVE_TRANSACTION") }
    let isWaiting = context.server.availabilityGroups.contains { group in
      guard group.isDistributed,
        group.databases.contains(where: { $0.isSameName(as: database.name) })
      else { return false }
      let state = ReplicationState(of: group, on: context.server, in: context.world)
      return !state.isConnected || state.sendQueue > 0
    }
    return isWaiting ? (9, "AVAILABILITY_REPLICA") : (0, "NOTHING")
  }
}

extension UserDatabase.State {
  var catalogue: (Int, String) {
    switch self {
    case .online: (0, "ONLINE")
    case .restoring: (1, "RESTORING")
    case .offline: (6, "OFFLINE")
    }
  }
}

extension UserDatabase.RecoveryModel {
  var catalogue: (Int, String) {
    switch self {
    case .full: (1, "FULL")
    case .bulkLogged: (2, "BULK_LOGGED")
    case .simple: (3, "SIMPLE")
    }
  }
}

extension DatabaseOptions.UserAccess {
  var catalogue: String {
    switch self {
    case .multiUser: "MULTI_USER"
    case .singleUser: "SINGLE_USER"
    case .restrictedUser: "RESTRICTED_USER"
    }
  }
}
