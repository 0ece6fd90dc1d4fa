package import GRDB

/// A change of the world under way: all of it is kept, or none when the body throws.
package struct EstateTransaction {
  package var world: World
  /// The rows of user tables, and the effect log.
  package let rows: GRDB.Database
  /// The machine's time.
  package let wallTime: EstateInstant

  package var now: EstateInstant { world.time }

  /// Logs a change in a target, in the same transaction as the change itself.
  package func recordEffect(
    on server: String,
    _ kind: String,
    _ object: String,
    detail: String = ""
  ) throws {
    try rows.execute(
      literal: """
        INSERT INTO effect (time, server, kind, object, detail)
        VALUES (\(world.time.microseconds), \(server), \(kind), \(object), \(detail))
        """
    )
  }

  /// The server that a door speaks for; a door for an unknown one is a fault of the lab itself.
  package func server(_ name: String) -> Server {
    guard let server = world.server(named: name) else {
      preconditionFailure("a door was opened for '\(name)', which is not in the estate")
    }
    return server
  }
}
