import Foundation
import GRDB
import LabEstate
import Synchronization

/// The functions that translated queries call, bound to one statement's context.
///
/// SQLite knows only four kinds of value; each call brings the T-SQL types of its arguments.
final class SQLiteFunctions: Sendable {
  private let context: EvaluationContext
  /// SQLite reports a failed function as text alone, so the message waits here.
  private let failure = Mutex<TSQLMessage?>(nil)

  init(context: EvaluationContext) { self.context = context }

  func install(in database: GRDB.Database) {
    database.add(
      function: DatabaseFunction("tsql", pure: false) { [self] arguments in
        try call(arguments)
      }
    )
    database.add(
      function: DatabaseFunction("tsql_sum", argumentCount: 1, aggregate: DecimalSum.self)
    )
    database.add(
      function: DatabaseFunction("tsql_min", argumentCount: 1, aggregate: DecimalMinimum.self)
    )
    database.add(
      function: DatabaseFunction("tsql_max", argumentCount: 1, aggregate: DecimalMaximum.self)
    )
  }

  /// The T-SQL error behind an error of SQLite.
  func message(behind error: any Error) -> any Error {
    if let message = failure.withLock({ $0 }) { return message }
    guard let error = error as? DatabaseError else { return error }
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_ROWID:
      return TSQLMessage(
        2627,
        "Violation of PRIMARY KEY constraint. Cannot insert duplicate key.",
        severity: 14
      )
    case .SQLITE_CONSTRAINT_NOTNULL:
      let column = error.message?.split(separator: ".").last.map(String.init) ?? ""
      return TSQLMessage(
        515,
        "Cannot insert the value NULL into column '\(column)'; column does not allow nulls."
      )
    default: return TSQLMessage.lab("The lab cannot run this statement: \(error.message ?? "").")
    }
  }

  private func call(_ arguments: [DatabaseValue]) throws -> DatabaseValue {
    do {
      guard arguments.count >= 2, let name = String.fromDatabaseValue(arguments[0]),
        let codes = String.fromDatabaseValue(arguments[1])
      else { preconditionFailure("tsql() takes a name and type codes first") }
      let types = codes.split(separator: ",").compactMap { TSQLType(code: $0) }
      return try value(of: name, types, Array(arguments.dropFirst(2))).databaseValue
    } catch let message as TSQLMessage {
      failure.withLock { $0 = $0 ?? message }
      throw message
    }
  }

  private func value(
    of name: String,
    _ types: [TSQLType],
    _ stored: [DatabaseValue]
  ) throws -> TSQLValue {
    if name == "CAST" { return try cast(types, stored) }
    if name == "SINGLE" { throw Self.severalRows }
    if name == "STORE" { return try store(types, stored) }
    let values = zip(stored, types).map { TSQLValue($0, as: $1) }
    switch name {
    case "COMPARE":
      guard case .decimal(let left) = values[0], case .decimal(let right) = values[1] else {
        return .null
      }
      return .int(DecimalDigits.compare(left, right))
    case "SORTKEY":
      guard case .decimal(let digits) = values[0] else { return .null }
      return .text(DecimalDigits.sortKey(digits))
    case "LIKE":
      guard case .text(let text) = values[0], case .text(let pattern) = values[1] else {
        return .null
      }
      let escape = values.text(2).first
      return .bit(LikePattern(pattern, escape: escape).matches(text))
    case "+", "-", "*", "/", "%": return try arithmetic(name, values, types)
    default:
      guard let function = ScalarFunction.named(name) else {
        preconditionFailure("the translator let the unknown function \(name) through")
      }
      if function.isStrict, values.contains(where: \.isNull) { return .null }
      return try function.body(values, context)
    }
  }

  private static let severalRows = TSQLMessage(
    512,
    "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, "
      + "<, <= , >, >= or when the subquery is used as an expression."
  )

  private func cast(_ types: [TSQLType], _ stored: [DatabaseValue]) throws -> TSQLValue {
    var source = types[0]
    if source == .sqlVariant {
      switch stored[0].storage {
      case .int64: source = .bigInt
      case .double: source = .float
      case .blob: source = .varbinary(nil)
      case .string, .null: source = .nvarchar(nil)
      }
    }
    let style = Int.fromDatabaseValue(stored[1])
    let isLenient = Bool.fromDatabaseValue(stored[2]) ?? false
    do {
      return try Conversion(source: source, target: types[1], style: style)
        .convert(TSQLValue(stored[0], as: source))
    } catch is TSQLMessage where isLenient {
      return .null
    }
  }

  /// A cast that refuses to cut text short, as INSERT and UPDATE do.
  private func store(_ types: [TSQLType], _ stored: [DatabaseValue]) throws -> TSQLValue {
    let wide: TSQLType =
      switch types[1] {
      case .nvarchar: .nvarchar(nil)
      case .varchar: .varchar(nil)
      case .varbinary: .varbinary(nil)
      default: types[1]
      }
    let value = try cast([types[0], wide], [stored[0], .null, .null])
    let length =
      switch value {
      case .text(let text): text.utf16.count
      case .bytes(let bytes): bytes.count
      default: 0
      }
    switch types[1] {
    case .nvarchar(let size?) where length > size, .varchar(let size?) where length > size,
      .varbinary(let size?) where length > size:
      throw TSQLMessage(8152, "String or binary data would be truncated.")
    default: return value
    }
  }

  private func arithmetic(
    _ symbol: String,
    _ values: [TSQLValue],
    _ types: [TSQLType]
  ) throws -> TSQLValue {
    switch (values[0], values[1]) {
    case (.int(let left), .int(let right)):
      guard right != 0 else { throw TSQLMessage(8134, "Divide by zero error encountered.") }
      return .int(symbol == "/" ? left / right : left % right)
    case (.double(let left), .double(let right)):
      guard right != 0 else { throw TSQLMessage(8134, "Divide by zero error encountered.") }
      return .double(left / right)
    case (.decimal(let left), .decimal(let right)):
      guard let left = DecimalDigits.parse(left), let right = DecimalDigits.parse(right) else {
        return .null
      }
      let result = try DecimalDigits.compute(symbol, left, right)
      let type = DecimalDigits.resultType(symbol, types[0], types[1])
      return .decimal(DecimalDigits.text(result, scale: type.digits.scale))
    default: return .null
    }
  }
}

/// SUM over decimals kept as text.
private struct DecimalSum: DatabaseAggregate {
  private var total: Decimal?
  private var scale = 0

  mutating func step(_ values: [DatabaseValue]) {
    guard let text = String.fromDatabaseValue(values[0]), let number = DecimalDigits.parse(text)
    else { return }
    scale = max(scale, text.split(separator: ".").dropFirst().first?.count ?? 0)
    total = (total ?? 0) + number
  }

  func finalize() -> (any DatabaseValueConvertible)? {
    total.map { DecimalDigits.text($0, scale: scale) }
  }
}

private struct DecimalMinimum: DatabaseAggregate {
  private var least: String?

  mutating func step(_ values: [DatabaseValue]) {
    guard let text = String.fromDatabaseValue(values[0]) else { return }
    if least.map({ DecimalDigits.compare(text, $0) < 0 }) ?? true { least = text }
  }

  func finalize() -> (any DatabaseValueConvertible)? { least }
}

private struct DecimalMaximum: DatabaseAggregate {
  private var greatest: String?

  mutating func step(_ values: [DatabaseValue]) {
    guard let text = String.fromDatabaseValue(values[0]) else { return }
    if greatest.map({ DecimalDigits.compare(text, $0) > 0 }) ?? true { greatest = text }
  }

  func finalize() -> (any DatabaseValueConvertible)? { greatest }
}
