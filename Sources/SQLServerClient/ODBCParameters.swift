import CODBC

/// The values of a statement's markers, in memory that stays where it is.
///
/// The driver reads buffers and lengths when the statement is executed, not when they are bound.
final class ODBCParameters {
  private let cells: [SQLCell]
  private let lengths: UnsafeMutablePointer<SQLLEN>
  private var buffers: [UnsafeMutableRawPointer] = []

  init(_ cells: [SQLCell]) {
    self.cells = cells
    lengths = .allocate(capacity: cells.count + 1)
  }

  deinit {
    lengths.deallocate()
    for buffer in buffers { buffer.deallocate() }
  }

  /// Returns false when the driver refused one; its records then say why.
  func bind(to statement: ODBCHandle, _ family: ODBCDriver.Family) -> Bool {
    for (index, cell) in cells.enumerated() {
      let form = Form(cell, family)
      let memory = UnsafeMutableRawPointer.allocate(byteCount: form.bytes.count + 8, alignment: 8)
      form.bytes.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress {
          memory.copyMemory(from: start, byteCount: bytes.count)
        }
      }
      buffers.append(memory)
      lengths[index] = cell == .null ? SQLLEN(SQL_NULL_DATA) : form.bytes.count
      let code = SQLBindParameter(
        statement.raw,
        SQLUSMALLINT(index + 1),
        SQLSMALLINT(SQL_PARAM_INPUT),
        SQLSMALLINT(form.cType),
        SQLSMALLINT(form.sqlType),
        SQLULEN(form.columnSize),
        0,
        memory,
        form.bytes.count,
        lengths + index
      )
      guard odbcSucceeded(code) else { return false }
    }
    return true
  }

  private struct Form {
    var cType: Int32
    var sqlType: Int32
    var columnSize = 0
    var bytes: [UInt8] = []

    init(_ cell: SQLCell, _ family: ODBCDriver.Family) {
      let isFreeTDS = family == .freeTDS
      switch cell {
      case .null:
        (cType, sqlType, columnSize) = (SQL_C_WCHAR, SQL_WVARCHAR, 1)
      case .int(let value):
        (cType, sqlType) = (SQL_C_SBIGINT, SQL_BIGINT)
        bytes = withUnsafeBytes(of: value) { Array($0) }
      case .double(let value):
        (cType, sqlType) = (SQL_C_DOUBLE, SQL_DOUBLE)
        bytes = withUnsafeBytes(of: value) { Array($0) }
      case .bool(let value):
        (cType, sqlType) = (SQL_C_BIT, SQL_BIT)
        bytes = [value ? 1 : 0]
      case .text(let value):
        // FreeTDS cuts a longer SQL_WVARCHAR without a word; Microsoft's LONG types are ntext.
        let isLong = value.utf16.count > 4000
        (cType, sqlType) = (SQL_C_WCHAR, isLong && isFreeTDS ? SQL_WLONGVARCHAR : SQL_WVARCHAR)
        columnSize = isLong ? 0 : 4000
        bytes = value.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
      case .bytes(let value):
        let isLong = value.count > 8000
        (cType, sqlType) = (SQL_C_BINARY, isLong && isFreeTDS ? SQL_LONGVARBINARY : SQL_VARBINARY)
        columnSize = isLong ? 0 : 8000
        bytes = value
      }
    }
  }
}
