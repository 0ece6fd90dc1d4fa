import WorkflowModel
import WorkflowPlugin

extension DatabaseSurvey {
  var findings: [Finding] {
    guard let state else {
      return nameFindings + [
        finding(
          "DB-EXISTS",
          .blocks,
          "There is no database '\(name)' on the server.",
          remedy: "Correct the name, or give the login the right to see the database."
        )
      ]
    }
    guard state.isOnline, state.isUserDatabase else { return nameFindings + state.findings }
    return nameFindings + state.findings + membershipFindings + backupFindings(state)
      + fileFindings + contentFindings + encryptionFindings + featureFindings(state) + logFindings
      + survey.findings(about: name, optional: Self.optionalParts)
  }

  private func finding(
    _ id: String,
    _ severity: Finding.Severity,
    _ detail: String,
    remedy: String,
    isMendable: Bool = false
  ) -> Finding {
    Finding(id, severity, name, detail, remedy: remedy, isMendable: isMendable)
  }

  private var nameFindings: [Finding] {
    guard name.last?.isWhitespace ?? false else { return [] }
    return [
      finding(
        "DB-NAME",
        .blocks,
        "The name '\(name)' ends with a blank, which an instance does not take.",
        remedy: "Rename the database."
      )
    ]
  }

  private var membershipFindings: [Finding] {
    var found: [Finding] = []
    let groups = survey["groups"].compactMap { $0.text("name") }
    for group in groups where !(terms.group?.isSameName(as: group) ?? false) {
      found.append(
        finding(
          "DB-FREE",
          .blocks,
          "'\(name)' is in availability group '\(group)'.",
          remedy: "Take it out of that group, or have the link use the group: it may hold this "
            + "database only."
        )
      )
    }
    if survey.first("mirroring")?.text("mirroring_guid") != nil {
      found.append(
        finding(
          "DB-MIRROR",
          .blocks,
          "'\(name)' is mirrored.",
          remedy:
            "End the mirroring:\n  ALTER DATABASE \(TSQL.identifier(name)) SET PARTNER OFF"
        )
      )
    }
    return found
  }

  private func backupFindings(_ state: DatabaseState) -> [Finding] {
    if state.recoveryModel != "FULL" {
      return [
        finding(
          "DB-RECOVERY",
          .blocks,
          "'\(name)' is in the \(state.recoveryModel) recovery model, not in FULL.",
          remedy: "sqlserver.ensure_recovery_full changes it; a full backup must follow.",
          isMendable: true
        )
      ]
    }
    guard !hasFullBackup, survey.canRead("backups"), survey.canRead("chain") else { return [] }
    return [
      finding(
        "DB-BACKUP",
        .blocks,
        "'\(name)' has no full backup that its log chain begins with.",
        remedy: "sqlserver.ensure_full_backup takes one.",
        isMendable: true
      )
    ]
  }

  /// The limits of an instance's files: "Overview of Azure SQL Managed Instance resource limits".
  private var fileFindings: [Finding] {
    let files = survey["files"]
    func count(_ type: String) -> Int {
      files.filter { $0.text("type_desc") == type }.reduce(0) {
        $0 + ($1.integer("file_count") ?? 0)
      }
    }
    var found: [Finding] = []
    if count("LOG") > 1 {
      found.append(
        finding(
          "DB-LOGFILES",
          .blocks,
          "'\(name)' has \(count("LOG")) log files; a link takes one.",
          remedy: "Empty and remove the others:\n"
            + "  ALTER DATABASE \(TSQL.identifier(name)) REMOVE FILE [logical name]"
        )
      )
    }
    if files.contains(where: { $0.text("state_desc") == "DEFUNCT" }) {
      found.append(
        finding(
          "DB-FILES",
          .blocks,
          "'\(name)' has files that are DEFUNCT.",
          remedy: "Remove their filegroups; a link takes no database with such files."
        )
      )
    }
    if terms.isGeneralPurpose, count("ROWS") + count("LOG") > 280 {
      found.append(
        finding(
          "DB-FILES",
          .warns,
          "'\(name)' has \(count("ROWS") + count("LOG")) files; an instance of the General Purpose "
            + "tier takes 280 in all its databases.",
          remedy: "Merge files, or choose another tier; the limits of yours are Azure's to say."
        )
      )
    }
    let gigabyte = 1_073_741_824
    if let room = terms.storageGigabytes, room > 0, bytes > room * gigabyte {
      found.append(
        finding(
          "DB-FILES",
          .blocks,
          "'\(name)' has \((bytes + gigabyte - 1) / gigabyte) GB of files; the instance has "
            + "\(room) GB.",
          remedy: "Give the instance more storage, or shrink the files."
        )
      )
    }
    return found
  }

  private var contentFindings: [Finding] {
    var found: [Finding] = []
    let types = Set(survey["filegroups"].compactMap { $0.text("type") })
    if types.contains("FD") {
      found.append(
        finding(
          "DB-FG",
          .blocks,
          "'\(name)' has a FILESTREAM filegroup, which a link does not take.",
          remedy: "Remove the FILESTREAM data and its filegroup."
        )
      )
    }
    if types.contains("FX"), terms.tier != "BusinessCritical" {
      found.append(
        finding(
          "DB-FG",
          terms.isGeneralPurpose ? .blocks : .warns,
          "'\(name)' has a memory-optimised filegroup, which only the Business Critical tier takes.",
          remedy: "Choose an instance of that tier, or remove the filegroup."
        )
      )
    }
    if survey.first("file_tables")?.isTrue("table_count") ?? false {
      found.append(
        finding(
          "DB-FILETABLE",
          .blocks,
          "'\(name)' has FileTables, which a link does not take.",
          remedy: "Drop them."
        )
      )
    }
    return found
  }

  /// `sys.dm_database_encryption_keys (Transact-SQL)`: 3 is encrypted, 2, 4, 5 and 6 are on the way.
  private var encryptionFindings: [Finding] {
    guard isEncrypted, let row = survey.first("encryption") else { return [] }
    guard row.integer("encryption_state") == 3 else {
      return [
        finding(
          "DB-TDE",
          .blocks,
          "The encryption of '\(name)' is being changed.",
          remedy: "Wait until that is over, then begin a new run."
        )
      ]
    }
    guard !terms.hasUploadedEncryptor else { return [] }
    let key = row.text("certificate_name").map { "certificate '\($0)'" } ?? "a key"
    return [
      finding(
        "DB-TDE",
        .blocks,
        "'\(name)' is encrypted by \(key), which the instance must have first; nothing tells "
          + "whether it has.",
        remedy: "Upload it (\"Migrate a certificate of a TDE-protected database to Azure SQL "
          + "Managed Instance\"), then begin a new run that says so."
      )
    ]
  }

  private func featureFindings(_ state: DatabaseState) -> [Finding] {
    var found: [Finding] = []
    if let row = survey.first("recovery_feature"),
      !row.isTrue("is_accelerated_database_recovery_on")
    {
      found.append(
        finding(
          "DB-ADR",
          .warns,
          "'\(name)' does not use accelerated database recovery, and cannot on the instance then.",
          remedy: "If it is wanted there, turn it on before:\n  ALTER DATABASE "
            + "\(TSQL.identifier(name)) SET ACCELERATED_DATABASE_RECOVERY = ON"
        )
      )
    }
    if let group = survey.first("version_store")?.integer("pvs_filegroup_id"), group != 1 {
      found.append(
        finding(
          "DB-ADR",
          .warns,
          "The persistent version store of '\(name)' is not in PRIMARY.",
          remedy: "Move it there: restores on the instance may fail."
        )
      )
    }
    if !state.row.isTrue("is_broker_enabled") {
      found.append(
        finding(
          "DB-BROKER",
          .warns,
          "Service Broker is off in '\(name)', and cannot be turned on on the instance.",
          remedy: "If it is wanted there, turn it on before:\n  ALTER DATABASE "
            + "\(TSQL.identifier(name)) SET ENABLE_BROKER"
        )
      )
    }
    let left = [("is_published", "replication"), ("is_cdc_enabled", "change data capture")]
      .filter { state.row.isTrue($0.0) }.map(\.1)
    if !left.isEmpty {
      found.append(
        finding(
          "DB-FEATURES",
          .warns,
          "'\(name)' uses \(left.joined(separator: " and ")).",
          remedy: "Set it up again by hand after a failover."
        )
      )
    }
    return found
  }

  private var logFindings: [Finding] {
    var found: [Finding] = []
    let space = survey["log_space"].first {
      $0.text("Database Name")?.isSameName(as: name) ?? false
    }
    let used = space?.text("Log Space Used (%)").flatMap(Double.init) ?? 0
    if used > Double(terms.logThreshold) {
      found.append(
        finding(
          "DB-LOG",
          .warns,
          "The log of '\(name)' is \(Int(used)) % full; seeding keeps it from being cut.",
          remedy: "Back it up before, and give it space."
        )
      )
    }
    if let last = lastLogBackup {
      found.append(
        finding(
          "DB-LOGJOB",
          .warns,
          "The log of '\(name)' is backed up, last at \(last).",
          remedy: "What does that must pause while the link is seeded: a log backup can end it."
        )
      )
    }
    return found
  }
}
