import WorkflowModel
import WorkflowPlugin

/// Everything about a database that a link depends on, looked at in one round trip.
enum CheckDatabase {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.check_database",
    summary: "Finds all that keeps a database from being linked, and never fails on it.",
    discussion: """
      Looks at existence, state, recovery model, backups, groups and mirroring, files and \
      filegroups, encryption, log, and at features that change on the instance. What stands in the \
      way becomes a finding; core.assert stops a run on those that count. Whether an instance has \
      the certificate of an encrypted database no read can tell: `encryptor_uploaded` is a \
      person's word. Sources: "Managed Instance link overview"; "Prepare your environment for a \
      link - Azure SQL Managed Instance"; "Troubleshoot issues with the link - Azure SQL Managed \
      Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("database", .string, "The database."),
      ActionInput(
        "availability_group",
        .optional(.string),
        "The group that the link will use; being in it already is no finding."
      ),
      ActionInput("instance_tier", .optional(.string), "For instance GeneralPurpose."),
      ActionInput("instance_storage_gb", .optional(.int), "How much the instance can hold."),
      ActionInput(
        "encryptor_uploaded",
        .bool,
        "The certificate that encrypts it is on the instance.",
        default: false
      ),
      ActionInput(
        "log_threshold",
        .int,
        "How full its log may be, in percent, without being told.",
        default: 70
      ),
    ],
    outputs: [
      ActionOutput("exists", .bool, "The server has such a database."),
      ActionOutput("recovery_full", .bool, "It is in the FULL recovery model."),
      ActionOutput("has_full_backup", .bool, "Its log chain begins with a full backup."),
      ActionOutput("encrypted", .bool, "It is encrypted, or on the way to or from it."),
      ActionOutput("size_mb", .int, "The size of its files."),
      ActionOutput(
        "log_backed_up_at",
        .string,
        "When its log was last backed up, in the server's time; empty when never."
      ),
    ] + [Finding].declaredOutputs,
    permissions: ["sysadmin; with less, what cannot be read becomes a finding"],
    example: """
      - id: database
        uses: sqlserver.check_database
        with:
          connection: ${{ inputs.source }}
          database: ${{ db }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      Survey.call(
        DatabaseSurvey.parts(of: arguments.string("database")),
        parameters: [SQLCall.Parameter("database", arguments["database"])],
        on: arguments.string("connection"),
        "survey the database"
      )
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("database")
    let database = DatabaseSurvey(
      survey: Survey(answers),
      name: name,
      terms: DatabaseSurvey.Terms(
        group: arguments.optionalString("availability_group"),
        tier: arguments.optionalString("instance_tier"),
        storageGigabytes: arguments["instance_storage_gb"].int.map(Int.init),
        hasUploadedEncryptor: arguments.bool("encryptor_uploaded"),
        logThreshold: arguments.int("log_threshold")
      )
    )
    let findings = database.findings
    return Observation(
      .mine,
      outputs: findings.outputs.merging([
        "exists": .bool(database.state != nil),
        "recovery_full": .bool(database.state?.recoveryModel == "FULL"),
        "has_full_backup": .bool(database.hasFullBackup),
        "encrypted": .bool(database.isEncrypted),
        "size_mb": .int(Int64(database.bytes / 1_048_576)),
        "log_backed_up_at": .string(database.lastLogBackup ?? ""),
      ]) { $1 },
      summary: "'\(name)': \(findings.tally)"
    )
  }
}
