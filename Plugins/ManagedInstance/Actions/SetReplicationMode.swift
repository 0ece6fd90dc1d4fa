import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The instance's half of a link's replication mode; the server's half is set at the server.
enum SetReplicationMode {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: inverse,
    footprint: { arguments in
      let name = arguments.string("link").lowercased()
      return Footprint(
        reads: ["managed_instance/link/\(name)"],
        writes: ["managed_instance/link/\(name)", "sqlserver/link/\(name)"]
      )
    }
  )

  static let descriptor = ActionDescriptor(
    name: "managed_instance.set_replication_mode",
    summary: "Lets a link commit synchronously or asynchronously, as far as the instance decides.",
    discussion: """
      Both halves must have the same mode, so sqlserver.set_replication_mode belongs to it. A \
      rollback sets the other mode again. Sources: "Fail over link - Azure SQL Managed Instance", \
      Switch the replication mode; "Distributed Availability Groups - Update".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "managed_instance"), "The instance."),
      ActionInput("link", .string, "The link's name."),
      ActionInput("mode", .string, "Sync or Async."),
    ],
    outputs: [ActionOutput("mode", .string, "Sync or Async, as Azure has it now.")],
    permissions: ["Microsoft.Sql/managedInstances/distributedAvailabilityGroups/read, write"],
    typicalDuration: "a minute",
    example: """
      - id: instance_mode
        uses: managed_instance.set_replication_mode
        with:
          connection: ${{ inputs.target }}
          link: DAG_${{ db }}
          mode: Sync
        undo: { when: rollback }
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) throws(StepFailure) -> [Call] {
    _ = try mode(arguments)
    return [LinkResource.read(arguments.string("link"), on: arguments.string("connection"))]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let name = arguments.string("link")
    let link = try LinkResource.found(
      name,
      on: arguments.string("connection"),
      in: answers.first
    )
    let mode = link.replicationMode
    let isWanted = try mode == Self.mode(arguments)
    return Observation(
      isWanted ? .mine : .absent,
      outputs: ["mode": .string(mode)],
      summary: "'\(name)' is \(mode) at the instance"
    )
  }

  @Sendable static func calls(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    [update(arguments, try mode(arguments))]
  }

  @Sendable static func inverse(
    _ arguments: Arguments,
    _ observation: Observation?
  ) throws(StepFailure) -> [Call] {
    [update(arguments, try mode(arguments) == "Sync" ? "Async" : "Sync")]
  }

  /// `Distributed Availability Groups - Update`, a long operation.
  private static func update(_ arguments: Arguments, _ mode: String) -> Call {
    InstanceRequest.patch(
      LinkResource.path(arguments.string("link")),
      on: arguments.string("connection"),
      "set the replication mode to \(mode)",
      properties: ["replicationMode": .string(mode)]
    )
  }

  private static func mode(_ arguments: Arguments) throws(StepFailure) -> String {
    let mode = arguments.string("mode")
    if ["Sync", "Async"].contains(mode) { return mode }
    throw StepFailure(
      .permanent,
      .invalidInput,
      detail: "There is no replication mode '\(mode)'.",
      remedy: "Write Sync or Async."
    )
  }
}
