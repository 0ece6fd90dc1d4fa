import Connections

/// A connection together with the name that calls and messages give it.
struct Target {
  var name: String
  var connection: Connection

  /// How T-SQL reaches it; nil where only its resource is described.
  var sql: SQLServerSettings? {
    switch connection {
    case .sqlServer(let settings): settings
    case .managedInstance(let settings): settings.sql
    case .synapse, .storage: nil
    }
  }

  /// How Azure Resource Manager reaches it, and as whom.
  var azure: AzureSettings? {
    switch connection {
    case .managedInstance(let settings): settings.azure
    case .synapse(let settings): settings.azure
    case .sqlServer, .storage: nil
    }
  }

  /// How a Synapse workspace's development endpoint reaches it.
  var synapse: SynapseSettings? {
    if case .synapse(let settings) = connection { settings } else { nil }
  }

  /// How a storage account's blob endpoint reaches it.
  var storage: StorageSettings? {
    if case .storage(let settings) = connection { settings } else { nil }
  }
}
