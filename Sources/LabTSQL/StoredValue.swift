import Foundation
import GRDB
import LabEstate

extension TSQLValue {
  /// Reads what SQLite holds as a value of the type.
  init(_ stored: DatabaseValue, as type: TSQLType) {
    switch (stored.storage, type) {
    case (.null, _): self = .null
    case (.int64(let number), .bit): self = .bit(number != 0)
    case (.int64(let number), .decimal): self = .decimal(String(number))
    case (.int64(let number), .real), (.int64(let number), .float): self = .double(Double(number))
    case (.int64(let number), _) where type.isMoment: self = .dateTime(number)
    case (.int64(let number), .nvarchar), (.int64(let number), .varchar):
      self = .text(String(number))
    case (.int64(let number), _): self = .int(number)
    case (.double(let number), .decimal): self = .decimal(DecimalDigits.text(of: number))
    case (.double(let number), _) where type.isInteger: self = .int(Int64(number))
    case (.double(let number), _): self = .double(number)
    case (.string(let text), .decimal): self = .decimal(text)
    case (.string(let text), .uniqueIdentifier):
      self = Blob(hex: text.replacing("-", with: "")).map { .uuid($0.bytes) } ?? .text(text)
    case (.string(let text), _): self = .text(text)
    case (.blob(let data), _): self = .bytes(Array(data))
    }
  }

  /// The value as a literal of SQLite.
  var literal: String {
    switch self {
    case .null: "NULL"
    case .bit(let flag): flag ? "1" : "0"
    case .int(let number), .dateTime(let number):
      number == .min ? "(-9223372036854775807 - 1)" : String(number)
    case .double(let number): String(number).contains("inf") ? "9e999" : String(number)
    case .decimal(let digits): Self.quoted(digits)
    case .text(let text): Self.quoted(text)
    case .bytes(let bytes): "x'\(Blob(bytes).hex)'"
    case .uuid(let bytes): Self.quoted(Self.uuidText(bytes))
    }
  }

  /// SQLite ends a literal at a zero character, which T-SQL text may hold.
  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(0) else { return "'" + text.replacing("'", with: "''") + "'" }
    return "CAST(x'\(Blob(Array(text.utf8)).hex)' AS TEXT)"
  }

  var isNull: Bool { self == .null }
}
