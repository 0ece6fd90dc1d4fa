import WorkflowModel

extension Value {
  /// For people: what is not known yet stands as `‹source›`, wherever it is.
  var shown: String {
    switch self {
    case .unknown(let text):
      text.replacing(/\{"\$unknown":"([^"]*)"\}/) { "‹\($0.output.1)›" }
    default: withPlaceholders.description
    }
  }

  private var withPlaceholders: Value {
    switch self {
    case .unknown(let source): .string("‹\(source.plain)›")
    case .list(let values): .list(values.map(\.withPlaceholders))
    case .object(let members): .object(members.mapValues(\.withPlaceholders))
    default: self
    }
  }
}

extension String {
  /// A source of sources without the marks inside it.
  var plain: String { replacing("‹", with: "").replacing("›", with: "") }
}
