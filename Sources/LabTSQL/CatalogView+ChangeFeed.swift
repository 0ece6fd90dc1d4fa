import LabEstate

extension CatalogView {
  /// Views on the change feed of a database and on the credential that it publishes with.
  static let changeFeedViews: [CatalogView] = [
    CatalogView(
      "sys.database_scoped_credentials",
      columns: """
        name sysname, principal_id int, credential_id int, credential_identity nvarchar(4000),
        create_date datetime, modify_date datetime, target_type nvarchar(100), target_id int
        """
    ) { _, database in
      database.scopedCredentials.map { credential in
        [
          "name": .text(credential.name), "principal_id": .number(1),
          "credential_id": .number(credential.id),
          "credential_identity": .text(credential.identity),
          "create_date": .moment(credential.createdAt),
          "modify_date": .moment(credential.modifiedAt),
        ]
      }
    },
    CatalogView(
      "sys.dm_change_feed_errors",
      columns: """
        session_id int, source_task tinyint, table_id int, table_group_id uniqueidentifier,
        capture_phase_number int, entry_time datetime, error_number int, error_severity int,
        error_state int, error_message nvarchar(1024), batch_start_lsn nvarchar(23),
        batch_end_lsn nvarchar(23), tran_begin_lsn nvarchar(23), tran_commit_lsn nvarchar(23),
        sequence_value nvarchar(23), command_id int
        """
    ) { _, database in database.changeFeed?.failures.map(failure) ?? [] },
    CatalogView(
      "sys.dm_change_feed_log_scan_sessions",
      columns: """
        session_id int, start_time datetime, end_time datetime, duration int,
        batch_processing_phase nvarchar(200), error_count int, batch_start_lsn nvarchar(23),
        currently_processed_lsn nvarchar(23), batch_end_lsn nvarchar(23), tran_count bigint,
        currently_processed_commit_lsn nvarchar(23), currently_processed_commit_time datetime,
        log_record_count bigint, schema_change_count int, command_count bigint, latency int,
        empty_scan_count int, failed_sessions_count int
        """
    ) { context, database in
      guard let feed = database.changeFeed else { return [] }
      let total: Row = [
        "session_id": .number(0), "start_time": .moment(context.server.startedAt),
        "end_time": .moment(context.now), "command_count": .number(feed.changeCount),
        "error_count": .number(feed.sessions.reduce(0) { $0 + $1.errors }),
        "schema_change_count": .number(0), "empty_scan_count": .number(0),
        "failed_sessions_count": .number(feed.failedSessionCount),
      ]
      return [total] + feed.sessions.map(session)
    },
  ]

  /// What `sys.databases` tells of the change feed, the log that it holds included.
  static func changeFeed(
    of database: UserDatabase,
    on server: Server,
    in world: World
  ) -> Row {
    var row: Row = [
      "is_change_feed_enabled": .flag(database.changeFeed != nil),
      "is_merge_published": .flag(false), "is_distributor": .flag(false),
      "delayed_durability": .number(0),
    ]
    let isHeld = world.workspaces.flatMap(\.connections).contains { link in
      link.failure != nil && link.request.server.isSameName(as: server.name)
        && link.request.database.isSameName(as: database.name)
    }
    if isHeld {
      row["log_reuse_wait"] = .number(6)
      row["log_reuse_wait_desc"] = .text("REPLICATION")
    }
    return row
  }

  private static func failure(_ failure: ChangeFeed.Failure) -> Row {
    [
      "session_id": .number(failure.session), "source_task": .number(failure.task),
      "table_id": .number(failure.tableObjectID), "table_group_id": .guid(failure.tableGroupID),
      "capture_phase_number": .number(7), "entry_time": .moment(failure.time),
      "error_number": .number(failure.number), "error_severity": .number(16),
      "error_state": .number(1), "error_message": .text(failure.message),
      "batch_start_lsn": .text(failure.position.triplet),
      "batch_end_lsn": .text(failure.position.triplet),
    ]
  }

  private static func session(_ session: ChangeFeed.Session) -> Row {
    [
      "session_id": .number(session.id), "start_time": .moment(session.start),
      "end_time": .moment(session.end),
      "duration": .int((session.end - session.start).components.seconds),
      "batch_processing_phase": .text(session.errors == 0 ? "8" : "7"),
      "error_count": .number(session.errors), "batch_start_lsn": .text(session.first.triplet),
      "currently_processed_lsn": .text(session.last.triplet),
      "batch_end_lsn": .text(session.last.triplet), "tran_count": .number(1),
      "currently_processed_commit_lsn": .text(session.last.triplet),
      "currently_processed_commit_time": .moment(session.start),
      "log_record_count": .number(session.changes), "schema_change_count": .number(0),
      "command_count": .number(session.changes), "latency": .number(session.latency),
      "empty_scan_count": .number(0),
      "failed_sessions_count": .number(session.errors > 0 ? 1 : 0),
    ]
  }

  /// What `sp_help_change_feed` answers: a row for each table of the database's links.
  static func changeFeedTables(
    of database: UserDatabase,
    on server: Server,
    in world: World
  ) -> (columns: [TSQLReply.Column], rows: [[TSQLValue]]) {
    let view = CatalogView(
      "sp_help_change_feed",
      columns: """
        table_group_id uniqueidentifier, table_group_name nvarchar(140),
        destination_location nvarchar(512), destination_credential nvarchar(247),
        workspace_id nvarchar(247), synapse_workgroup_name nvarchar(50), schema_name sysname,
        table_name sysname, table_id uniqueidentifier, table_object_id int, state tinyint,
        version bigint, snapshot_phase tinyint, snapshot_current_phase_time datetime,
        snapshot_retry_count int, snapshot_start_time datetime, snapshot_end_time datetime,
        snapshot_row_count bigint
        """
    ) { _, _ in [] }
    let rows = world.workspaces.flatMap { workspace in
      workspace.connections.filter { link in
        link.request.server.isSameName(as: server.name)
          && link.request.database.isSameName(as: database.name) && link.startedAt != nil
      }
      .flatMap { link in
        link.tables.map { row(of: $0, link, workspace, database, in: world) }
      }
    }
    return (view.columns, rows.map { row in view.columns.map { row[$0.name] ?? .null } })
  }

  private static func row(
    of table: LinkTable,
    _ link: LinkConnection,
    _ workspace: SynapseWorkspace,
    _ database: UserDatabase,
    in world: World
  ) -> Row {
    let zone = link.request.landingZone
    let url = world.storageAccount(named: zone.account)?.url(ofContainer: zone.container) ?? ""
    let object = database.table(schema: table.source.schema, name: table.source.table)?.objectID
    return [
      "table_group_id": .guid(link.tableGroupID), "table_group_name": .text(link.name),
      "destination_location": .text(zone.folder.isEmpty ? url : "\(url)/\(zone.folder)"),
      "destination_credential": .text(url), "workspace_id": .text(workspace.resourceID),
      "synapse_workgroup_name": .text(workspace.name),
      "schema_name": .text(table.source.schema), "table_name": .text(table.source.table),
      "table_id": .guid(table.tableID), "table_object_id": object.map { .number($0) } ?? .null,
      // Enabled until its snapshot is out, then active.
      "state": .number(table.snapshotEnd == nil ? 1 : 4), "version": .number(1),
      "snapshot_phase": .number(table.snapshotEnd == nil ? 5 : 6),
      "snapshot_current_phase_time": .moment(table.snapshotEnd ?? table.startedAt),
      "snapshot_retry_count": .number(0), "snapshot_start_time": .moment(table.startedAt),
      "snapshot_end_time": .moment(table.snapshotEnd),
      "snapshot_row_count": .number(table.snapshotRows),
    ]
  }
}

extension LogPosition {
  /// As the change feed's views write it: three hexadecimal numbers with colons between.
  fileprivate var triplet: String {
    func digits(_ number: Int, _ width: Int) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(digits(file, 8)):\(digits(block, 8)):\(digits(slot, 4))"
  }
}
