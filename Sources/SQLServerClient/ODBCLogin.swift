import CODBC
import Secrets

/// Brings a session about: the knock, the driver's string, the token, and the reason if it fails.
struct ODBCLogin {
  /// `SQL_COPT_SS_ACCESS_TOKEN` of Microsoft's `msodbcsql.h`.
  private static let accessToken: SQLINTEGER = 1256

  let target: SQLServerTarget
  let address: SQLServerAddress

  /// Blocks for as long as the login takes, at most its timeout twice.
  func connect() throws(SQLServerFailure) -> (handle: ODBCHandle, family: ODBCDriver.Family) {
    guard let environment = ODBCHandle.environment,
      let handle = ODBCHandle(SQL_HANDLE_DBC, of: environment)
    else { throw .notConnected(.driver(detail: "The ODBC driver manager cannot be used.")) }
    do throws(SQLServerFailure) {
      let text = try ODBCConnectionString(target, at: address, section: section()).text
      if let port = address.probedPort {
        try PortProbe(host: address.host, port: port).check(within: target.loginTimeout)
      }
      try anchorTrust()
      try open(handle, text)
      return (handle, Self.family(of: handle) ?? target.driver.family)
    } catch {
      handle.free(SQL_HANDLE_DBC)
      throw error
    }
  }

  /// FreeTDS checks certificates only for a server that its own file names.
  private func section() throws(SQLServerFailure) -> String? {
    guard target.driver.family == .freeTDS, target.encryption != .off,
      !target.trustsServerCertificate
    else { return nil }
    return try FreeTDSConfiguration.shared.name(
      of: FreeTDSConfiguration.Section(address: address, caFile: target.caFile)
    )
  }

  private func anchorTrust() throws(SQLServerFailure) {
    guard target.driver.family == .microsoft, target.encryption != .off,
      !target.trustsServerCertificate
    else { return }
    try TrustAnchor.shared.use(target.caFile)
  }

  private func open(_ handle: ODBCHandle, _ connection: Secret) throws(SQLServerFailure) {
    let limit = UInt(max(1, target.loginTimeout.components.seconds))
    SQLSetConnectAttrW(handle.raw, SQL_ATTR_LOGIN_TIMEOUT, odbcInteger(limit), SQL_IS_UINTEGER)
    var text = connection.withValue { Array($0.utf16) }
    guard text.count < Int(SQLSMALLINT.max) else {
      throw .notConnected(.optionRefused(detail: "The connection's values are too long."))
    }
    // The driver reads the token while it connects, not when the attribute is set.
    var token = tokenBytes
    let code = token.withUnsafeMutableBytes { bytes in
      if !bytes.isEmpty {
        SQLSetConnectAttrW(
          handle.raw,
          Self.accessToken,
          bytes.baseAddress,
          SQLINTEGER(SQL_IS_POINTER)
        )
      }
      return SQLDriverConnectW(
        handle.raw,
        nil,
        &text,
        SQLSMALLINT(text.count),
        nil,
        0,
        nil,
        SQLUSMALLINT(SQL_DRIVER_NOPROMPT)
      )
    }
    guard odbcSucceeded(code) else {
      let records = ODBCDiagnostic.records(of: handle, SQL_HANDLE_DBC, target.driver.family)
      throw .notConnected(records.notConnected(target))
    }
  }

  /// `struct ACCESSTOKEN`: the length in bytes, then the token as UTF-16LE.
  private var tokenBytes: [UInt8] {
    guard case .accessToken(let token) = target.credential else { return [] }
    let text = token.withValue { value in
      value.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
    return withUnsafeBytes(of: UInt32(text.count).littleEndian) { Array($0) } + text
  }

  /// Asks the driver itself, as a registered name may stand for either.
  private static func family(of handle: ODBCHandle) -> ODBCDriver.Family? {
    let name = odbcText(128) { buffer in
      var bytes: SQLSMALLINT = 0
      let code = SQLGetInfoW(
        handle.raw,
        SQLUSMALLINT(SQL_DRIVER_NAME),
        buffer,
        SQLSMALLINT(256),
        &bytes
      )
      return odbcSucceeded(code) ? Int(bytes) / 2 : nil
    }
    guard let name else { return nil }
    return name.contains("tdsodbc") ? .freeTDS : .microsoft
  }
}
