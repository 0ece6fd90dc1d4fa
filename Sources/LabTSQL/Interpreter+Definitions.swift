import LabEstate

extension Interpreter {
  /// Statements that define keys, certificates, endpoints, databases and groups.
  mutating func define(_ kind: Statement.Kind) async throws {
    switch kind {
    case .createMasterKey, .setMasterKeyEncryption, .createCertificate, .importCertificate,
      .dropCertificate:
      try requireMaster()
      try keepDefinitions()
    case .createEndpoint, .alterEndpoint, .dropEndpoint: try keepDefinitions()
    case .setRecoveryModel, .setDatabaseOption, .setSuspended:
      try refuseTransaction("ALTER DATABASE")
    case .alterScopedCredential:
      guard !isInTransaction else {
        throw TSQLMessage.lab("The lab alters credentials outside of transactions only.")
      }
    case .createGroup, .createDistributedGroup: try refuseTransaction("CREATE AVAILABILITY GROUP")
    case .modifyDistributedGroup, .setCreateAnyDatabase, .forceFailover, .setSecondary:
      try refuseTransaction("ALTER AVAILABILITY GROUP")
    case .dropGroup: try refuseTransaction("DROP AVAILABILITY GROUP")
    default: preconditionFailure("\(kind) defines nothing")
    }
    let session = state.facts.database
    try estate.change { transaction in
      try transaction.apply(kind, on: server, database: session)
    }
    await finish()
  }

  /// The lab keeps keys and certificates where the link needs them.
  private func requireMaster() throws {
    guard state.facts.database.isSameName(as: "master") else {
      throw TSQLMessage.lab(
        "The lab keeps keys and certificates in master only; the session is in "
          + "'\(state.facts.database)'."
      )
    }
  }

  private mutating func keepDefinitions() throws {
    guard isInTransaction, let host = try estate.world().server(named: server) else { return }
    state.transaction.note(.definitions(host))
  }

  mutating func backUp(_ backup: Statement.BackUp) async throws {
    let isLog = backup.kind == .log
    let word = isLog ? "BACKUP LOG" : "BACKUP DATABASE"
    if isInTransaction {
      throw TSQLMessage(3021, "Cannot perform a backup or restore operation within a transaction.")
    }
    let device = try text(of: backup.device)
    let record: BackupRecord
    do {
      record = try estate.change { transaction in
        try transaction.backUp(
          backup.database,
          backup.kind,
          device: device,
          isCopyOnly: backup.isCopyOnly,
          hasChecksums: backup.hasChecksums,
          on: server
        )
      }
    } catch let message as TSQLMessage {
      guard tryDepth == 0 else { throw message }
      await reply(.message(message))
      throw TSQLMessage(3013, "\(word) is terminating abnormally.")
    }
    if let step = backup.progressStep, step > 0 {
      for percent in stride(from: step, through: 100, by: step) {
        await inform(3211, "\(percent) percent processed.")
      }
    }
    let pages = record.bytes / 8192
    let file = record.database + (isLog ? "_log" : "")
    await inform(
      4035,
      "Processed \(pages) pages for database '\(record.database)', file '\(file)' on file 1."
    )
    await inform(
      3014,
      "\(word) successfully processed \(pages) pages in 0.100 seconds (0.000 MB/sec)."
    )
    await finish()
  }

  func inform(_ number: Int32, _ text: String) async {
    await reply(.message(TSQLMessage(number, text, severity: 0)))
  }
}

extension EstateTransaction {
  fileprivate mutating func apply(
    _ kind: Statement.Kind,
    on server: String,
    database: String
  ) throws {
    switch kind {
    case .createMasterKey: try createMasterKey(on: server)
    case .setMasterKeyEncryption(let isEncrypted):
      try setMasterKeyEncryption(byServiceMasterKey: isEncrypted, on: server)
    case .createCertificate(let name, let subject, let start, let expiry):
      try createCertificate(
        name,
        subject: subject,
        start: try start.map(Self.moment),
        expiry: try expiry.map(Self.moment),
        on: server
      )
    case .importCertificate(let name, let der):
      try importCertificate(name, der: der, on: server)
    case .dropCertificate(let name): try dropCertificate(name, on: server)
    case .createEndpoint(let name, let clauses):
      try createEndpoint(name, clauses, on: server)
    case .alterEndpoint(let name, let clauses): try alterEndpoint(name, clauses, on: server)
    case .dropEndpoint(let name): try dropEndpoint(name, on: server)
    case .setRecoveryModel(let name, let model):
      try setRecoveryModel(model, of: name.isEmpty ? database : name, on: server)
    case .alterScopedCredential(let name, let identity, let secret):
      try alterScopedCredential(name, identity: identity, secret: secret, in: database, on: server)
    case .setDatabaseOption(let name, let change):
      try set(change, of: name.isEmpty ? database : name, on: server)
    case .createGroup(let group):
      try createGroup(
        group.name,
        clusterType: group.clusterType,
        databases: group.databases,
        replicas: group.replicas,
        on: server
      )
    case .createDistributedGroup(let name, let replicas):
      try createDistributedGroup(name, replicas: replicas, on: server)
    case .modifyDistributedGroup(let name, let modes):
      try setAvailabilityModes(modes, ofDistributed: name, on: server)
    case .setCreateAnyDatabase(let group, let isGranted):
      try setCreateAnyDatabase(isGranted, group: group, on: server)
    case .dropGroup(let name): try dropGroup(name, on: server)
    case .forceFailover(let group): try forceFailover(ofGroup: group, on: server)
    case .setSecondary(let group): try setSecondary(group: group, on: server)
    case .setSuspended(let name, let isSuspended):
      try setSuspended(isSuspended, database: name.isEmpty ? database : name, on: server)
    default: preconditionFailure("\(kind) defines nothing")
    }
  }

  private static func moment(_ text: String) throws -> EstateInstant {
    guard let microseconds = MomentText.parse(text) else {
      throw TSQLMessage(
        241,
        "Conversion failed when converting date and/or time from character string."
      )
    }
    return EstateInstant(microseconds: microseconds)
  }
}
