import Lab
import LabEstate
import WorkflowReport

/// A lab as its user reads it.
struct LabView {
  private let control: LabControl

  init(_ control: LabControl) { self.control = control }

  func print(on console: Console) {
    let folder = control.directory.path
    guard control.isRunning else {
      console.say("The lab in '\(folder)' is not running. Start it:\n  linkflow lab up")
      return
    }
    console.say("The lab in '\(folder)' is running, as process \(control.record.pid).")
    for (name, port) in control.record.ports.sorted(by: { $0.key < $1.key }) {
      console.say("  \(name.padded(to: 8))tds    127.0.0.1,\(port)")
    }
    console.say("  \("azure".padded(to: 8))https  https://localhost:\(control.record.azurePort)")
    console.say("  connections  \(folder)/connections.yaml")
  }

  /// Every server has them, and no lab puts rows into them.
  private static let system: Set<String> = ["master", "model", "msdb", "tempdb"]

  func printWorld(on console: Console) throws {
    let estate = try control.estate()
    let world = try estate.world()
    let summary = try estate.worldSummary()
    for server in world.servers {
      console.say("")
      let role = server.isManagedInstance ? "Managed Instance" : "SQL Server"
      console.say("\(console.output.strong(server.name))  \(role) \(server.productVersion)")
      let known = summary.servers.first { $0.name == server.name }
      for database in known?.databases ?? [] where !Self.system.contains(database.name) {
        let rows = database.tables.reduce(0) { $0 + $1.rows }
        console.say(
          "  \(database.name.padded(to: 12))\(database.state.padded(to: 12))\(rows) rows"
        )
      }
      for group in known?.groups ?? [] {
        let kind = group.isDistributed ? "distributed availability group" : "availability group"
        console.say("  \(group.name.padded(to: 12))\(kind), \(group.role)")
      }
      for link in server.instance?.links ?? [] {
        for status in world.statuses(of: link) {
          let progress = status.seedingProgress.map { "  \($0)" } ?? ""
          console.say(
            "  \(link.name.padded(to: 12))link        \(status.databaseName)  "
              + "\(status.replicaState ?? "")  \(status.synchronizationHealth)\(progress)"
          )
        }
        console.say(
          "  \("".padded(to: 12))roles       SQL Server \(world.partnerRole(of: link)), "
            + "instance \(world.instanceRole(of: link))"
        )
      }
    }
    for workspace in summary.workspaces {
      console.say("")
      printWorkspace(workspace, of: world, on: console)
    }
    for account in summary.storageAccounts {
      console.say("")
      console.say("\(console.output.strong(account.name))  storage account")
      for blob in account.blobs { console.say("  \(blob)") }
    }
    console.say("")
    for line in summary.lostRows { console.say("lost rows: \(line)") }
    for warning in summary.warnings { console.say("warning: \(warning)") }
    console.say("\(try estate.effects().count) effects (linkflow lab status --effects)")
    Self.print(try estate.faults(), on: console)
  }

  private func printWorkspace(
    _ workspace: WorldSummary.Workspace,
    of world: World,
    on console: Console
  ) {
    console.say("\(console.output.strong(workspace.name))  Synapse workspace")
    for pool in workspace.pools { console.say("  pool \(pool)") }
    for link in workspace.connections {
      let stored = world.workspace(named: workspace.name)?.connection(named: link.name)
      let error = link.error.map { "  \($0)" } ?? ""
      console.say(
        "  \(link.name.padded(to: 12))\(link.status.padded(to: 12))\(link.source)\(error)"
      )
      let key = link.credential.key.map { " of \($0)" } ?? ""
      let end = stored?.credentialExpiry.map { ", ends \($0.sasTime)" } ?? ""
      console.say("    landing zone \(link.landingZone): SAS\(key) \(link.credential.state)\(end)")
      for table in link.tables {
        console.say(
          "    \(table.name.padded(to: 14))\(table.status.padded(to: 14))"
            + "\(table.replicated) rows replicated, \(table.pending) changes pending"
        )
      }
    }
  }

  static func print(_ faults: [Fault], on console: Console) {
    if faults.isEmpty {
      console.say("No faults are scripted.")
    }
    for fault in faults {
      if fault.kind == .lagReplication {
        let database = fault.match.map { " of '\($0)'" } ?? ""
        console.say("fault \(fault.id): \(fault.kind.rawValue)\(database), until it is cleared")
        continue
      }
      var text = "fault \(fault.id): \(fault.kind.rawValue) at \(fault.door.rawValue)"
      if let server = fault.server { text += ", server \(server)" }
      if let match = fault.match { text += ", matching '\(match)'" }
      text += ", after \(fault.skip), \(fault.count) times"
      if fault.held > 0 { text += ", \(fault.held) held" }
      console.say(text)
    }
  }
}
