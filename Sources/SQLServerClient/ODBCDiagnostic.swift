import CODBC

/// One record of what the driver, or the server through it, said about a call.
struct ODBCDiagnostic: Hashable, Sendable {
  var sqlState: String
  var native: Int
  var text: String
  /// False for what the driver or its manager says of itself.
  var isFromServer: Bool
  var message: SQLServerMessage

  /// Reads all records of a handle's last call.
  static func records(
    of handle: ODBCHandle,
    _ kind: Int32,
    _ family: ODBCDriver.Family
  ) -> [ODBCDiagnostic] {
    var all: [ODBCDiagnostic] = []
    while all.count < 1000,
      let next = ODBCDiagnostic(handle, kind, SQLSMALLINT(all.count + 1), family)
    {
      all.append(next)
    }
    return all
  }

  private init?(
    _ handle: ODBCHandle,
    _ kind: Int32,
    _ record: SQLSMALLINT,
    _ family: ODBCDriver.Family
  ) {
    var state = [SQLWCHAR](repeating: 0, count: 6)
    var native: SQLINTEGER = 0
    // RAISERROR's text has at most 2047 characters.
    let capacity = 2200
    let text = odbcText(capacity) { buffer in
      var length: SQLSMALLINT = 0
      let code = SQLGetDiagRecW(
        SQLSMALLINT(kind),
        handle.raw,
        record,
        &state,
        &native,
        buffer,
        SQLSMALLINT(capacity),
        &length
      )
      return odbcSucceeded(code) ? Int(length) : nil
    }
    guard let text else { return nil }
    let (origin, rest) = Self.splitOrigin(text)
    sqlState = String(decoding: state.prefix(5), as: UTF16.self)
    self.native = Int(native)
    self.text = rest
    isFromServer = origin.last == "SQL Server"
    message = SQLServerMessage(number: Int(native), text: rest)
    guard kind == SQL_HANDLE_STMT else { return }
    let fields = ODBCDiagnosticFields(handle: handle, kind: kind, record: record)
    message.line = fields.integer(ODBCDiagnosticFields.line)
    switch family {
    case .freeTDS:
      // Its field of the state holds the severity, and there are no others.
      message.severity = fields.integer(ODBCDiagnosticFields.state)
    case .microsoft:
      message.state = fields.integer(ODBCDiagnosticFields.state)
      message.severity = fields.integer(ODBCDiagnosticFields.severity)
      message.procedure = fields.text(ODBCDiagnosticFields.procedure)
    }
  }

  /// What we say ourselves about a call.
  init(driver detail: String) {
    sqlState = ""
    native = 0
    text = detail
    isFromServer = false
    message = SQLServerMessage(number: 0, text: detail)
  }

  /// Splits `[vendor][driver][SQL Server]text`.
  private static func splitOrigin(_ text: String) -> (origin: [Substring], rest: String) {
    var origin: [Substring] = []
    var rest = text[...]
    while rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      origin.append(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
    }
    return (origin, String(rest))
  }
}

/// The driver's own fields of a record (`SQL_DIAG_SS_…`), which unixODBC's headers do not have.
private struct ODBCDiagnosticFields {
  static let state: SQLSMALLINT = -1150
  static let severity: SQLSMALLINT = -1151
  static let procedure: SQLSMALLINT = -1153
  static let line: SQLSMALLINT = -1154

  let handle: ODBCHandle
  let kind: Int32
  let record: SQLSMALLINT

  /// Length 0, not `SQL_IS_INTEGER`: FreeTDS refuses a negative one; zeroed: the line is a 16-bit store.
  func integer(_ field: SQLSMALLINT) -> Int? {
    var value: SQLINTEGER = 0
    let code = SQLGetDiagFieldW(SQLSMALLINT(kind), handle.raw, record, field, &value, 0, nil)
    return code == SQL_SUCCESS ? Int(value) : nil
  }

  func text(_ field: SQLSMALLINT) -> String? {
    let capacity = 260
    let text = odbcText(capacity) { buffer in
      var bytes: SQLSMALLINT = 0
      let code = SQLGetDiagFieldW(
        SQLSMALLINT(kind),
        handle.raw,
        record,
        field,
        buffer,
        SQLSMALLINT(capacity * 2),
        &bytes
      )
      return odbcSucceeded(code) ? Int(bytes) / 2 : nil
    }
    return text?.isEmpty == false ? text : nil
  }
}
