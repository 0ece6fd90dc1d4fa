import LabEstate

/// The arguments of a procedure call, in the order of its parameters.
struct ProcedureArguments: Sendable {
  private var positional: [SessionFacts.Variable?] = []
  private var named: [(name: String, value: SessionFacts.Variable?)] = []
  private let parameters: [String]
  /// Parameter and variable of each OUTPUT argument that was named.
  private(set) var outputs: [(parameter: String, target: String)] = []
  private var positionalOutputs: [Int: String] = [:]

  /// Evaluates every argument once, in the order in which they are written.
  init(
    _ call: Statement.ProcedureCall,
    of procedure: SystemProcedure,
    value: (Expression) throws -> SessionFacts.Variable
  ) throws {
    parameters = procedure.parameters
    for argument in call.arguments {
      let evaluated = try argument.value.map(value)
      var target: String?
      if argument.isOutput, case .variable(let name)? = argument.value { target = name }
      if let name = argument.name?.lowercased() {
        named.append((name, evaluated))
        if let target { outputs.append((name, target)) }
      } else {
        if let target { positionalOutputs[positional.count] = target }
        positional.append(evaluated)
      }
    }
    guard procedure == .executeSQL else { return }
    for (index, target) in positionalOutputs {
      let declared = try declarations()
      guard declared.indices.contains(index - 2) else { continue }
      outputs.append((declared[index - 2].name.lowercased(), target))
    }
  }

  func value(at index: Int) -> SessionFacts.Variable? {
    if parameters.indices.contains(index),
      let found = named.first(where: { $0.name == parameters[index] })
    {
      return found.value
    }
    if positional.indices.contains(index) { return positional[index] }
    // The parameters of the link's procedures have no published names: their order counts.
    let rest = index - positional.count
    return parameters.isEmpty && named.indices.contains(rest) ? named[rest].value : nil
  }

  func text(at index: Int, default fallback: String = "") -> String {
    guard let value = value(at: index) else { return fallback }
    let wide = Conversion(source: value.type, target: .nvarchar(nil), style: nil)
    guard case .text(let text)? = try? wide.convert(value.value) else { return fallback }
    return text
  }

  func integer(at index: Int, default fallback: Int = 0) -> Int {
    guard let value = value(at: index) else { return fallback }
    let whole = Conversion(source: value.type, target: .bigInt, style: nil)
    guard case .int(let number)? = try? whole.convert(value.value) else { return fallback }
    return Int(number)
  }

  /// The variables that `sp_executesql` declares, with their values.
  func declaredVariables() throws -> [String: SessionFacts.Variable] {
    var variables: [String: SessionFacts.Variable] = [:]
    for (index, declaration) in try declarations().enumerated() {
      let key = declaration.name.lowercased()
      let given =
        named.first { $0.name == key }?.value
        ?? (positional.indices.contains(index + 2) ? positional[index + 2] : nil)
      var value = TSQLValue.null
      if let given {
        value = try Conversion(source: given.type, target: declaration.type, style: nil)
          .convert(given.value)
      }
      variables[key] = SessionFacts.Variable(type: declaration.type, value: value)
    }
    return variables
  }

  private func declarations() throws -> [(name: String, type: TSQLType)] {
    let text = text(at: 1)
    guard !text.allSatisfy(\.isWhitespace) else { return [] }
    var parser = try Parser(text)
    return try parser.list { parser in
      guard parser.current.kind == .variable else { throw parser.syntaxError() }
      let name = parser.take().text
      let type = try parser.type()
      if !parser.takeWord("OUTPUT") { _ = parser.takeWord("OUT") }
      return (name, type)
    }
  }
}
