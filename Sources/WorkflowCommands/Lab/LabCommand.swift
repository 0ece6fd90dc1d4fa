import ArgumentParser

struct LabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract:
      "Runs a simulated estate on loopback: SQL Server, Managed Instance, Synapse, ARM and Entra.",
    discussion: """
      The wire is real (TDS and HTTPS with the lab's own certificate authority); the servers are \
      a model. The lab of a workspace lives in its folder 'lab' and keeps its state there.
      """,
    subcommands: [
      LabUpCommand.self, LabStatusCommand.self, LabFaultCommand.self, LabServerCommand.self,
      LabDownCommand.self, LabServeCommand.self,
    ]
  )
}
