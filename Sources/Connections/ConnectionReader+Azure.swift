import WorkflowDiagnostics
import WorkflowSyntax

extension ConnectionReader {
  /// What all resources of Azure's have in common.
  mutating func azure(
    _ fields: Fields,
    _ type: ResourcePath.ResourceType,
    called noun: String,
    trusting caFile: String?
  ) -> AzureSettings? {
    let resource = resource(fields, type, called: noun)
    let cloud = word("cloud", in: fields, standard: AzureSettings.Cloud.azure)
    let resourceManager = address("resource_manager", in: fields)
    let authority = address("authority", in: fields)
    let credential = credential(fields)
    guard let resource, let credential else { return nil }
    return AzureSettings(
      resource: resource,
      cloud: cloud,
      resourceManager: resourceManager,
      authority: authority,
      caFile: caFile,
      credential: credential
    )
  }

  private mutating func resource(
    _ fields: Fields,
    _ type: ResourcePath.ResourceType,
    called noun: String
  ) -> ResourcePath? {
    guard let scalar = fields.requiredScalar("resource", diagnostics: &diagnostics) else {
      return nil
    }
    if let path = ResourcePath(scalar.text, type: type) { return path }
    report(
      .invalidConnection,
      "'\(scalar.text)' is not the resource ID of \(noun).",
      remedy: "It has the form\n  /subscriptions/SUBSCRIPTION/resourceGroups/GROUP"
        + "/providers/\(type.rawValue)/NAME",
      at: scalar.location
    )
    return nil
  }

  /// An HTTPS address of a service, without a slash at its end.
  mutating func address(
    _ key: String,
    in fields: Fields,
    mayHavePath: Bool = false
  ) -> String? {
    guard let scalar = fields.scalar(key, diagnostics: &diagnostics) else { return nil }
    let pattern =
      /https:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?((?:\/[A-Za-z0-9._~-]+)*)\/?/
    if let match = scalar.text.wholeMatch(of: pattern), mayHavePath || match.output.1.isEmpty {
      return scalar.text.hasSuffix("/") ? String(scalar.text.dropLast()) : scalar.text
    }
    let kind = mayHavePath ? "an HTTPS address" : "an HTTPS address without a path"
    report(
      .invalidConnection,
      "'\(key)' takes \(kind), and here stands '\(scalar.text)'.",
      remedy: mayHavePath
        ? "Write https://host or https://host:port/path"
        : "Write https://host or https://host:port",
      at: scalar.location
    )
    return nil
  }

  private mutating func credential(_ fields: Fields) -> AzureSettings.Credential? {
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
