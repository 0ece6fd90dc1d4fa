import LabEstate

/// A connection's statements under the handles that it gave out, and the binding of their values.
struct PreparedStatements {
  struct Statement: Hashable {
    var text: String
    var declarations: [ParameterDeclarations.Declaration]

    init(text: String, declarations: String?) throws(TSQLMessage) {
      self.text = text
      self.declarations = try ParameterDeclarations(declarations ?? "").declarations
    }

    /// Gives each declared parameter its value, by name or by position, in its declared type.
    func bound(to values: some Sequence<RPCRequest.Parameter>) throws(TSQLMessage) -> TSQLBatch {
      var positional = values.filter { $0.name.isEmpty }.makeIterator()
      let named = values.filter { !$0.name.isEmpty }
      var parameters: [TSQLBatch.Parameter] = []
      for declaration in declarations {
        let value =
          named.first { $0.name.lowercased() == declaration.name.lowercased() }
          ?? positional.next()
        guard let value else {
          throw TSQLMessage(
            8178,
            "The parameterized query '\(text.prefix(50))' expects the parameter "
              + "'\(declaration.name)', which was not supplied."
          )
        }
        parameters.append(
          TSQLBatch.Parameter(
            name: declaration.name,
            type: declaration.type,
            value: Self.converted(value.content.value, to: declaration.type)
          )
        )
      }
      return TSQLBatch(text, parameters: parameters)
    }

    /// Some drivers send a wider or narrower type than they declared.
    private static func converted(_ value: TSQLValue, to type: TSQLType) -> TSQLValue {
      switch (type, value) {
      case (.bit, .int(let number)): .bit(number != 0)
      case (.tinyInt, .bit(let bit)), (.smallInt, .bit(let bit)), (.int, .bit(let bit)),
        (.bigInt, .bit(let bit)):
        .int(bit ? 1 : 0)
      case (.decimal, .int(let number)): .decimal(String(number))
      case (.real, .int(let number)), (.float, .int(let number)): .double(Double(number))
      default: value
      }
    }
  }

  private var statements: [Int32: Statement] = [:]
  private var lastHandle: Int32 = 0

  mutating func keep(_ statement: Statement) -> Int32 {
    lastHandle += 1
    statements[lastHandle] = statement
    return lastHandle
  }

  mutating func drop(_ handle: Int32) { statements[handle] = nil }

  mutating func dropAll() { statements = [:] }

  func statement(_ handle: Int32) throws(TSQLMessage) -> Statement {
    guard let statement = statements[handle] else {
      throw TSQLMessage(8179, "Could not find prepared statement with handle \(handle).")
    }
    return statement
  }
}
