/// What a record means; SQLSTATEs differ between the drivers, so a server's number decides.
extension ODBCDiagnostic {
  /// `Changed database context` and `Changed language setting`: said at every login.
  var isRoutine: Bool { native == 5701 || native == 5703 }

  /// Severities up to 10 are information ("Database Engine error severities").
  ///
  /// FreeTDS keeps the severity of a PRINT to itself, so without one the call's outcome decides.
  func isError(ofFailedCall failed: Bool) -> Bool {
    guard let severity = message.severity else { return failed }
    return severity > 10 && (failed || isFromServer)
  }

  /// After this, nothing more can be had from the session.
  ///
  /// Class 20 and above ends it. FreeTDS numbers a cut line 20004, 20006 or 20017 and a dead
  /// session 20047 (`sybdb.h`), and knows no better than "unknown error" afterwards.
  func endsSession(_ family: ODBCDriver.Family) -> Bool {
    if let severity = message.severity, isFromServer, severity >= 20 { return true }
    // 08004 is how both drivers put 911 and 916, which are ordinary errors.
    if sqlState.hasPrefix("08"), sqlState != "08004" { return true }
    guard family == .freeTDS else { return false }
    return [20004, 20006, 20017, 20047].contains(native) || (sqlState == "HY000" && native == 0)
  }

  /// The driver's own limit, our second line behind the deadline.
  var isDriverTimeout: Bool { sqlState == "HYT00" || sqlState == "HYT01" }
}

extension [ODBCDiagnostic] {
  var detail: String {
    isEmpty
      ? "the driver gave no reason"
      : map { $0.native == 0 ? $0.text : "\($0.native): \($0.text)" }.joined(separator: "; ")
  }

  /// Says why no session came about, from all records: the drivers order them differently.
  func notConnected(_ target: SQLServerTarget) -> NotConnectedReason {
    let server = filter { $0.isFromServer && $0.native > 0 && !$0.isClientLibrary(target) }
      .filter { !$0.isRoutine }
      .map(\.message)
    if server.contains(where: { $0.number == 4060 }) {
      return .unknownDatabase(target.database, errors: server)
    }
    if server.contains(where: { $0.number == 18456 }) { return .loginRefused(errors: server) }
    if !server.isEmpty { return .serverRefused(errors: server) }
    if contains(where: { $0.isDriverMissing }) {
      return .driverMissing(driver: target.driver.location, detail: detail)
    }
    if contains(where: \.speaksOfEncryption) { return .encryption(detail: detail) }
    if target.encryption != .off, contains(where: { $0.isUnexplained(target) }) {
      let issuers = target.caFile ?? "the system's store"
      return .encryption(
        detail: "the server offers none, or its certificate carries another name than the "
          + "server's or an issuer that is not in \(issuers) (\(detail))."
      )
    }
    if contains(where: \.isDriverTimeout) { return .timedOut(after: target.loginTimeout) }
    return .driver(detail: detail)
  }
}

extension ODBCDiagnostic {
  /// The driver manager's words: it has neither a SQLSTATE nor a number of its own for this.
  fileprivate var isDriverMissing: Bool {
    ["IM002", "IM003", "IM004"].contains(sqlState) || text.contains("Can't open lib")
  }

  fileprivate var speaksOfEncryption: Bool {
    ["SSL", "TLS", "ncryption", "ertificate"].contains(where: text.contains)
  }

  /// FreeTDS says only 20002, "connection failed", of whatever went wrong before the login.
  fileprivate func isUnexplained(_ target: SQLServerTarget) -> Bool {
    native == 20002 && isClientLibrary(target)
  }

  /// FreeTDS puts db-lib's own numbers, from 20000 on (`sybdb.h`), where the server's stand.
  fileprivate func isClientLibrary(_ target: SQLServerTarget) -> Bool {
    target.driver.family == .freeTDS && (20000..<20300).contains(native)
  }
}
