import WorkflowModel

/// The JSON Schema of connections files, for editors; reading one is stricter.
package enum ConnectionsSchema {
  /// The file's name and text.
  package static func document() -> (name: String, text: String) {
    ("connections-v1.json", CanonicalJSON.document(connections))
  }

  private static let connections: Value = [
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Linkflow connections",
    "type": "object",
    "required": ["connections"],
    "additionalProperties": false,
    "patternProperties": ["^x_": true],
    "properties": [
      "connections": [
        "type": "object",
        "description": "Targets by the names that inputs of workflows take.",
        "propertyNames": ["pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$"],
        "patternProperties": ["^(?!x_)": connection],
      ]
    ],
  ]

  private static var connection: Value {
    let rules = ConnectionReader.keys.sorted { $0.key < $1.key }.map { kind, keys -> Value in
      let foreign = properties.keys.filter { !keys.contains($0) }
      return [
        "if": ["properties": ["kind": ["const": .string(kind)]], "required": ["kind"]],
        "then": [
          "required": .list(required(by: kind).map { .string($0) }),
          "properties": .object(Dictionary(foreign.map { ($0, false) }) { first, _ in first }),
        ],
      ]
    }
    return object(properties, required: ["kind"], ["allOf": .list(rules)])
  }

  private static func required(by kind: String) -> [String] {
    switch kind {
    case "sqlserver": ["server", "login"]
    case "storage": ["account", "account_key"]
    default: ["resource", "credential"]
    }
  }

  private static let properties: [String: Value] = [
    "kind": words(Connection.kinds, "What it leads to."),
    "server": text("host or host,port; 1433 without a port."),
    "driver": text("FreeTDS, ODBC Driver 18 for SQL Server, or a driver's absolute path."),
    "encryption": words(["required", "strict", "off"], "required when absent."),
    "ca_file": text("PEM file of the issuers to trust."),
    "trust_server_certificate": [
      "type": "boolean",
      "description": "Accepts any certificate: encrypted, but to whom is not known.",
    ],
    "login": object(
      ["user": text("The SQL login."), "password": secret],
      required: ["user", "password"]
    ),
    "resource": text("The resource ID, as the portal shows it.", pattern: "^/subscriptions/"),
    "cloud": words(AzureSettings.Cloud.allCases.map(\.rawValue), "AzureCloud when absent."),
    "resource_manager": address("In place of the cloud's Resource Manager."),
    "authority": address("In place of the cloud's sign-in."),
    "credential": credential,
    "development": address("In place of the workspace's development endpoint."),
    "account": text("The storage account's name.", pattern: "^[a-z0-9]{3,24}$"),
    "account_key": secret,
    "key_name": words(["key1", "key2"], "Which of the account's two keys that is."),
    "blob": address("In place of the account's blob endpoint."),
  ]

  private static let credential = object(
    [
      "type": words(["client_secret", "token"], "How one signs in."),
      "tenant": text("The directory."),
      "client_id": text("The service principal."),
      "secret": secret,
      "token": secret,
    ],
    required: ["type"],
    [
      "allOf": [
        [
          "if": ["properties": ["type": ["const": "client_secret"]], "required": ["type"]],
          "then": ["required": ["tenant", "client_id", "secret"], "properties": ["token": false]],
        ],
        [
          "if": ["properties": ["type": ["const": "token"]], "required": ["type"]],
          "then": [
            "required": ["token"],
            "properties": ["tenant": false, "client_id": false, "secret": false],
          ],
        ],
      ]
    ]
  )

  private static let secret = text(
    "A reference, never the secret itself.",
    pattern: "^(env|file|prompt)://"
  )

  private static func address(_ description: String) -> Value {
    text(description, pattern: "^https://")
  }

  private static func text(_ description: String, pattern: String? = nil) -> Value {
    var schema: [String: Value] = ["type": "string", "description": .string(description)]
    schema["pattern"] = pattern.map { .string($0) }
    return .object(schema)
  }

  private static func words(_ words: [String], _ description: String) -> Value {
    ["enum": .list(words.map { .string($0) }), "description": .string(description)]
  }

  private static func object(
    _ properties: [String: Value],
    required: [String],
    _ more: [String: Value] = [:]
  ) -> Value {
    let schema: [String: Value] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
      "patternProperties": ["^x_": true], "required": .list(required.map { .string($0) }),
    ]
    return .object(schema.merging(more) { first, _ in first })
  }
}
