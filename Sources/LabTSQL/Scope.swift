import LabEstate

/// The tables that a query's names may refer to, and those of the queries around it.
struct Scope: Sendable {
  struct Source: Sendable {
    /// The alias, or the table's own name.
    var exposedName: String
    /// The alias in SQLite, quoted.
    var alias: String
    var columns: [TSQLReply.Column]
  }

  var sources: [Source] = []
  private var outer: [[Source]] = []

  func nested() -> Scope {
    var scope = Scope()
    scope.outer = [sources] + outer
    return scope
  }

  /// - Throws: 207, 209 or 4104.
  func column(_ parts: [String]) throws -> TypedSQL {
    let name = parts.last ?? ""
    let qualifier = parts.count > 1 ? parts[parts.count - 2] : nil
    for level in [sources] + outer {
      var found: [TypedSQL] = []
      for source in level {
        if let qualifier, !source.exposedName.isSameName(as: qualifier) { continue }
        for column in source.columns where column.name.isSameName(as: name) {
          found.append(
            TypedSQL(sql: "\(source.alias).\(RowTable.quoted(column.name))", type: column.type)
          )
        }
      }
      if found.count > 1 { throw TSQLMessage(209, "Ambiguous column name '\(name)'.") }
      if let column = found.first { return column }
    }
    if parts.count > 1 {
      let isKnown = ([sources] + outer).joined().contains { source in
        qualifier.map { source.exposedName.isSameName(as: $0) } ?? false
      }
      if !isKnown {
        throw TSQLMessage(
          4104,
          "The multi-part identifier \"\(parts.joined(separator: "."))\" could not be bound."
        )
      }
    }
    throw TSQLMessage(207, "Invalid column name '\(name)'.")
  }
}
