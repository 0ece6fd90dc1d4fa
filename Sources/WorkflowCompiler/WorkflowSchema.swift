package import WorkflowPlugin
import WorkflowModel

/// JSON Schemas of workflow and inputs files, for editors: completion, and mistakes while typing.
///
/// They are draft 7, which editors' YAML servers know best. The compiler is stricter: it knows names
/// and types across steps. Made of `if` and `then` instead of `oneOf`, so that an editor can name the
/// one property that is wrong.
package struct WorkflowSchema {
  let registry: PluginRegistry

  package init(_ registry: PluginRegistry) { self.registry = registry }

  /// Each file's name and text.
  package func documents() -> [(name: String, text: String)] {
    [
      ("workflow-v1.json", CanonicalJSON.document(workflow)),
      ("inputs-v1.json", CanonicalJSON.document(Self.inputs)),
    ]
  }

  private var workflow: Value {
    var definitions = actionDefinitions
    definitions.merge(stepDefinitions) { first, _ in first }
    definitions["input"] = Self.declaration
    return Schema.object(
      [
        "workflow": Schema.text("Its name.", pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
        "language": ["const": 1, "description": "The version of the language."],
        "summary": Schema.text("One sentence."),
        "inputs": Schema.map(of: Schema.reference("input"), "What a run is given."),
        "secrets": Schema.map(of: Self.secret, "References to secrets that are always the same."),
        "defaults": Schema.object(
          ["timeout": Schema.duration, "retry": Schema.reference("retry")],
          "What steps do that do not say their own."
        ),
        "on_error": Schema.reference("on_error"),
        "steps": Schema.reference("steps"),
        "finally": Schema.reference("steps"),
        "outputs": Schema.map(of: true, "What the run leaves behind."),
      ],
      required: ["workflow", "language", "steps"]
    ).adding([
      "$schema": .string(Schema.dialect),
      "title": "Linkflow workflow",
      "definitions": .object(definitions),
    ])
  }

  private static let secret = Schema.object(
    ["from": Schema.text("Where it is found.", pattern: Schema.secretReference)],
    required: ["from"]
  )

  private static let declaration = Schema.object(
    [
      "type": Schema.text(
        "string, int, decimal, bool, duration, list<…>, object, connection or secret; with ? or null.",
        pattern: "^(list<)*(string|int|decimal|bool|duration|object|connection|secret)\\??(>\\??)*$"
      ),
      "kind": Schema.text("Of a connection: which kind."),
      "summary": Schema.text("Shown when it is missing."),
      "default": ["description": "Makes it optional to give."],
      "min_items": ["type": "integer", "minimum": 0],
      "unique": ["type": "boolean"],
    ],
    required: ["type"]
  )

  /// Values by the names that a workflow declares, which this file cannot know.
  private static let inputs: Value = [
    "$schema": .string(Schema.dialect),
    "title": "Linkflow inputs",
    "description": "Values for the inputs that a workflow declares, by name.",
    "type": "object",
    "propertyNames": ["pattern": "^([a-z][a-z0-9_]*|x_.*)$"],
    "additionalProperties": [
      "not": ["type": "string", "pattern": .string(Schema.fence)],
      "description": "A literal: expressions have no names to use here.",
    ],
  ]
}
