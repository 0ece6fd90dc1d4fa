import Foundation
import LabEstate

extension CatalogView {
  /// The backup history in `msdb`.
  static let backupViews: [CatalogView] = [
    CatalogView(
      "dbo.backupset",
      home: "msdb",
      columns: """
        backup_set_id int, media_set_id int, database_name nvarchar(128), type varchar(1),
        is_copy_only bit, has_backup_checksums bit, recovery_model nvarchar(60),
        backup_start_date datetime, backup_finish_date datetime, first_lsn numeric(25,0),
        last_lsn numeric(25,0), checkpoint_lsn numeric(25,0), database_backup_lsn numeric(25,0),
        backup_size numeric(20,0), compressed_backup_size numeric(20,0), server_name nvarchar(128)
        """
    ) { context, _ in context.server.backups.map { backup($0, on: context.server) } },
    CatalogView(
      "dbo.backupmediafamily",
      home: "msdb",
      columns: "media_set_id int, physical_device_name nvarchar(260), physical_block_size int"
    ) { context, _ in
      context.server.backups.map { record in
        [
          "media_set_id": .number(record.id), "physical_device_name": .text(record.device),
          "physical_block_size": .number(512),
        ]
      }
    },
    CatalogView(
      "dbo.sysjobs",
      home: "msdb",
      columns: "job_id uniqueidentifier, name sysname, enabled tinyint"
    ) { context, _ in
      context.server.jobs.enumerated().map { index, name in
        [
          "job_id": .guid("00000000-0000-0000-0000-" + String(format: "%012d", index + 1)),
          "name": .text(name), "enabled": .number(1),
        ]
      }
    },
  ]

  private static func backup(_ record: BackupRecord, on server: Server) -> Row {
    let size = TSQLValue.decimal(String(record.bytes))
    return [
      "backup_set_id": .number(record.id), "media_set_id": .number(record.id),
      "database_name": .text(record.database), "type": .text(record.kind.rawValue),
      "is_copy_only": .flag(record.isCopyOnly), "has_backup_checksums": .flag(record.hasChecksums),
      "recovery_model": .text(record.recoveryModel.catalogue.1),
      "backup_start_date": .moment(record.start), "backup_finish_date": .moment(record.finish),
      "first_lsn": .position(record.firstPosition), "last_lsn": .position(record.lastPosition),
      "checkpoint_lsn": .position(record.firstPosition),
      "database_backup_lsn": .position(record.firstPosition), "backup_size": size,
      "compressed_backup_size": size, "server_name": .text(server.serverName),
    ]
  }
}
