import ArgumentParser
import Lab
import LabEstate
import WorkflowReport

struct LabFaultCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault",
    abstract: "Scripts a fault by place and count, or lists and clears them.",
    discussion: """
      Kinds: drop_before and drop_after lose the connection before or after a request took \
      effect; status_429 and status_500_after_effect answer so over HTTPS; seeding_fails breaks \
      off the seeding of the database that --match names; hold_before and hold_after keep a \
      request waiting until the faults are cleared. Without a kind it lists what is scripted.
      """
  )

  @Argument(help: "The kind of fault.")
  var kind: String?

  @Option(help: "The door it happens at: sql, rest or any.")
  var door: String = "any"

  @Option(help: "The server, such as SQL1 or mi1; every one when not given.")
  var server: String?

  @Option(help: "A part of the statement, or of 'METHOD path'; every request when not given.")
  var match: String?

  @Option(help: "How many fitting requests pass first.")
  var skip = 0

  @Option(help: "How many are disturbed after that.")
  var count = 1

  @Option(help: "Seconds in a 429's Retry-After.")
  var retryAfter = 1

  @Flag(help: "Removes every fault and lets go what is held.")
  var clear = false

  @OptionGroup var options: WorkspaceOptions

  func validate() throws {
    if let kind, Fault.Kind(rawValue: kind) == nil {
      let kinds = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(kind)' is no kind of fault; there are \(kinds).")
    }
    if Fault.Door(rawValue: door) == nil {
      throw ValidationError("'\(door)' is no door; there are sql, rest and any.")
    }
    if skip < 0 || count < 1 || retryAfter < 0 {
      throw ValidationError("--skip and --retry-after are at least 0, --count at least 1.")
    }
    if kind == Fault.Kind.seedingFails.rawValue, match == nil {
      throw ValidationError("seeding_fails needs --match with the database's name.")
    }
  }

  func run() async throws {
    let console = Console()
    try await reportingLab(on: console) {
      let estate = try LabControl(directory: LabFolder.path(in: options.folder)).estate()
      if clear {
        try estate.removeAllFaults()
        console.say("No faults are scripted.")
        return .done
      }
      if let kind = kind.flatMap(Fault.Kind.init(rawValue:)), let door = Fault.Door(rawValue: door)
      {
        _ = try estate.add(
          Fault(
            kind,
            door: door,
            server: server,
            match: match,
            skip: skip,
            count: count,
            retryAfter: kind == .status429 ? retryAfter : nil
          )
        )
      }
      LabView.print(try estate.faults(), on: console)
      return .done
    }
  }
}
