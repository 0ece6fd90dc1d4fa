import LabEstate

extension CatalogView {
  /// Dynamic views on seeding.
  static let seedingViews: [CatalogView] = [
    CatalogView(
      "sys.dm_hadr_automatic_seeding",
      columns: """
        start_time datetime, completion_time datetime, ag_id uniqueidentifier,
        ag_db_id uniqueidentifier, ag_remote_replica_id uniqueidentifier,
        operation_id uniqueidentifier, is_source bit, current_state nvarchar(60),
        performed_seeding bit, failure_state int, failure_state_desc nvarchar(60), error_code int,
        number_of_attempts int
        """
    ) { context, _ in seedings(context).map { automatic($0.0, $0.1, context) } },
    CatalogView(
      "sys.dm_hadr_physical_seeding_stats",
      columns: """
        local_physical_seeding_id uniqueidentifier, remote_physical_seeding_id uniqueidentifier,
        local_database_id int, local_database_name nvarchar(128),
        remote_machine_name nvarchar(128), role_desc nvarchar(60), internal_state_desc nvarchar(60),
        transfer_rate_bytes_per_second bigint, transferred_size_bytes bigint,
        database_size_bytes bigint, start_time_utc datetime, end_time_utc datetime,
        estimate_time_complete_utc datetime, total_disk_io_wait_time_ms bigint,
        total_network_wait_time_ms bigint, failure_code int, failure_message nvarchar(4000),
        failure_time_utc datetime, is_compression_enabled bit
        """
    ) { context, _ in
      // Rows are there only while a seeding runs.
      seedings(context).filter { $0.1.state == .seeding }.map { physical($0.0, $0.1, context) }
    },
  ]

  /// The seedings in which the server takes part.
  static func seedings(_ context: EvaluationContext) -> [(Link, Seeding)] {
    let hosts =
      context.server.isManagedInstance ? [context.server] : context.world.managedInstances
    return hosts.flatMap { $0.instance?.links ?? [] }
      .filter { link in
        context.server.isManagedInstance
          || link.partner?.isSameName(as: context.server.name) == true
      }
      .flatMap { link in link.seedings.map { (link, $0) } }
  }

  private static func ids(
    _ seeding: Seeding,
    _ context: EvaluationContext
  ) -> (local: String, remote: String) {
    context.server.isManagedInstance
      ? (seeding.remoteID, seeding.id) : (seeding.id, seeding.remoteID)
  }

  private static func automatic(
    _ link: Link,
    _ seeding: Seeding,
    _ context: EvaluationContext
  ) -> Row {
    let group = context.server.group(named: link.name)
    let remote = group.flatMap { group in
      group.replicas.first { !isLocal($0, of: group, on: context.server) }
    }
    let database = context.server.database(named: seeding.database)
    var row: Row = [
      "start_time": .moment(seeding.requestedAt), "completion_time": .moment(seeding.end),
      "ag_id": .guid(group?.id), "ag_db_id": .guid(database?.groupDatabaseID),
      "ag_remote_replica_id": .guid(remote?.id),
      "operation_id": .guid(ids(seeding, context).local),
      "is_source": .flag(!context.server.isManagedInstance),
      "current_state": .text(seeding.state.rawValue),
      "performed_seeding": .flag(seeding.state == .completed),
      "number_of_attempts": .number(seeding.attempts),
    ]
    if let code = seeding.failureCode {
      row["error_code"] = .number(code)
    }
    return row
  }

  private static func physical(
    _ link: Link,
    _ seeding: Seeding,
    _ context: EvaluationContext
  ) -> Row {
    let isSource = !context.server.isManagedInstance
    let remote = isSource ? link.request.instanceAvailabilityGroupName : link.partner ?? ""
    let (local, other) = ids(seeding, context)
    return [
      "local_physical_seeding_id": .guid(local), "remote_physical_seeding_id": .guid(other),
      "local_database_id":
        context.server.database(named: seeding.database).map { .number($0.id) } ?? .null,
      "local_database_name": .text(seeding.database), "remote_machine_name": .text(remote),
      "role_desc": .text(isSource ? "Source" : "Destination"),
      "transfer_rate_bytes_per_second": .int(seeding.bytesPerSecond),
      "transferred_size_bytes": .int(seeding.transferredBytes(at: context.now)),
      "database_size_bytes": .int(seeding.databaseBytes),
      "start_time_utc": .moment(seeding.start),
      "estimate_time_complete_utc": .moment(seeding.expectedEnd),
      "total_disk_io_wait_time_ms": .number(0), "total_network_wait_time_ms": .number(0),
      "is_compression_enabled": .flag(false),
    ]
  }
}
