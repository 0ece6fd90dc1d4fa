import LabEstate

/// A word of T-SQL and where it stands.
struct Token: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case word
    /// `[name]` or `"name"`; `text` is without the quotes.
    case quotedName
    /// `'text'` or `N'text'`; `text` is without the quotes.
    case string(isUnicode: Bool)
    case integer
    case decimal
    case float
    case binary
    /// With its `@`.
    case variable
    /// With its `@@`.
    case global
    case symbol
    case end
  }

  var kind: Kind
  var text: String
  var line: Int32
  /// Where the token starts and ends in the batch, in Unicode scalars.
  var range: Range<Int>

  /// Whether the token is the unquoted keyword, in any case.
  func isWord(_ keyword: String) -> Bool { kind == .word && text.isSameName(as: keyword) }

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
}
