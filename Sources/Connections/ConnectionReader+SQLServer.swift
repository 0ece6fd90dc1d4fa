import WorkflowDiagnostics
import WorkflowSyntax

extension ConnectionReader {
  mutating func sqlServer(_ fields: Fields) -> SQLServerSettings? {
    let address = fields.required("server", diagnostics: &diagnostics) == nil ? nil : server(fields)
    let login = fields.required("login", diagnostics: &diagnostics) == nil ? nil : login(fields)
    guard let settings = settings(fields, address, login), login != nil else { return nil }
    return settings
  }

  /// Everything about T-SQL but the rule that decides whether a login must be there.
  mutating func settings(
    _ fields: Fields,
    _ address: (host: String, port: Int)?,
    _ login: SQLServerSettings.Login?
  ) -> SQLServerSettings? {
    let driver = driver(fields)
    let encryption = word(
      "encryption",
      in: fields,
      standard: SQLServerSettings.Encryption.required
    )
    let settings = SQLServerSettings(
      host: address?.host ?? "",
      port: address?.port ?? 0,
      driver: driver ?? SQLServerSettings.freeTDS,
      encryption: encryption,
      caFile: path("ca_file", in: fields),
      trustsServerCertificate: flag("trust_server_certificate", in: fields),
      login: login
    )
    guard address != nil, driver != nil else { return nil }
    checkEncryption(settings, fields)
    return settings
  }

  private mutating func checkEncryption(_ settings: SQLServerSettings, _ fields: Fields) {
    let place = fields["encryption"]?.location
    if settings.encryption == .off, !settings.isLoopback {
      report(
        .invalidConnection,
        "Encryption is off and \(settings.host) is another machine: "
          + "the login and every row would travel in the clear.",
        remedy: "Write encryption: required",
        at: place
      )
    }
    if settings.encryption == .strict, settings.driver == SQLServerSettings.freeTDS {
      report(
        .invalidConnection,
        "The FreeTDS driver does not know strict encryption.",
        remedy: "Write driver: \(SQLServerSettings.microsoft)",
        at: place
      )
    }
  }

  /// `host` or `host,port`, as SQL Server's own tools write it.
  mutating func server(_ fields: Fields) -> (host: String, port: Int)? {
    guard let scalar = fields.scalar("server", diagnostics: &diagnostics) else { return nil }
    let parts = scalar.text.split(separator: ",", omittingEmptySubsequences: false)
    let host = parts.first.map(String.init) ?? ""
    let isHost = host.wholeMatch(
      of: /[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/
    )
    var port: Int? = 1433
    if parts.count > 1 {
      port = Int(parts[1].drop { $0 == " " })
    }
    if isHost != nil, parts.count <= 2, let port, (1...65535).contains(port) {
      return (host, port)
    }
    var remedy = "Write host or host,port: sql1.example.com,1433"
    if scalar.text.contains("\\") {
      remedy = "A named instance is reached by its port: write host,port"
    } else if scalar.text.wholeMatch(of: /[A-Za-z0-9.-]+:[0-9]+/) != nil {
      remedy = "A comma stands before the port: \(scalar.text.replacing(":", with: ","))"
    }
    report(
      .invalidConnection,
      "'\(scalar.text)' is no address of a server.",
      remedy: remedy,
      at: scalar.location
    )
    return nil
  }

  private mutating func driver(_ fields: Fields) -> String? {
    guard let scalar = fields.scalar("driver", diagnostics: &diagnostics) else {
      return fields["driver"] == nil ? SQLServerSettings.freeTDS : nil
    }
    let names = [SQLServerSettings.freeTDS, SQLServerSettings.microsoft]
    if names.contains(scalar.text) || scalar.text.hasPrefix("/") { return scalar.text }
    report(
      .invalidConnection,
      "There is no driver '\(scalar.text)'.",
      remedy: didYouMean(scalar.text, among: names)
        ?? "Write \(names.joined(separator: " or ")), or the absolute path of a driver.",
      at: scalar.location
    )
    return nil
  }

  mutating func login(_ fields: Fields) -> SQLServerSettings.Login? {
    guard let node = fields["login"],
      let fields = Fields(
        node,
        of: "'login'",
        keys: ["user", "password"],
        diagnostics: &diagnostics
      )
    else { return nil }
    let user = fields.requiredScalar("user", diagnostics: &diagnostics)?.text
    let password = secret("password", in: fields)
    guard let user, let password else { return nil }
    return SQLServerSettings.Login(user: user, password: password)
  }
}

extension SQLServerSettings {
  /// Whether the host is this machine.
  package var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
  }
}
