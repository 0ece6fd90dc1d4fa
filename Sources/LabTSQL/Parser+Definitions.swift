import LabEstate

extension Parser {
  mutating func create() throws -> Statement.Kind {
    try expectWord("CREATE")
    if takeWord("TABLE") { return try createTable() }
    if takeWords("MASTER", "KEY") {
      guard takeWords("ENCRYPTION", "BY", "PASSWORD") else { throw syntaxError() }
      try expectSymbol("=")
      _ = try string()
      return .createMasterKey
    }
    if takeWord("CERTIFICATE") { return try createCertificate() }
    if takeWord("ENDPOINT") { return .createEndpoint(try name(), try endpointClauses()) }
    if takeWords("AVAILABILITY", "GROUP") { return try createGroup() }
    throw unsupported("CREATE \(current.text.uppercased())")
  }

  mutating func alter() throws -> Statement.Kind {
    try expectWord("ALTER")
    if takeWord("ENDPOINT") { return .alterEndpoint(try name(), try endpointClauses()) }
    if takeWords("AVAILABILITY", "GROUP") { return try alterGroup() }
    if takeWords("MASTER", "KEY") { return try alterMasterKey() }
    if takeWord("DATABASE") { return try alterDatabase() }
    throw unsupported("ALTER \(current.text.uppercased())")
  }

  mutating func drop() throws -> Statement.Kind {
    try expectWord("DROP")
    if takeWord("CERTIFICATE") { return .dropCertificate(try name()) }
    if takeWord("ENDPOINT") { return .dropEndpoint(try name()) }
    if takeWords("AVAILABILITY", "GROUP") { return .dropGroup(try name()) }
    if takeWord("TABLE") {
      let ifExists = takeWords("IF", "EXISTS")
      return .dropTable(try objectName(), ifExists: ifExists)
    }
    throw unsupported("DROP \(current.text.uppercased())")
  }

  private mutating func createCertificate() throws -> Statement.Kind {
    let name = try name()
    if takeWord("AUTHORIZATION") { _ = try self.name() }
    if takeWord("FROM") {
      guard takeWord("BINARY") else { throw unsupported("CREATE CERTIFICATE … FROM this source") }
      try expectSymbol("=")
      guard current.kind == .binary, let blob = Blob(hex: current.text) else { throw syntaxError() }
      take()
      if atWord("WITH") { throw unsupported("CREATE CERTIFICATE … WITH PRIVATE KEY") }
      return .importCertificate(name, blob)
    }
    if atWord("ENCRYPTION") { throw unsupported("CREATE CERTIFICATE … ENCRYPTION BY PASSWORD") }
    try expectWord("WITH")
    var subject: String?
    var start: String?
    var expiry: String?
    _ = try list { parser in
      let option = try parser.anyWord().uppercased()
      try parser.expectSymbol("=")
      switch option {
      case "SUBJECT": subject = try parser.string()
      case "START_DATE": start = try parser.string()
      case "EXPIRY_DATE": expiry = try parser.string()
      default: throw parser.syntaxError()
      }
    }
    guard let subject else { throw syntaxError() }
    return .createCertificate(name, subject: subject, start: start, expiry: expiry)
  }

  private mutating func alterDatabase() throws -> Statement.Kind {
    if takeWords("SCOPED", "CREDENTIAL") { return try alterScopedCredential() }
    let database = takeWord("CURRENT") ? "" : try name()
    try expectWord("SET")
    if takeWord("HADR") {
      if takeWord("RESUME") { return .setSuspended(database: database, isSuspended: false) }
      guard takeWord("SUSPEND") else {
        throw unsupported("ALTER DATABASE … SET HADR \(current.text.uppercased())")
      }
      return .setSuspended(database: database, isSuspended: true)
    }
    guard takeWord("RECOVERY") else {
      let change = try databaseOption()
      try termination()
      return .setDatabaseOption(database: database, change)
    }
    let model: UserDatabase.RecoveryModel
    if takeWord("FULL") {
      model = .full
    } else if takeWord("SIMPLE") {
      model = .simple
    } else if takeWord("BULK_LOGGED") {
      model = .bulkLogged
    } else {
      throw syntaxError()
    }
    try termination()
    return .setRecoveryModel(database: database, model)
  }

  /// Without a SECRET there is none afterwards: "ALTER DATABASE SCOPED CREDENTIAL".
  private mutating func alterScopedCredential() throws -> Statement.Kind {
    let name = try name()
    guard takeWords("WITH", "IDENTITY") else { throw syntaxError() }
    try expectSymbol("=")
    let identity = try string()
    var secret: String?
    if takeSymbol(",") {
      try expectWord("SECRET")
      try expectSymbol("=")
      secret = try string()
    }
    return .alterScopedCredential(name, identity: identity, secret: secret)
  }

  mutating func backUp() throws -> Statement.Kind {
    try expectWord("BACKUP")
    var kind: BackupRecord.Kind
    if takeWord("DATABASE") {
      kind = .full
    } else if takeWord("LOG") {
      kind = .log
    } else {
      throw unsupported("BACKUP \(current.text.uppercased())")
    }
    let database = try name()
    try expectWord("TO")
    guard takeWord("DISK") else { throw unsupported("BACKUP to anything but DISK") }
    try expectSymbol("=")
    let device = try expression()
    if current.isSymbol(",") { throw unsupported("BACKUP to several devices") }
    var backup = Statement.BackUp(
      database: database,
      kind: kind,
      device: device,
      isCopyOnly: false,
      hasChecksums: false,
      progressStep: nil
    )
    if takeWord("WITH") {
      _ = try list { parser in
        let option = try parser.anyWord().uppercased()
        guard Self.backupOptions.contains(option) else {
          throw parser.unsupported("BACKUP … WITH \(option)")
        }
        let value = parser.takeSymbol("=") ? try parser.expression() : nil
        switch option {
        case "COPY_ONLY": backup.isCopyOnly = true
        case "CHECKSUM": backup.hasChecksums = true
        case "DIFFERENTIAL": kind = .differential
        case "STATS":
          guard case .literal(.int(let step), _)? = value else {
            backup.progressStep = 10
            return
          }
          backup.progressStep = Int(step)
        default: break
        }
      }
    }
    backup.kind = kind
    return .backUp(backup)
  }

  private static let backupOptions: Set<String> = [
    "BLOCKSIZE", "BUFFERCOUNT", "CHECKSUM", "COMPRESSION", "CONTINUE_AFTER_ERROR", "COPY_ONLY",
    "DESCRIPTION", "DIFFERENTIAL", "EXPIREDATE", "FORMAT", "INIT", "MAXTRANSFERSIZE",
    "MEDIADESCRIPTION", "MEDIANAME", "NAME", "NOFORMAT", "NOINIT", "NOREWIND", "NOSKIP", "NOUNLOAD",
    "NO_CHECKSUM", "NO_COMPRESSION", "RETAINDAYS", "REWIND", "SKIP", "STATS", "STOP_ON_ERROR",
    "UNLOAD",
  ]
}
