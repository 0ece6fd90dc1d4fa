import WorkflowModel
import WorkflowPlugin

/// Whether a container is there, and whether the account's key is good.
enum ReadContainer {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "storage.read_container",
    summary: "Proves that a container is there and that the account's key opens it.",
    discussion: """
      The request is signed with the key that the connection names. A key that is wrong, or an \
      account that allows none, is told here, before a signature is made with it. Source: "Get \
      Container Properties", Azure Storage REST API reference.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "storage"), "The storage account."),
      ActionInput("container", .string, "The container's name."),
    ],
    outputs: [ActionOutput("container", .string, "The container's name.")],
    permissions: ["the account's key; shared key access must be allowed"],
    example: """
      - id: container
        uses: storage.read_container
        with:
          connection: ${{ inputs.landing }}
          container: ${{ inputs.container }}
      """
  )

  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      BlobCall.container(
        arguments.string("container"),
        on: arguments.string("connection"),
        "read the container"
      )
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let name = arguments.string("container")
    return Observation(
      .mine,
      outputs: ["container": .string(name)],
      summary: "Container '\(name)' is there, and the key opens it"
    )
  }
}
