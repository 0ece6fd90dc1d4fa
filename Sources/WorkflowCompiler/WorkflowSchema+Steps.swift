import WorkflowModel
import WorkflowPlugin

/// Steps: what every key takes, and which of them each kind has.
extension WorkflowSchema {
  var stepDefinitions: [String: Value] {
    [
      "step": step,
      "steps": Schema.list(
        of: Schema.reference("step"),
        "Steps, in the order of the list.",
        atLeast: 1
      ),
      "retry": Self.retry,
      "on_error": Self.onError,
      "undo": undo,
      "manual": manual,
    ]
  }

  private var step: Value {
    let properties = Self.common.merging(kinds) { first, _ in first }
    let rules =
      StepKind.allCases.map(Self.rule) + [Self.someKind]
      + ["given_to_uses", "given_to_poll"].map(Schema.reference)
    return Schema.object(properties, required: ["id"]).adding(["allOf": .list(rules)])
  }

  /// What a step of a kind must have and may not have.
  private static func rule(for kind: StepKind) -> Value {
    let foreign = StepKind.allKeys.filter { !kind.keys.contains($0) }
    var then: [String: Value] = [
      "properties": .object(Dictionary(foreign.map { ($0, false) }) { first, _ in first })
    ]
    let required = required(by: kind)
    if !required.isEmpty { then["required"] = .list(required.map { .string($0) }) }
    var condition: [String: Value] = ["required": .list([.string(kind.rawValue)])]
    if kind == .steps { condition["not"] = ["required": ["foreach"]] }
    return ["if": .object(condition), "then": .object(then)]
  }

  private static func required(by kind: StepKind) -> [String] {
    switch kind {
    case .poll: ["every", "until"]
    case .foreach: ["as", "steps"]
    case .choice: ["cases"]
    default: []
    }
  }

  /// A step that says nothing of what it does most likely lacks `uses`.
  private static let someKind: Value = [
    "if": [
      "not": [
        "anyOf": .list(StepKind.allCases.map { ["required": .list([.string($0.rawValue)])] })
      ]
    ],
    "then": ["required": ["uses"]],
  ]

  private static let common: [String: Value] = [
    "id": Schema.text("Its name, unique in the file.", pattern: Schema.name),
    "title": Schema.scalar("Plain text for people."),
    "if": Schema.expression("When false, the step is skipped.", or: "boolean"),
    "timeout": Schema.duration,
    "on_error": Schema.reference("on_error"),
    "skippable": ["type": "boolean", "description": "Whether a person may leave it out."],
  ]

  private var kinds: [String: Value] {
    var keys: [String: Value] = [
      "uses": Schema.words(names { _ in true }, "An action."),
      "poll": Schema.words(names { $0 == .read }, "An action that is looked at until it is so."),
      "with": ["type": "object", "description": "What the action or the workflow is given."],
      "every": Schema.duration,
      "until": Schema.expression("Ends the poll when true."),
      "fail_when": Schema.expression("When true, the step fails at once."),
      "progress": Schema.expression("A percentage to show, or null."),
      "stable_for": Schema.duration,
      "retry": Schema.reference("retry"),
      "undo": Schema.reference("undo"),
      "pivot": [
        "type": "boolean", "description": "Nothing is undone once this may have been done.",
      ],
      "wait": Self.wait,
      "approval": Self.approval,
      "manual": Schema.reference("manual"),
      "outputs": Schema.map(of: true, "What later steps read of the group."),
    ]
    keys.merge(Self.groups) { first, _ in first }
    return keys
  }

  private static let groups: [String: Value] = [
    "steps": Schema.reference("steps"),
    "parallel": Schema.reference("steps"),
    "max_parallel": ["type": "integer", "minimum": 1],
    "foreach": [
      "type": ["array", "string"], "pattern": .string(Schema.wholeFence),
      "description": "The list to go through.",
    ],
    "as": Schema.text("The name of the item inside.", pattern: Schema.name),
    "key": Schema.expression("What names an item in the run."),
    "on_item_failure": Schema.words(["continue", "stop_new"]),
    "switch": Schema.expression("The value that chooses the case."),
    "cases": [
      "type": "object", "minProperties": 1, "description": "Steps by the value that chooses them.",
      "patternProperties": ["^(?!x_)": Schema.reference("steps")],
    ],
    "default": Schema.reference("steps"),
    "call": Schema.text("Another workflow's file, relative to this one's folder."),
  ]

  private static let wait = Schema.object(
    [
      "for": ValueType.duration.schema("How long."),
      "until": Schema.text("A time in UTC: 2026-12-01T22:00:00Z"),
    ],
    "Holds the run for a time."
  ).adding(["minProperties": 1])

  private static let approval = Schema.object(
    [
      "message": Schema.scalar("What a person is asked."),
      "evidence": Schema.list(of: true, "What there is to judge by."),
      "expires": Schema.duration,
    ],
    required: ["message"],
    "Holds the run until a person gives leave."
  )

  private var manual: Value {
    Schema.object(
      [
        "instructions": Schema.scalar("What a person is to do."),
        "verify": Schema.words(names { $0 == .read }, "The action that reads whether it is done."),
        "with": ["type": "object"],
        "until": Schema.expression("Of `result`: true when it is done."),
      ],
      required: ["instructions", "verify", "until"],
      "A person's work, which a read proves."
    ).adding(["allOf": [Schema.reference("given_to_verify")]])
  }

  private var undo: Value {
    Schema.object(
      [
        "when": Schema.words(["rollback", "always"]),
        "after": Schema.text("Of always: the step after which it is undone."),
        "due": Schema.duration,
        "uses": Schema.words(names { $0 != .read }, "In place of the action's own inverse."),
        "with": ["type": "object"],
      ],
      required: ["when"],
      "How the effect is taken away again."
    ).adding(["allOf": [Schema.reference("given_to_undo")]])
  }

  private static let retry = Schema.object(
    [
      "errors": Schema.list(of: Schema.scalar("A kind or a code."), "After which failures."),
      "max_attempts": ["type": "integer", "minimum": 1],
      "backoff": Schema.object(
        [
          "initial": Schema.duration, "max": Schema.duration,
          "factor": ["type": "number", "minimum": 1, "maximum": 100],
          "jitter": ["type": "number", "minimum": 0, "maximum": 1],
        ]
      ),
    ],
    "How often it is tried again."
  )

  private static let onError = Schema.list(
    of: Schema.object(
      [
        "when": [
          "type": ["string", "number", "array"],
          "description": "Failure kinds, codes, rejected, expired; all when absent.",
        ],
        "then": Schema.words(FailureRule.Consequence.allCases.map(\.rawValue)),
        "hint": Schema.scalar("For the person who must decide."),
      ],
      required: ["then"]
    ),
    "What follows a failure: the first rule that fits."
  )
}
