import WorkflowModel
import WorkflowPlugin

/// A family of actions that covers every type and effect, for workflows that are never run.
enum TestActions {
  static let registry = PluginRegistry([
    Plugin(
      name: "demo",
      summary: "Copies.",
      actions: [
        readServer, linkState, ensureKey, copy, attach, notify, setFlag, failOverLink, deleteLink,
      ]
    )
  ])

  private static let connection = ActionInput("connection", sqlServer, "The server.")
  private static let sqlServer = ValueType.connection(kind: "sqlserver")

  private static let readServer = reading(
    ActionDescriptor(
      name: "demo.read_server",
      summary: "Reads a server.",
      inputs: [connection],
      outputs: [
        ActionOutput("version", .string, "Its version."),
        ActionOutput("major", .int, "The first part."),
        ActionOutput("is_ready", .bool, "Whether it can be used."),
        ActionOutput("names", .list(.string), "Its databases."),
        ActionOutput("comment", .optional(.string), "What people say of it."),
        ActionOutput("details", .object, "Whatever else it says."),
      ]
    )
  )

  private static let linkState = reading(
    ActionDescriptor(
      name: "demo.link_state",
      version: 2,
      summary: "Reads a link.",
      inputs: [connection, ActionInput("link", .string, "Its name.")],
      outputs: [
        ActionOutput("state", .string, "In a word."),
        ActionOutput("healthy", .bool, "Whether it is."),
        ActionOutput("percent", .optional(.decimal), "How far it is."),
        ActionOutput("retries", .int, "So far."),
        ActionOutput("equal", .bool, "Whether both ends hold the same."),
      ]
    )
  )

  private static let ensureKey = writing(
    ActionDescriptor(
      name: "demo.ensure_key",
      summary: "Makes a key.",
      inputs: [connection, ActionInput("password", .secret, "Protects the key.")],
      outputs: [ActionOutput("name", .string, "The key's.")]
    )
  )

  private static let copy = writing(
    ActionDescriptor(
      name: "demo.copy",
      summary: "Copies a database.",
      inputs: [
        connection,
        ActionInput("database", .string, "Which one."),
        ActionInput("port", .int, "Where.", default: 5022),
        ActionInput("ratio", .optional(.decimal), "How much."),
        ActionInput("patience", .optional(.duration), "How long."),
        ActionInput("overwrite", .bool, "Whether.", default: false),
        ActionInput("tags", .optional(.list(.string)), "What for."),
        ActionInput("options", .optional(.object), "What else."),
      ],
      outputs: [
        ActionOutput("name", .string, "The copy's."),
        ActionOutput("size", .int, "In bytes."),
      ]
    )
  )

  private static let attach = writing(
    ActionDescriptor(
      name: "demo.attach",
      summary: "Attaches a copy.",
      inputs: [
        ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
        ActionInput("name", .string, "The copy's."),
      ]
    )
  )

  private static let notify = writing(
    ActionDescriptor(
      name: "demo.notify",
      summary: "Tells people.",
      inputs: [ActionInput("body", .any, "What.")]
    )
  )

  private static let setFlag = writing(
    ActionDescriptor(
      name: "demo.set_flag",
      summary: "Turns a flag on.",
      inputs: [connection, ActionInput("flag", .int, "Which one.")],
      outputs: [ActionOutput("was_on", .bool, "Before.")]
    ),
    inverse: { (_, _) throws(StepFailure) in [] }
  )

  private static let failOverLink = writing(
    ActionDescriptor(
      name: "demo.fail_over_link",
      summary: "Changes the roles.",
      inputs: [connection, ActionInput("link", .string, "Its name.")]
    )
  )

  private static let deleteLink = writing(
    ActionDescriptor(
      name: "demo.delete_link",
      summary: "Deletes a link.",
      inputs: [connection, ActionInput("link", .string, "Its name.")]
    )
  )

  private static let nothing = Probe(
    calls: { (_) throws(StepFailure) in [] },
    read: { (_, _) throws(StepFailure) in Observation(.absent, summary: "") }
  )

  private static func reading(_ descriptor: ActionDescriptor) -> Action {
    Action(reading: descriptor, probe: nothing)
  }

  private static func writing(
    _ descriptor: ActionDescriptor,
    inverse: Action.Calls? = nil
  ) -> Action {
    let calls: Action.Calls = { (_, _) throws(StepFailure) in [] }
    return Action(descriptor, probe: nothing, calls: calls, inverse: inverse)
  }
}
