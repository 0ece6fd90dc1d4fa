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

  func printWorld(on console: Console) throws {
    let estate = try control.estate()
    let world = try estate.world()
    let summary = try estate.worldSummary()
    for server in world.servers {
      console.say("")
      let role = server.isManagedInstance ? "Managed Instance" : "SQL Server"
      console.say("\(console.output.strong(server.name))  \(role) \(server.productVersion)")
      for database in summary.servers.first(where: { $0.name == server.name })?.databases ?? [] {
        let rows = database.tables.reduce(0) { $0 + $1.rows }
        console.say(
          "  \(database.name.padded(to: 12))\(database.state.padded(to: 12))\(rows) rows"
        )
      }
      for link in server.instance?.links ?? [] {
        for status in world.statuses(of: link) {
          let progress = status.seedingProgress.map { "  \($0)" } ?? ""
          console.say(
            "  \(link.name.padded(to: 12))link        \(status.databaseName)  "
              + "\(status.replicaState ?? "")  \(status.synchronizationHealth)\(progress)"
          )
        }
      }
    }
    console.say("")
    console.say("\(try estate.effects().count) effects (linkflow lab status --effects)")
    Self.print(try estate.faults(), on: console)
  }

  static func print(_ faults: [Fault], on console: Console) {
    if faults.isEmpty {
      console.say("No faults are scripted.")
    }
    for fault in faults {
      var text = "fault \(fault.id): \(fault.kind.rawValue) at \(fault.door.rawValue)"
      if let server = fault.server { text += ", server \(server)" }
      if let match = fault.match { text += ", matching '\(match)'" }
      text += ", after \(fault.skip), \(fault.count) times"
      if fault.held > 0 { text += ", \(fault.held) held" }
      console.say(text)
    }
  }
}
