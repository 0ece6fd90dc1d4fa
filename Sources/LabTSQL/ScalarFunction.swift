import LabEstate

/// A built-in function: its arguments, its type and its value.
struct ScalarFunction: Sendable {
  typealias Body = @Sendable ([TSQLValue], EvaluationContext) throws -> TSQLValue

  var name: String
  var arity: ClosedRange<Int>
  /// What each argument is converted to, nil leaving it as it is; the last one repeats.
  var parameters: [TSQLType?]
  var result: @Sendable ([TSQLType]) -> TSQLType
  /// Whether a NULL argument makes the result NULL without asking the body.
  var isStrict: Bool
  var body: Body

  init(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [TSQLType?],
    _ type: TSQLType,
    isStrict: Bool = true,
    _ body: @escaping Body
  ) {
    self.init(name, arity, parameters, isStrict: isStrict, result: { _ in type }, body)
  }

  init(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [TSQLType?],
    isStrict: Bool = true,
    result: @escaping @Sendable ([TSQLType]) -> TSQLType,
    _ body: @escaping Body
  ) {
    self.name = name
    self.arity = arity
    self.parameters = parameters
    self.result = result
    self.isStrict = isStrict
    self.body = body
  }

  func parameter(_ index: Int) -> TSQLType? {
    parameters.isEmpty ? nil : parameters[min(index, parameters.count - 1)]
  }

  static func named(_ name: String) -> ScalarFunction? { all[name] }

  private static let all = Dictionary(
    uniqueKeysWithValues: (serverFunctions + metadataFunctions + textFunctions + momentFunctions
      + numberFunctions).map { ($0.name, $0) }
  )
}

extension [TSQLValue] {
  func text(_ index: Int) -> String {
    if index < count, case .text(let text) = self[index] { text } else { "" }
  }

  func int(_ index: Int) -> Int64 {
    if index < count, case .int(let number) = self[index] { number } else { 0 }
  }
}
