import WorkflowDiagnostics
import WorkflowSyntax

extension ConnectionReader {
  mutating func managedInstance(_ fields: Fields) -> ManagedInstanceSettings? {
    let sql = sql(fields)
    let azure = azure(
      fields,
      .managedInstance,
      called: "a managed instance",
      // One file for both ways; read once, so that a mistake in it is told once.
      trusting: fields["server"] == nil ? path("ca_file", in: fields) : sql?.caFile
    )
    return azure.map { ManagedInstanceSettings(azure: $0, sql: sql) }
  }

  /// Nil without `server`: then only Resource Manager is used.
  private mutating func sql(_ fields: Fields) -> SQLServerSettings? {
    guard fields["server"] != nil else {
      for key in ["driver", "encryption", "trust_server_certificate", "login"] {
        guard let entry = fields.entry(key) else { continue }
        report(
          .invalidConnection,
          "'\(key)' is about T-SQL, and there is no 'server' to speak it with.",
          remedy: "Write server: with the instance's host name.",
          at: entry.key.location
        )
      }
      return nil
    }
    let login = login(fields)
    guard let settings = settings(fields, server(fields), login) else { return nil }
    if fields["login"] == nil, settings.driver == SQLServerSettings.freeTDS {
      report(
        .invalidConnection,
        "Without a login the credential's token is used, which the FreeTDS driver cannot send.",
        remedy: "Give a login, or write driver: \(SQLServerSettings.microsoft)",
        at: fields.entry("server")?.key.location
      )
    }
    return settings
  }
}
