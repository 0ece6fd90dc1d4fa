import CODBC

/// One execution of a batch: binds, executes, and reads every answer to the end.
///
/// A later statement's error, and a message in the middle of the rows, appear only when the reading
/// gets there; so nothing is a success before it has been drained.
struct ODBCStatement {
  let handle: ODBCHandle
  let family: ODBCDriver.Family

  private var reply = SQLServerReply()
  private var failures: [ODBCDiagnostic] = []
  private var turns = 0

  init(_ handle: ODBCHandle, _ family: ODBCDriver.Family) {
    self.handle = handle
    self.family = family
  }

  /// Blocks until the whole answer is read, or `interruption` ended it.
  mutating func run(
    _ request: SQLRequest,
    timeout: Duration,
    interruption: ODBCInterruption
  ) throws(SQLServerFailure) -> SQLServerReply {
    prepare(request, timeout)
    let parameters = ODBCParameters(request.parameters)
    guard parameters.bind(to: handle, family) else {
      throw .refused(errors: records().map(\.message))
    }
    guard interruption.begin(handle) else { throw interruption.end() ?? .cancelled }
    var text = Array(request.text.utf16)
    let code = withExtendedLifetime(parameters) {
      SQLExecDirectW(handle.raw, &text, SQLINTEGER(text.count))
    }
    drain(from: code)
    // The return codes are not to be trusted here: a cancelled batch may report a success.
    if let cause = interruption.end() { throw cause }
    try verdict(timeout)
    return reply
  }

  private func prepare(_ request: SQLRequest, _ timeout: Duration) {
    // The driver's limit ends at the first result; it only backs up the deadline of our own.
    let limit = UInt(clamping: timeout.components.seconds) &+ 5
    SQLSetStmtAttrW(handle.raw, SQL_ATTR_QUERY_TIMEOUT, odbcInteger(limit), SQL_IS_UINTEGER)
    // Braces in a batch are T-SQL's own, never ODBC's escapes.
    SQLSetStmtAttrW(
      handle.raw,
      SQL_ATTR_NOSCAN,
      odbcInteger(UInt(SQL_NOSCAN_ON)),
      SQL_IS_UINTEGER
    )
  }

  private mutating func drain(from first: SQLRETURN) {
    var code = first
    var isFirst = true
    // A dead connection answers with an error for ever.
    while turns < 100 {
      if code == SQL_ERROR || code == SQL_INVALID_HANDLE {
        let records = records()
        guard note(failed: records) else { return }
      } else if code == SQL_NO_DATA && !isFirst {
        return
      } else {
        // SQL_NO_DATA of the execution itself: an update that touched no row.
        if code == SQL_SUCCESS_WITH_INFO { note(records()) }
        guard read() else { return }
      }
      isFirst = false
      code = SQLMoreResults(handle.raw)
    }
  }

  /// Reads the current result; returns false when nothing more can come.
  private mutating func read() -> Bool {
    do throws(ODBCCursor.Failure) {
      var notices: [ODBCDiagnostic] = []
      let set = try ODBCCursor(statement: handle).resultSet { notices += records() }
      note(notices)
      if let set {
        reply.resultSets.append(set)
        return true
      }
      var affected: SQLLEN = -1
      SQLRowCount(handle.raw, &affected)
      if affected >= 0 { reply.affectedCounts.append(affected) }
      return true
    } catch {
      if let detail = error.detail {
        failures.append(ODBCDiagnostic(driver: detail))
        turns += 1
        return true
      }
      return note(failed: records())
    }
  }

  /// Returns whether it is worth going on.
  private mutating func note(failed records: [ODBCDiagnostic]) -> Bool {
    turns += 1
    note(records, failed: true)
    return !records.isEmpty && !records.contains { $0.endsSession(family) || $0.isDriverTimeout }
  }

  private mutating func note(_ records: [ODBCDiagnostic], failed: Bool = false) {
    if failed && records.isEmpty { failures.append(ODBCDiagnostic(driver: "no reason given")) }
    for record in records where !record.isRoutine {
      if record.endsSession(family) || record.isError(ofFailedCall: failed) {
        failures.append(record)
      } else if record.isFromServer {
        reply.messages.append(record.message)
      }
    }
    // An error is an error even if all its records call themselves information.
    if failed && failures.isEmpty { failures = records }
  }

  private func verdict(_ timeout: Duration) throws(SQLServerFailure) {
    guard !failures.isEmpty else { return }
    if failures.contains(where: { $0.endsSession(family) }) {
      throw .connectionLost(detail: failures.detail)
    }
    if failures.contains(where: \.isDriverTimeout) { throw .timedOut(after: timeout) }
    throw .refused(errors: failures.map(\.message))
  }

  private func records() -> [ODBCDiagnostic] {
    ODBCDiagnostic.records(of: handle, SQL_HANDLE_STMT, family)
  }
}
