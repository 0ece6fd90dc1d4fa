import Connections
import ManagedInstanceSteps
import SQLServerSteps
import SQLiteStore
import Secrets
import Senders
import WorkflowCommands
import WorkflowPlugin
import WorkflowStore

let installation = Installation(
  version: "0.1.0",
  registry: PluginRegistry([SQLServerPlugin.plugin, ManagedInstancePlugin.plugin]),
  openStore: { folder throws(StoreFailure) in try SQLiteStore(folder: folder) },
  makeSender: { connections, warn in
    let redaction = Redaction()
    return TargetSender(
      connections: connections,
      resolver: SecretResolver(redaction: redaction, warn: { warn("\($0)") }),
      redaction: redaction
    )
  }
)

await LinkflowCommand.main(as: installation)
