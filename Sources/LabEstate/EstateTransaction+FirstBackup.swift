import Foundation

extension EstateTransaction {
  /// Azure's own first full backup comes a while after a database could first be written to.
  private static let timeToFirstBackup = Duration.seconds(120)

  mutating func scheduleFullBackup(of link: Link, on instance: String) {
    let due = now + Self.timeToFirstBackup
    world.update(server: instance) { server in
      for name in link.request.databases {
        server.update(database: name) { $0.firstBackupDue = due }
      }
    }
  }

  /// Azure's automatic full backup, as a row of the instance's `msdb`.
  mutating func takeFirstBackup(of name: String, on instance: String) throws {
    let host = server(instance)
    guard let database = host.database(named: name) else { return }
    let record = BackupRecord(
      id: host.backups.count + 1,
      database: database.name,
      kind: .full,
      isCopyOnly: false,
      hasChecksums: true,
      recoveryModel: .full,
      device: UUID().uuidString,
      start: now,
      finish: now,
      firstPosition: database.endOfLog,
      lastPosition: database.endOfLog,
      bytes: database.dataBytes,
      isAutomatic: true
    )
    world.update(server: instance) { server in
      server.backups.append(record)
      server.update(database: name) { database in
        database.firstBackupDue = nil
        database.lastLogBackup = database.lastLogBackup ?? database.endOfLog
      }
    }
    try markLog(of: name, byBlocks: 8, on: instance)
  }
}
