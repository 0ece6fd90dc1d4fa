import CODBC

/// An environment, connection or statement of the driver manager.
///
/// Unchecked: the pointer is opaque, and ODBC 3 lets any thread use any handle; that none is used
/// after it was freed is kept by the one owner of each, and by ``ODBCInterruption`` for the cancelling thread.
struct ODBCHandle: @unchecked Sendable {
  let raw: SQLHANDLE

  /// One for the process, never freed; nil when the driver manager cannot give one.
  static let environment: ODBCHandle? = {
    // Temporary tables and SET options must not outlive the session that made them.
    SQLSetEnvAttr(nil, SQL_ATTR_CONNECTION_POOLING, odbcInteger(UInt(SQL_CP_OFF)), 0)
    guard let environment = ODBCHandle(SQL_HANDLE_ENV, of: nil) else { return nil }
    SQLSetEnvAttr(environment.raw, SQL_ATTR_ODBC_VERSION, odbcInteger(UInt(SQL_OV_ODBC3)), 0)
    return environment
  }()

  init?(_ kind: Int32, of parent: ODBCHandle?) {
    var handle: SQLHANDLE?
    guard odbcSucceeded(SQLAllocHandle(SQLSMALLINT(kind), parent?.raw, &handle)), let handle else {
      return nil
    }
    raw = handle
  }

  func free(_ kind: Int32) { SQLFreeHandle(SQLSMALLINT(kind), raw) }
}

/// `SQL_SUCCEEDED`, a macro with an argument, which Swift does not import.
func odbcSucceeded(_ code: SQLRETURN) -> Bool { code & ~1 == 0 }

/// An attribute's integer, which travels in the pointer.
func odbcInteger(_ value: UInt) -> SQLPOINTER? { SQLPOINTER(bitPattern: value) }

/// Calls with a UTF-16 buffer that holds up to `capacity` units, and returns what was written.
func odbcText(_ capacity: Int, _ fill: (UnsafeMutablePointer<SQLWCHAR>) -> Int?) -> String? {
  withUnsafeTemporaryAllocation(of: SQLWCHAR.self, capacity: capacity) { buffer in
    buffer.initialize(repeating: 0)
    guard let start = buffer.baseAddress, let count = fill(start) else { return nil }
    return String(decoding: buffer.prefix(max(0, min(count, capacity - 1))), as: UTF16.self)
  }
}
