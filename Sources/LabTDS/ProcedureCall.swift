import LabEstate

/// A remote procedure call as a batch to run, and the handle that it gives out.
struct ProcedureCall {
  var batch: TSQLBatch?
  /// The output parameter of sp_prepare and sp_prepexec.
  var handle: Int32?

  init(_ call: RPCRequest.Call, prepared: inout PreparedStatements) throws(TSQLMessage) {
    let parameters = call.parameters
    switch call.procedure {
    case .numbered(.executeSQL):
      let statement = try Self.statement(text: 0, declarations: 1, of: parameters)
      batch = try statement.bound(to: parameters.dropFirst(2))
    case .numbered(.prepare):
      handle = prepared.keep(try Self.statement(text: 2, declarations: 1, of: parameters))
    case .numbered(.prepareExecute):
      // A handle that comes in is that of the statement which this one replaces.
      if let old = Self.handle(of: parameters) { prepared.drop(old) }
      let statement = try Self.statement(text: 2, declarations: 1, of: parameters)
      handle = prepared.keep(statement)
      batch = try statement.bound(to: parameters.dropFirst(3))
    case .numbered(.execute):
      let statement = try prepared.statement(Self.handle(of: parameters) ?? 0)
      batch = try statement.bound(to: parameters.dropFirst())
    case .numbered(.unprepare):
      if let handle = Self.handle(of: parameters) { prepared.drop(handle) }
    case .numbered(let procedure):
      throw LabRefusal.message("server cursors are not supported (procedure \(procedure)).")
    case .named(let name):
      batch = try Self.execution(of: name, parameters)
    }
  }

  private static func statement(
    text: Int,
    declarations: Int,
    of parameters: [RPCRequest.Parameter]
  ) throws(TSQLMessage) -> PreparedStatements.Statement {
    guard text < parameters.count, case .text(let text) = parameters[text].content.value else {
      throw TSQLMessage(
        214,
        "Procedure expects parameter '@statement' of type 'ntext/nchar/nvarchar'.",
        state: 2
      )
    }
    var declared: String?
    if declarations < parameters.count,
      case .text(let value) = parameters[declarations].content.value
    {
      declared = value
    }
    return try PreparedStatements.Statement(text: text, declarations: declared)
  }

  private static func handle(of parameters: [RPCRequest.Parameter]) -> Int32? {
    guard case .int(let handle) = parameters.first?.content.value else { return nil }
    return Int32(exactly: handle)
  }

  /// The call as an EXEC statement; its values stay parameters, so nothing has to be quoted.
  private static func execution(
    of name: String,
    _ parameters: [RPCRequest.Parameter]
  ) throws(TSQLMessage) -> TSQLBatch {
    guard !parameters.contains(where: \.isOutput) else {
      throw LabRefusal.message("output parameters are not given back (procedure \(name)).")
    }
    var arguments: [String] = []
    var values: [TSQLBatch.Parameter] = []
    for (index, parameter) in parameters.enumerated() {
      let variable = "@P\(index + 1)"
      arguments.append(parameter.name.isEmpty ? variable : "\(parameter.name) = \(variable)")
      values.append(
        TSQLBatch.Parameter(
          name: variable,
          type: parameter.content.type,
          value: parameter.content.value
        )
      )
    }
    let text = (["EXEC", name] + [arguments.joined(separator: ", ")])
    return TSQLBatch(text.joined(separator: " "), parameters: values)
  }
}
