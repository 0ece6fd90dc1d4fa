import Connections
import CoreSteps
import ManagedInstanceSteps
import SQLServerSteps
import SQLiteStore
import Secrets
import Senders
import StorageSteps
import SynapseSteps
import WorkflowCommands
import WorkflowPlugin
import WorkflowStore

let installation = Installation(
  version: "0.1.0",
  registry: PluginRegistry([
    CorePlugin.plugin, SQLServerPlugin.plugin, ManagedInstancePlugin.plugin, SynapsePlugin.plugin,
    StoragePlugin.plugin,
  ]),
  openStore: { folder throws(StoreFailure) in try SQLiteStore(folder: folder) },
  makeSender: { connections, record, warn in
    let redaction = Redaction()
    let sender = TargetSender(
      connections: connections,
      resolver: SecretResolver(redaction: redaction, warn: { warn("\($0)") }),
      redaction: redaction
    )
    return record.map { RecordingSender(sender, redaction: redaction, write: $0) } ?? sender
  }
)

await LinkflowCommand.main(as: installation)
