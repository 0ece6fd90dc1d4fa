/// How a request failed, told by how far it came, since that decides what may follow.
package enum SQLServerFailure: Error, Hashable, Sendable {
  /// Nothing can have been sent.
  case notConnected(NotConnectedReason)
  /// The server answered with errors.
  ///
  /// Statements before the one that failed may have taken effect.
  case refused(errors: [SQLServerMessage])
  /// It was sent and no whole answer came back: what happened is not known.
  case connectionLost(detail: String)
  /// The server was told to stop; what it did before is not known.
  case timedOut(after: Duration)
  /// As a timeout, but on the caller's wish.
  case cancelled
}

/// Why there is no session.
package enum NotConnectedReason: Hashable, Sendable {
  case unreachable(detail: String)
  /// Error 18456.
  case loginRefused(errors: [SQLServerMessage])
  /// Error 4060.
  case unknownDatabase(String, errors: [SQLServerMessage])
  /// Any other error number that the server gave at the login.
  case serverRefused(errors: [SQLServerMessage])
  case driverMissing(driver: String, detail: String)
  case encryption(detail: String)
  case timedOut(after: Duration)
  /// We did not try: the target asks for what is unsafe or what the driver cannot do.
  case optionRefused(detail: String)
  /// An earlier request lost the connection, or it was closed.
  case closed
  case driver(detail: String)
}

extension SQLServerFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notConnected(let reason): reason.description
    case .refused(let errors): errors.text
    case .connectionLost(let detail):
      "The connection was lost before the server's answer was complete (\(detail)). "
        + "Whether the statement took effect is not known."
    case .timedOut(let limit): "The server gave no answer within \(limit)."
    case .cancelled: "The request was cancelled."
    }
  }
}

extension NotConnectedReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreachable(let detail): detail
    case .loginRefused(let errors): "The server refused the login. \(errors.text)"
    case .unknownDatabase(let name, let errors):
      "The database \(name) cannot be opened. \(errors.text)"
    case .serverRefused(let errors): "The server refused the connection. \(errors.text)"
    case .driverMissing(let driver, let detail):
      "The ODBC driver \(driver) is not installed (\(detail))."
    case .encryption(let detail): "No encrypted connection could be agreed: \(detail)"
    case .timedOut(let limit): "The server did not finish the login within \(limit)."
    case .optionRefused(let detail): detail
    case .closed: "The connection is closed."
    case .driver(let detail): detail
    }
  }

  /// What to do about it, where that is known.
  package var remedy: String? {
    switch self {
    case .driverMissing(let driver, _):
      ODBCDriver(named: driver)?.family == .freeTDS
        ? "Install FreeTDS's driver (Debian, Ubuntu: apt-get install tdsodbc)."
        : "Install the Microsoft ODBC Driver 18 for SQL Server, or use `driver: FreeTDS`."
    case .encryption:
      "Name the certificate's issuer in a CA file; the certificate must carry the server's name."
    case .unreachable, .timedOut:
      "Check the server's name and port, the firewall and the VPN."
    case .loginRefused, .unknownDatabase, .serverRefused, .optionRefused, .closed, .driver:
      nil
    }
  }
}

extension [SQLServerMessage] {
  fileprivate var text: String { map(\.description).joined(separator: " ") }
}
