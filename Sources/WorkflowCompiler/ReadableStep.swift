import WorkflowModel

/// A step that has ended when a place is reached, and what must hold for it to have outputs.
struct ReadableStep {
  var outputs: ExpressionType
  /// The `if`s on it and around it, and the cases that it stands in.
  var conditions: Set<Expression> = []
  /// Whether it may be missing for another reason than its conditions.
  var mayBeMissing = false

  init(_ outputs: ExpressionType, conditions: Set<Expression> = [], mayBeMissing: Bool = false) {
    self.outputs = outputs
    self.conditions = conditions
    self.mayBeMissing = mayBeMissing
  }

  func under(_ conditions: Set<Expression>, mayBeMissing: Bool = false) -> ReadableStep {
    ReadableStep(
      outputs,
      conditions: self.conditions.union(conditions),
      mayBeMissing: self.mayBeMissing || mayBeMissing
    )
  }
}

extension Expression {
  /// What holds where this is true: the parts that `&&` joins, without the literal `true`.
  var conjuncts: Set<Expression> {
    switch self {
    case .literal(true): []
    case .binary(.and, let a, let b): a.conjuncts.union(b.conjuncts)
    default: [self]
    }
  }

  /// Holds where a step has outputs: `steps.id.status == 'succeeded'`.
  static func succeeded(_ id: String) -> Expression {
    .binary(
      .equal,
      .member(.member(.name("steps"), id), "status"),
      .literal(.string(StepStatus.succeeded.rawValue))
    )
  }
}
