import LabEstate

extension Parser {
  mutating func execute() throws -> Statement.Kind {
    take()
    if current.isSymbol("(") {
      return .executeText(try parenthesised { try $0.expression() })
    }
    if current.kind == .variable, peek().isSymbol("=") {
      let result = try variable()
      take()
      return try procedureCall(result: result)
    }
    if current.kind == .variable { throw unsupported("EXEC of a procedure named by a variable") }
    return try procedureCall()
  }

  mutating func procedureCall(result: String? = nil) throws -> Statement.Kind {
    let name = try objectName()
    var call = Statement.ProcedureCall(name: name, arguments: [], result: result)
    if startsArgument {
      call.arguments = try list { try $0.argument() }
    }
    return .execute(call)
  }

  private var startsArgument: Bool {
    switch current.kind {
    case .string, .integer, .decimal, .float, .binary, .variable, .global: true
    case .symbol: current.text == "-"
    case .quotedName: true
    case .word:
      ["DEFAULT", "NULL"].contains(current.text.uppercased())
        || !Self.reserved.contains(current.text.uppercased())
    case .end: false
    }
  }

  private mutating func argument() throws -> Statement.ProcedureCall.Argument {
    var name: String?
    if current.kind == .variable, peek().isSymbol("=") {
      name = take().text
      take()
    }
    if takeWord("DEFAULT") {
      return Statement.ProcedureCall.Argument(name: name, value: nil, isOutput: false)
    }
    let value: Expression
    if current.kind == .word, !current.isWord("NULL") {
      // An unquoted word is text here.
      value = .literal(.text(take().text), .nvarchar(128))
    } else {
      value = try expression()
    }
    let isOutput = takeWord("OUTPUT") || takeWord("OUT")
    return Statement.ProcedureCall.Argument(name: name, value: value, isOutput: isOutput)
  }

  mutating func dbcc() throws -> Statement.Kind {
    try expectWord("DBCC")
    let command = try anyWord().uppercased()
    guard ["TRACESTATUS", "TRACEON", "TRACEOFF", "SQLPERF"].contains(command) else {
      throw unsupported("DBCC \(command)")
    }
    var arguments: [Expression] = []
    if takeSymbol("(") {
      if !current.isSymbol(")") {
        arguments = try list { parser in
          if parser.current.kind == .word {
            return .literal(.text(parser.take().text.uppercased()), .varchar(128))
          }
          return try parser.expression()
        }
      }
      try expectSymbol(")")
    }
    var noInfo = false
    if takeWord("WITH") {
      noInfo = try list { try $0.anyWord() }.contains { $0.isSameName(as: "NO_INFOMSGS") }
    }
    return .dbcc(command, arguments, noInfo: noInfo)
  }
}
