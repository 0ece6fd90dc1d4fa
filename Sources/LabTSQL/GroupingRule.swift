import LabEstate

/// Error 8120: what a grouped query shows is grouped by, or aggregated.
struct GroupingRule {
  private let query: SelectQuery

  init(_ query: SelectQuery) { self.query = query }

  func check() throws {
    let shown = query.items.compactMap { item -> Expression? in
      switch item {
      case .expression(let expression, _), .assignment(_, let expression): expression
      case .all: nil
      }
    }
    guard !query.grouping.isEmpty || shown.contains(where: Self.hasAggregate) else { return }
    for expression in shown { try check(expression) }
  }

  private func check(_ expression: Expression) throws {
    if query.grouping.contains(where: { Self.same($0, expression) }) { return }
    if case .column(let parts) = expression {
      throw TSQLMessage(
        8120,
        "Column '\(parts.joined(separator: "."))' is invalid in the select list because it is not "
          + "contained in either an aggregate function or the GROUP BY clause."
      )
    }
    for inside in Self.operands(of: expression) { try check(inside) }
  }

  private static func hasAggregate(_ expression: Expression) -> Bool {
    if case .aggregate = expression { return true }
    return operands(of: expression).contains(where: hasAggregate)
  }

  /// Conditions of a CASE are not looked into.
  private static func operands(of expression: Expression) -> [Expression] {
    switch expression {
    case .literal, .variable, .global, .column, .aggregate, .subquery: []
    case .negated(let inside), .cast(let inside, _, _, _): [inside]
    case .arithmetic(_, let left, let right): [left, right]
    case .function(_, let arguments): arguments
    case .searchedCase(let branches, let otherwise):
      branches.map(\.value) + (otherwise.map { [$0] } ?? [])
    }
  }

  private static func same(_ left: Expression, _ right: Expression) -> Bool {
    if case .column(let first) = left, case .column(let second) = right {
      return first.last?.lowercased() == second.last?.lowercased()
    }
    return left == right
  }
}
