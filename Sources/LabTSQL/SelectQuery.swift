import LabEstate

/// The parts of an object's name, at most server.database.schema.object.
struct ObjectName: Hashable, Sendable {
  var parts: [String]

  var object: String { parts.last ?? "" }
  /// Nil when not written, or written empty as in `msdb..backupset`.
  var schema: String? {
    guard parts.count >= 2, !parts[parts.count - 2].isEmpty else { return nil }
    return parts[parts.count - 2]
  }
  var database: String? {
    guard parts.count >= 3, !parts[parts.count - 3].isEmpty else { return nil }
    return parts[parts.count - 3]
  }
  var written: String { parts.joined(separator: ".") }
}

/// What stands after FROM.
indirect enum TableSource: Hashable, Sendable {
  enum JoinKind: String, Sendable {
    case inner = "JOIN"
    case left = "LEFT JOIN"
    case right = "RIGHT JOIN"
    case full = "FULL JOIN"
    case cross = "CROSS JOIN"
  }

  case table(ObjectName, alias: String?)
  case subquery(SelectQuery, alias: String)
  case join(JoinKind, TableSource, TableSource, on: Predicate?)
}

/// A SELECT, with everything that UNION appends to it.
struct SelectQuery: Hashable, Sendable {
  enum Item: Hashable, Sendable {
    /// `*`, or `alias.*`.
    case all(qualifier: String?)
    case expression(Expression, alias: String?)
    /// `@x = expression`.
    case assignment(variable: String, Expression)
  }

  struct Order: Hashable, Sendable {
    var expression: Expression
    var isDescending: Bool
  }

  struct Union: Hashable, Sendable {
    var isAll: Bool
    var query: SelectQuery
  }

  var isDistinct = false
  var top: Expression?
  var items: [Item] = []
  var from: TableSource?
  var condition: Predicate?
  var grouping: [Expression] = []
  var having: Predicate?
  var unions: [Union] = []
  var order: [Order] = []
  var offset: Expression?
  var fetch: Expression?

  var isAssignment: Bool {
    items.contains { if case .assignment = $0 { true } else { false } }
  }
}
