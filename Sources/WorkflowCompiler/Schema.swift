import WorkflowModel

/// The few shapes of JSON Schema that describe a file of ours.
enum Schema {
  static let dialect = "http://json-schema.org/draft-07/schema#"
  static let fence = "\\$\\{\\{"
  static let wholeFence = "^\\s*\\$\\{\\{[\\s\\S]*\\}\\}\\s*$"
  static let secretReference = "^(env|file|prompt)://"
  static let name = "^[a-z][a-z0-9_]*$"

  static let duration: Value = [
    "type": "string", "pattern": "^([0-9]+(d|h|m|s|ms))+$",
    "description": "Numbers with d, h, m, s or ms: 15m, 1d12h",
  ]

  static let boolean: Value = ["type": "boolean"]

  static func reference(_ name: String) -> Value {
    ["$ref": .string("#/definitions/\(name)")]
  }

  static func text(_ description: String, pattern: String? = nil) -> Value {
    var schema: [String: Value] = ["type": "string", "description": .string(description)]
    schema["pattern"] = pattern.map { .string($0) }
    return .object(schema)
  }

  /// A value that YAML may read as something else than a text, though one is meant.
  static func scalar(_ description: String) -> Value {
    ["type": ["string", "number", "boolean"], "description": .string(description)]
  }

  /// A key that takes one expression.
  static func expression(_ description: String, or type: String? = nil) -> Value {
    [
      "type": .list(["string"] + [type].compactMap { $0.map { .string($0) } }),
      "pattern": .string(wholeFence), "description": .string(description),
    ]
  }

  static func words(_ words: [String], _ description: String = "") -> Value {
    var schema: [String: Value] = ["enum": .list(words.map { .string($0) })]
    if !description.isEmpty { schema["description"] = .string(description) }
    return .object(schema)
  }

  /// A mapping with these keys and the author's own notes.
  static func object(
    _ properties: [String: Value],
    required: [String] = [],
    _ description: String = ""
  ) -> Value {
    var schema: [String: Value] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
      "patternProperties": ["^x_": true],
    ]
    if !required.isEmpty { schema["required"] = .list(required.map { .string($0) }) }
    if !description.isEmpty { schema["description"] = .string(description) }
    return .object(schema)
  }

  static func object(_ properties: [String: Value], _ description: String) -> Value {
    object(properties, required: [], description)
  }

  /// A mapping from names that the author chooses.
  static func map(of value: Value, _ description: String) -> Value {
    [
      "type": "object", "description": .string(description),
      "propertyNames": ["pattern": "^([a-z][a-z0-9_]*|x_.*)$"],
      "patternProperties": ["^(?!x_)": value],
    ]
  }

  static func list(of value: Value, _ description: String, atLeast least: Int = 0) -> Value {
    [
      "type": "array", "items": value, "minItems": .int(Int64(least)),
      "description": .string(description),
    ]
  }
}

extension Value {
  /// The same object with more members.
  func adding(_ members: [String: Value]) -> Value {
    .object((object ?? [:]).merging(members) { _, new in new })
  }
}

extension ValueType {
  /// What a value of the type looks like in YAML; an expression may stand in its place.
  func schema(_ description: String) -> Value {
    var schema: [String: Value] = ["description": .string(description)]
    var types: [Value]
    var pattern: String? = Schema.wholeFence
    switch unwrapped {
    case .any: return .object(schema)
    case .string:
      types = ["string", "number", "boolean"]
      pattern = nil
    case .int: types = ["integer", "string"]
    case .decimal: types = ["number", "string"]
    case .bool: types = ["boolean", "string"]
    case .duration:
      types = ["string"]
      pattern = "^([0-9]+(d|h|m|s|ms))+$|\(Schema.wholeFence)"
    case .connection, .secret: types = ["string"]
    case .object: types = ["object", "string"]
    case .list(let element):
      types = ["array", "string"]
      schema["items"] = element.schema("An item.")
    case .optional: return unwrapped.schema(description)
    }
    if isOptional { types.append("null") }
    schema["type"] = .list(types)
    schema["pattern"] = pattern.map { .string($0) }
    return .object(schema)
  }
}
