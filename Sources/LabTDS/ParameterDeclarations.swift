import LabEstate

/// The second argument of sp_executesql: `@P1 int,@P2 nvarchar(4000)`.
struct ParameterDeclarations: Hashable {
  struct Declaration: Hashable {
    var name: String
    var type: TSQLType
  }

  var declarations: [Declaration] = []

  /// Throws the message for the client: what is no declaration must not pass as one.
  init(_ text: String) throws(TSQLMessage) {
    for piece in Self.pieces(of: text) {
      declarations.append(try Self.declaration(piece))
    }
  }

  /// Cut at the commas outside parentheses.
  private static func pieces(of text: String) -> [Substring] {
    var depth = 0
    return text.split { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return character == "," && depth == 0
    }
    .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private static func declaration(_ piece: Substring) throws(TSQLMessage) -> Declaration {
    let arguments = piece.split(separator: "(", maxSplits: 1)
    var words = (arguments.first ?? "").split(whereSeparator: \.isWhitespace)
    var sizes: [String] = []
    if arguments.count > 1 {
      let rest = arguments[1].split(separator: ")", maxSplits: 1)
      sizes = (rest.first ?? "").split(separator: ",")
        .map { $0.filter { !$0.isWhitespace }.lowercased() }
      words += (rest.dropFirst().first ?? "").split(whereSeparator: \.isWhitespace)
    }
    if let last = words.last, ["output", "out"].contains(last.lowercased()) {
      throw LabRefusal.message("output parameters are not given back ('\(piece)').")
    }
    words.removeAll { $0.lowercased() == "as" }
    guard words.count == 2, words[0].hasPrefix("@") else {
      throw TSQLMessage(102, "Incorrect syntax near '\(piece)'.", severity: 15)
    }
    guard let type = type(words[1].lowercased(), sizes) else {
      throw TSQLMessage(
        2715,
        "Column, parameter, or variable #1: Cannot find data type \(words[1])."
      )
    }
    return Declaration(name: String(words[0]), type: type)
  }

  private static func type(_ name: String, _ sizes: [String]) -> TSQLType? {
    let first = sizes.first.flatMap { Int($0) }
    let length = sizes.first == "max" ? nil : first ?? 1
    switch name {
    case "bit": return .bit
    case "tinyint": return .tinyInt
    case "smallint": return .smallInt
    case "int", "integer": return .int
    case "bigint": return .bigInt
    case "decimal", "numeric", "dec":
      let scale = sizes.dropFirst().first.flatMap { UInt8($0) } ?? 0
      return .decimal(precision: UInt8(clamping: first ?? 18), scale: scale)
    case "money": return .decimal(precision: 19, scale: 4)
    case "smallmoney": return .decimal(precision: 10, scale: 4)
    case "real": return .real
    case "float": return first.map { $0 <= 24 } == true ? .real : .float
    case "date": return .date
    case "time": return .time(scale: UInt8(clamping: first ?? 7))
    case "datetime", "smalldatetime": return .dateTime
    case "datetime2": return .dateTime2(scale: UInt8(clamping: first ?? 7))
    case "uniqueidentifier": return .uniqueIdentifier
    case "nvarchar", "nchar": return .nvarchar(length)
    case "varchar", "char": return .varchar(length)
    case "varbinary", "binary": return .varbinary(length)
    case "ntext", "xml": return .nvarchar(nil)
    case "text": return .varchar(nil)
    case "image": return .varbinary(nil)
    case "sysname": return .nvarchar(128)
    case "sql_variant": return .sqlVariant
    default: return nil
    }
  }
}
