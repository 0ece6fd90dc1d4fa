import LabEstate

/// A scalar expression.
indirect enum Expression: Hashable, Sendable {
  case literal(TSQLValue, TSQLType)
  /// With its `@`.
  case variable(String)
  /// With its `@@`.
  case global(String)
  /// The parts of the name, the column last.
  case column([String])
  case negated(Expression)
  /// `+ - * / % & | ^`.
  case arithmetic(String, Expression, Expression)
  case function(String, [Expression])
  /// `COUNT(*)` has no argument.
  case aggregate(String, isDistinct: Bool, [Expression])
  case cast(Expression, TSQLType, style: Expression?, isLenient: Bool)
  case searchedCase([WhenBranch], otherwise: Expression?)
  case subquery(SelectQuery)

  /// `WHEN condition THEN value`.
  struct WhenBranch: Hashable, Sendable {
    var condition: Predicate
    var value: Expression
  }
}

/// A condition; T-SQL keeps these apart from values.
indirect enum Predicate: Hashable, Sendable {
  /// `= <> < <= > >=`.
  case comparison(String, Expression, Expression)
  case and(Predicate, Predicate)
  case or(Predicate, Predicate)
  case not(Predicate)
  case isNull(Expression)
  case like(Expression, Expression, escape: Expression?)
  case inList(Expression, [Expression])
  case inQuery(Expression, SelectQuery)
  case exists(SelectQuery)
}
