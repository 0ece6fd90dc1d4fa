import WorkflowModel
import WorkflowPlugin

/// All that a link needs of one database, from one batch.
///
/// Sources: "Managed Instance link overview", limitations; "Prepare your environment for a link -
/// Azure SQL Managed Instance"; "Configure link with scripts - Azure SQL Managed Instance".
struct DatabaseSurvey {
  /// What is asked of a database beside its name.
  struct Terms {
    /// The group that it may be in already: the link's own.
    var group: String?
    /// For instance `GeneralPurpose`.
    var tier: String?
    var storageGigabytes: Int?
    /// A person has uploaded the certificate that encrypts it; no read can tell.
    var hasUploadedEncryptor: Bool
    /// The share of the log, in percent, above which its use is told.
    var logThreshold: Int

    var isGeneralPurpose: Bool { tier == "GeneralPurpose" }
  }

  var survey: Survey
  var name: String
  var terms: Terms

  var state: DatabaseState? {
    survey.first("database").map { DatabaseState(name: name, row: $0) }
  }

  /// A full backup, and a chain that begins with it.
  var hasFullBackup: Bool {
    state?.recoveryModel == "FULL" && backup("D") != nil
      && survey.first("chain")?.text("last_log_backup_lsn") != nil
  }

  var lastLogBackup: String? { backup("L") }

  var bytes: Int { survey["files"].reduce(0) { $0 + ($1.integer("bytes") ?? 0) } }

  var isEncrypted: Bool {
    survey.first("encryption").flatMap { $0.integer("encryption_state") }.map { $0 > 1 } ?? false
  }

  private func backup(_ type: String) -> String? {
    survey["backups"].first { $0.text("type") == type }?.text("finished_at")
  }

  /// Parts that a login without rights or an older version may leave unread.
  ///
  /// `is_accelerated_database_recovery_on` and the version store's view came with SQL Server 2019.
  static let optionalParts: Set = ["recovery_feature", "version_store"]

  static func parts(of database: String) -> [Survey.Part] {
    let name = TSQL.identifier(database)
    return [
      Survey.Part(
        "database",
        """
        \(DatabaseState.columns),
          is_broker_enabled, is_published, is_cdc_enabled
        FROM sys.databases WHERE name = @database
        """
      ),
      Survey.Part(
        "recovery_feature",
        "is_accelerated_database_recovery_on FROM sys.databases WHERE name = @database"
      ),
      Survey.Part(
        "version_store",
        """
        pvs_filegroup_id FROM sys.dm_tran_persistent_version_store_stats
        WHERE database_id = DB_ID(@database)
        """
      ),
      Survey.Part(
        "mirroring",
        "mirroring_guid FROM sys.database_mirroring WHERE database_id = DB_ID(@database)"
      ),
      Survey.Part(
        "groups",
        """
        ag.name
        FROM sys.availability_databases_cluster AS d
        JOIN sys.availability_groups AS ag ON ag.group_id = d.group_id
        WHERE ag.is_distributed = 0 AND d.database_name = @database
        """
      ),
      Survey.Part(
        "chain",
        "last_log_backup_lsn FROM sys.database_recovery_status WHERE database_id = DB_ID(@database)"
      ),
      Survey.Part(
        "backups",
        """
        type, MAX(backup_finish_date) AS finished_at
        FROM msdb.dbo.backupset
        WHERE database_name = @database AND is_copy_only = 0 AND type IN ('D', 'L')
        GROUP BY type
        """
      ),
      Survey.Part(
        "files",
        """
        type_desc, state_desc, COUNT(*) AS file_count, SUM(CAST(size AS bigint)) * 8192 AS bytes,
          MAX(CAST(size AS bigint)) * 8192 AS largest
        FROM sys.master_files WHERE database_id = DB_ID(@database)
        GROUP BY type_desc, state_desc
        """
      ),
      Survey.Part(
        "filegroups",
        """
        type, COUNT(*) AS group_count FROM \(name).sys.filegroups
        WHERE type IN ('FD', 'FX') GROUP BY type
        """
      ),
      Survey.Part(
        "file_tables",
        "COUNT(*) AS table_count FROM \(name).sys.tables WHERE is_filetable = 1"
      ),
      Survey.Part(
        "encryption",
        """
        dek.encryption_state, dek.encryptor_type, c.name AS certificate_name
        FROM sys.dm_database_encryption_keys AS dek
        LEFT JOIN master.sys.certificates AS c ON c.thumbprint = dek.encryptor_thumbprint
        WHERE dek.database_id = DB_ID(@database)
        """
      ),
      Survey.Part("log_space", command: "DBCC SQLPERF (LOGSPACE) WITH NO_INFOMSGS"),
    ]
  }
}
