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
    }
  }

  /// How Azure Resource Manager reaches it.
  var instance: ManagedInstanceSettings? {
    switch connection {
    case .sqlServer: nil
    case .managedInstance(let settings): settings
    }
  }
}
