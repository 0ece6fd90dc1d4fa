/// All that a batch answered, once it has been read to its end without an error.
package struct SQLServerReply: Hashable, Sendable {
  package var resultSets: [SQLResultSet]
  /// What `PRINT` and low severities said.
  package var messages: [SQLServerMessage]
  /// The counts of the statements that returned no rows, in order.
  package var affectedCounts: [Int]

  package init(
    resultSets: [SQLResultSet] = [],
    messages: [SQLServerMessage] = [],
    affectedCounts: [Int] = []
  ) {
    self.resultSets = resultSets
    self.messages = messages
    self.affectedCounts = affectedCounts
  }
}

/// The rows of one statement.
package struct SQLResultSet: Hashable, Sendable {
  package var columns: [String]
  package var rows: [[SQLCell]]

  package init(columns: [String], rows: [[SQLCell]] = []) {
    self.columns = columns
    self.rows = rows
  }
}

/// An error or a message of the server, numbered as in `sys.messages`.
package struct SQLServerMessage: Hashable, Sendable {
  package var number: Int
  /// Nil with FreeTDS, which does not hand it on.
  package var state: Int?
  package var severity: Int?
  package var line: Int?
  /// Nil outside procedures, and always with FreeTDS.
  package var procedure: String?
  package var text: String

  package init(
    number: Int,
    state: Int? = nil,
    severity: Int? = nil,
    line: Int? = nil,
    procedure: String? = nil,
    text: String
  ) {
    self.number = number
    self.state = state
    self.severity = severity
    self.line = line
    self.procedure = procedure
    self.text = text
  }
}

extension SQLServerMessage: CustomStringConvertible {
  /// The form that `sqlcmd` prints, on one line.
  package var description: String {
    var place = ["Msg \(number)"]
    if let severity { place.append("Level \(severity)") }
    if let state { place.append("State \(state)") }
    if let procedure { place.append("Procedure \(procedure)") }
    if let line { place.append("Line \(line)") }
    return place.joined(separator: ", ") + ": " + text
  }
}
