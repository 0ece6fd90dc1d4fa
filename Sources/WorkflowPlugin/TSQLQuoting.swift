/// The one place where names and values become T-SQL text.
///
/// DDL takes no variables, so its text is built; everything else uses `SQLCall.parameters`.
public enum TSQL {
  /// `[name]` with every `]` doubled, as `QUOTENAME (Transact-SQL)` does.
  public static func identifier(_ name: String) -> String {
    "[\(name.replacing("]", with: "]]"))]"
  }

  /// `N'text'` with every `'` doubled, a Unicode constant of `Constants (Transact-SQL)`.
  public static func literal(_ text: String) -> String {
    "N'\(text.replacing("'", with: "''"))'"
  }

  /// The binary constant that hex digits stand for, or nil when they are not whole bytes.
  ///
  /// Azure's tools give blobs with and without `0x` and in either case; equal bytes give equal text.
  public static func binary(_ hex: String) -> String? {
    let digits = hex.hasPrefix("0x") || hex.hasPrefix("0X") ? hex.dropFirst(2) : hex[...]
    guard !digits.isEmpty, digits.utf8.count.isMultiple(of: 2),
      digits.utf8.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit })
    else { return nil }
    return "0x" + digits.uppercased()
  }

  /// A date literal that means the same under every `SET DATEFORMAT`, or nil for no `yyyymmdd`.
  public static func date(_ digits: String) -> String? {
    guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let month = Int(digits.dropFirst(4).prefix(2)), (1...12).contains(month),
      let day = Int(digits.suffix(2)), (1...31).contains(day)
    else { return nil }
    return literal(digits)
  }
}
