/// One session with a server; everything that reaches a database goes through it.
package protocol SQLServerConnection: Sendable {
  /// Sends one batch and reads its answer to the end.
  ///
  /// Cancelling the task, or the deadline, tells the server to stop; the answer is then
  /// ``SQLServerFailure/cancelled`` or ``SQLServerFailure/timedOut(after:)``, whatever came back.
  func run(
    _ request: SQLRequest,
    timeout: Duration
  ) async throws(SQLServerFailure) -> SQLServerReply

  /// Ends the session; a second call does nothing.
  func close() async
}

/// A batch and the values of its `?` markers, in order.
package struct SQLRequest: Hashable, Sendable {
  package var text: String
  package var parameters: [SQLCell]

  package init(_ text: String, parameters: [SQLCell] = []) {
    self.text = text
    self.parameters = parameters
  }
}

/// One value, to or from a server.
package enum SQLCell: Hashable, Sendable {
  case null
  case int(Int64)
  case double(Double)
  case bool(Bool)
  /// Also decimals, dates and identifiers, in the form in which the drivers write them.
  case text(String)
  case bytes([UInt8])
}
