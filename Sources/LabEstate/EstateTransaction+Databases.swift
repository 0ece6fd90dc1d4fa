import Foundation

extension EstateTransaction {
  /// `ALTER DATABASE … SET RECOVERY`; leaving SIMPLE begins no chain before a full backup.
  package mutating func setRecoveryModel(
    _ model: UserDatabase.RecoveryModel,
    of name: String,
    on server: String
  ) throws {
    guard let database = self.server(server).database(named: name) else {
      throw TSQLMessage(
        5011,
        "User does not have permission to alter database '\(name)', the database does not exist, "
          + "or the database is not in a state that allows access checks."
      )
    }
    guard database.recoveryModel != model else { return }
    if database.groupDatabaseID != nil { throw TSQLMessage.inGroup(database.name) }
    world.update(server: server) { server in
      server.update(database: name) { database in
        if model == .simple { database.lastLogBackup = nil }
        database.recoveryModel = model
      }
    }
    try recordEffect(on: server, "set_recovery_model", database.name, detail: model.rawValue)
  }

  /// `BACKUP DATABASE` or `BACKUP LOG`; a log backup under a seeding may end that.
  package mutating func backUp(
    _ name: String,
    _ kind: BackupRecord.Kind,
    device: String,
    isCopyOnly: Bool,
    hasChecksums: Bool,
    on server: String
  ) throws -> BackupRecord {
    guard let database = self.server(server).database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    if kind == .log {
      guard database.recoveryModel != .simple else {
        throw TSQLMessage(
          4208,
          "The statement BACKUP LOG is not allowed while the recovery model is SIMPLE. Use BACKUP "
            + "DATABASE or change the recovery model using ALTER DATABASE."
        )
      }
      guard database.lastLogBackup != nil else {
        throw TSQLMessage(
          4214,
          "BACKUP LOG cannot be performed because there is no current database backup."
        )
      }
    }
    if kind != .log, !isCopyOnly, database.isReadOnly, database.groupDatabaseID != nil {
      throw TSQLMessage.lab(
        "A secondary of an availability group allows full backups with COPY_ONLY only."
      )
    }
    let position = database.endOfLog
    let record = BackupRecord(
      id: self.server(server).backups.count + 1,
      database: database.name,
      kind: kind,
      isCopyOnly: isCopyOnly,
      hasChecksums: hasChecksums,
      recoveryModel: database.recoveryModel,
      device: device,
      start: now,
      finish: now,
      firstPosition: kind == .log ? database.lastLogBackup ?? position : position,
      lastPosition: position,
      bytes: kind == .log ? database.usedLogBytes : database.dataBytes
    )
    world.update(server: server) { server in
      server.backups.append(record)
      server.update(database: name) { database in
        guard !isCopyOnly, database.recoveryModel != .simple else { return }
        if kind == .log || database.lastLogBackup == nil { database.lastLogBackup = position }
        if kind == .log { database.usedLogBytes = database.logBytes / 50 }
      }
    }
    if !isCopyOnly, database.recoveryModel != .simple {
      try markLog(of: name, byBlocks: 8, on: server)
    }
    if kind == .log { endSeedings(brokenByLogBackupOf: database.name, on: server) }
    try recordEffect(
      on: server,
      kind == .log ? "backup_log" : "backup_database",
      database.name,
      detail: device
    )
    return record
  }

  /// Refuses a write where none may happen: 927 while restoring, 3906 on a secondary.
  package func requireWritable(_ name: String, on server: String) throws {
    guard let database = self.server(server).database(named: name) else {
      throw TSQLMessage.noDatabase(name)
    }
    try database.requireReadable()
    if database.isReadOnly {
      throw TSQLMessage(
        3906,
        "Failed to update database \"\(database.name)\" because the database is read-only."
      )
    }
  }

  package mutating func createTable(
    _ table: TableSchema,
    in name: String,
    on server: String
  ) throws {
    try requireWritable(name, on: server)
    let host = self.server(server)
    guard let database = host.database(named: name) else { return }
    guard database.table(schema: table.schema, name: table.name) == nil else {
      throw TSQLMessage(2714, "There is already an object named '\(table.name)' in the database.")
    }
    var table = table
    table.objectID = host.nextObjectID
    let added = table
    try RowTable(server: host.name, database: database.name, schema: added).create(in: rows)
    world.update(server: server) { server in
      _ = server.takeObjectID()
      server.update(database: name) { $0.tables.append(added) }
    }
    try log(of: name, on: server)?.append(
      .createTable,
      object: "\(table.schema).\(table.name)",
      after: String(decoding: try JSONEncoder().encode(added), as: UTF8.self)
    )
    try noteWrite(to: name, rows: 1, on: server)
    try recordEffect(on: server, "create_table", "\(database.name).\(table.schema).\(table.name)")
  }

  package mutating func dropTable(
    _ table: TableSchema,
    in name: String,
    on server: String
  ) throws {
    try requireWritable(name, on: server)
    let host = self.server(server)
    guard let database = host.database(named: name) else { return }
    try log(of: name, on: server)?.append(.dropTable, object: "\(table.schema).\(table.name)")
    try RowTable(server: host.name, database: database.name, schema: table).drop(from: rows)
    world.update(server: server) { server in
      server.update(database: name) { database in
        database.tables.removeAll { $0.objectID == table.objectID }
      }
    }
    try noteWrite(to: name, rows: 1, on: server)
    try recordEffect(on: server, "drop_table", "\(database.name).\(table.schema).\(table.name)")
  }

  private mutating func endSeedings(brokenByLogBackupOf database: String, on server: String) {
    guard !self.server(server).traceFlags.contains(12381) else { return }
    for host in world.managedInstances {
      for link in host.instance?.links ?? [] {
        guard link.phase == .seeding, link.partner?.isSameName(as: server) == true,
          link.request.databases.contains(where: { $0.isSameName(as: database) })
        else { continue }
        failSeeding(of: link, on: host.name)
      }
    }
  }
}
