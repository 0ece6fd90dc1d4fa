import WorkflowDiagnostics
import WorkflowSyntax

extension ConnectionReader {
  mutating func managedInstance(_ fields: Fields) -> ManagedInstanceSettings? {
    let resource = resource(fields)
    let cloud = word("cloud", in: fields, standard: ManagedInstanceSettings.Cloud.azure)
    let resourceManager = address("resource_manager", in: fields)
    let authority = address("authority", in: fields)
    let credential = credential(fields)
    let sql = sql(fields)
    guard let resource, let credential else { return nil }
    return ManagedInstanceSettings(
      resource: resource,
      cloud: cloud,
      resourceManager: resourceManager,
      authority: authority,
      caFile: sql?.caFile ?? path("ca_file", in: fields),
      credential: credential,
      sql: sql
    )
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

  private mutating func resource(_ fields: Fields) -> ResourcePath? {
    guard let scalar = fields.requiredScalar("resource", diagnostics: &diagnostics) else {
      return nil
    }
    if let path = ResourcePath(scalar.text) { return path }
    report(
      .invalidConnection,
      "'\(scalar.text)' is not the resource ID of a managed instance.",
      remedy: "It has the form\n  /subscriptions/SUBSCRIPTION/resourceGroups/GROUP"
        + "/providers/Microsoft.Sql/managedInstances/NAME",
      at: scalar.location
    )
    return nil
  }

  /// An HTTPS address of a service, without a path.
  private mutating func address(_ key: String, in fields: Fields) -> String? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    let pattern = /https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\/?/
    if scalar.text.wholeMatch(of: pattern) != nil {
      return scalar.text.hasSuffix("/") ? String(scalar.text.dropLast()) : scalar.text
    }
    report(
      .invalidConnection,
      "'\(key)' takes an HTTPS address without a path, and here stands '\(scalar.text)'.",
      remedy: "Write https://host or https://host:port",
      at: scalar.location
    )
    return nil
  }

  private mutating func credential(
    _ fields: Fields
  ) -> ManagedInstanceSettings.Credential? {
    guard let node = fields.required("credential", diagnostics: &diagnostics) else { return nil }
    let type = (node.entries ?? []).first { $0.key.text == "type" }?.value.scalar?.text
    let keys: [String] =
      switch type {
      case "client_secret": ["type", "tenant", "client_id", "secret"]
      case "token": ["type", "token"]
      default: ["type", "tenant", "client_id", "secret", "token"]
      }
    guard
      let fields = Fields(node, of: "'credential'", keys: keys, diagnostics: &diagnostics),
      let word = fields.requiredScalar("type", diagnostics: &diagnostics)
    else { return nil }
    switch word.text {
    case "client_secret":
      let tenant = fields.requiredScalar("tenant", diagnostics: &diagnostics)?.text
      let client = fields.requiredScalar("client_id", diagnostics: &diagnostics)?.text
      let secret = secret("secret", in: fields)
      guard let tenant, let client, let secret else { return nil }
      return .clientSecret(tenant: tenant, clientID: client, secret: secret)
    case "token":
      return secret("token", in: fields).map { .token($0) }
    default:
      let types = ["client_secret", "token"]
      report(
        .invalidConnection,
        "There are no credentials of type '\(word.text)'.",
        remedy: didYouMean(word.text, among: types)
          ?? "There are \(types.joined(separator: " and ")).",
        at: word.location
      )
      return nil
    }
  }
}
