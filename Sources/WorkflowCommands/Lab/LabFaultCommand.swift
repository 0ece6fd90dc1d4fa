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
      off the seeding of the database that --match names; lag_replication keeps what is written \
      to that database from now on from its secondary; hold_before and hold_after keep a \
      request waiting until the faults are cleared. expire_sas happens at once: it makes the \
      landing-zone SAS of the link connection that --match names, or of all, one that has ended. \
      Without a kind it lists what is scripted.
      """
  )

  /// No fault of a door: it happens at once and is not listed.
  private static let expireSAS = "expire_sas"

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
    if let kind, kind != Self.expireSAS, Fault.Kind(rawValue: kind) == nil {
      let kinds = (Fault.Kind.allCases.map(\.rawValue) + [Self.expireSAS]).joined(separator: ", ")
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
      if kind == Self.expireSAS {
        let links = try estate.expireLandingZoneCredential(of: match)
        for link in links { console.say("The landing-zone SAS of '\(link)' has expired.") }
        guard links.isEmpty else { return .done }
        console.complain(
          "The lab has no such link connection.",
          remedy: "See which there are:\n  linkflow lab status"
        )
        return .failed
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
