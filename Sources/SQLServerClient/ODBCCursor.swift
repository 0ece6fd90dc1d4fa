import CODBC

/// Reads the rows of a statement's current result set, each column once and from left to right.
struct ODBCCursor {
  /// A call that failed; the statement's records say why, unless `detail` does.
  struct Failure: Error { var detail: String? }

  let statement: ODBCHandle

  /// Returns nil when the current result has no columns.
  ///
  /// `notice` is called where a row came with information.
  func resultSet(notice: () -> Void) throws(Failure) -> SQLResultSet? {
    var count: SQLSMALLINT = 0
    SQLNumResultCols(statement.raw, &count)
    guard count > 0 else { return nil }
    let columns = (1...SQLUSMALLINT(count)).map(describe)
    var set = SQLResultSet(columns: columns.map(\.name))
    while true {
      let code = SQLFetch(statement.raw)
      if code == SQL_NO_DATA { return set }
      guard odbcSucceeded(code) else { throw Failure() }
      if code == SQL_SUCCESS_WITH_INFO { notice() }
      var row: [SQLCell] = []
      row.reserveCapacity(columns.count)
      for (index, column) in columns.enumerated() {
        row.append(try cell(SQLUSMALLINT(index + 1), column.type))
      }
      set.rows.append(row)
    }
  }

  private func describe(_ column: SQLUSMALLINT) -> (name: String, type: Int32) {
    var type: SQLSMALLINT = 0
    var size: SQLULEN = 0
    var digits: SQLSMALLINT = 0
    var nullable: SQLSMALLINT = 0
    let name = odbcText(130) { buffer in
      var length: SQLSMALLINT = 0
      SQLDescribeColW(
        statement.raw,
        column,
        buffer,
        130,
        &length,
        &type,
        &size,
        &digits,
        &nullable
      )
      return Int(length)
    }
    return (name ?? "", Int32(type))
  }

  private func cell(_ column: SQLUSMALLINT, _ type: Int32) throws(Failure) -> SQLCell {
    switch type {
    case SQL_BIT:
      try fixed(column, SQL_C_BIT, UInt8(0)).map { .bool($0 != 0) } ?? .null
    case SQL_TINYINT, SQL_SMALLINT, SQL_INTEGER, SQL_BIGINT:
      try fixed(column, SQL_C_SBIGINT, Int64(0)).map(SQLCell.int) ?? .null
    case SQL_REAL, SQL_FLOAT, SQL_DOUBLE:
      try fixed(column, SQL_C_DOUBLE, 0.0).map(SQLCell.double) ?? .null
    case SQL_BINARY, SQL_VARBINARY, SQL_LONGVARBINARY:
      try pieces(column, SQL_C_BINARY, terminator: 0).map(SQLCell.bytes) ?? .null
    default:
      try pieces(column, SQL_C_WCHAR, terminator: 2).map { .text(Self.text($0)) } ?? .null
    }
  }

  private func fixed<Value: BitwiseCopyable>(
    _ column: SQLUSMALLINT,
    _ cType: Int32,
    _ zero: Value
  ) throws(Failure) -> Value? {
    var value = zero
    var indicator: SQLLEN = 0
    let code = withUnsafeMutableBytes(of: &value) { bytes in
      SQLGetData(
        statement.raw,
        column,
        SQLSMALLINT(cType),
        bytes.baseAddress,
        bytes.count,
        &indicator
      )
    }
    guard odbcSucceeded(code) else { throw Failure() }
    return indicator == SQL_NULL_DATA ? nil : value
  }

  /// The indicator is what was left before the call, or `SQL_NO_TOTAL`.
  private func pieces(
    _ column: SQLUSMALLINT,
    _ cType: Int32,
    terminator: Int
  ) throws(Failure) -> [UInt8]? {
    var whole: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    let room = buffer.count - terminator
    var last = SQLLEN.max
    while true {
      var indicator: SQLLEN = 0
      let code = SQLGetData(
        statement.raw,
        column,
        SQLSMALLINT(cType),
        &buffer,
        buffer.count,
        &indicator
      )
      if code == SQL_NO_DATA { return whole }
      guard odbcSucceeded(code) else { throw Failure() }
      if indicator == SQL_NULL_DATA { return nil }
      let isOpenEnded = indicator == SQL_NO_TOTAL
      whole += buffer[..<(isOpenEnded || indicator > room ? room : indicator)]
      if code == SQL_SUCCESS { return whole }
      // FreeTDS 1.3 gives a sql_variant that is no string without progress, for ever.
      guard isOpenEnded || (indicator < last && indicator > room) else {
        throw Failure(detail: "Column \(column) cannot be read: CAST it to a plain type.")
      }
      last = indicator
    }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    let units = stride(from: 0, to: bytes.count & ~1, by: 2).map { index in
      UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }
}
