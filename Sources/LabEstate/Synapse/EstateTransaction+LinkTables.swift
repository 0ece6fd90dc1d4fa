import Foundation

extension EstateTransaction {
  /// `edittables`: all of them, or none.
  package mutating func edit(
    _ edits: [LinkTableEdit],
    ofConnection name: String,
    in workspace: String
  ) throws {
    for edit in edits {
      let link = try connection(name, in: workspace)
      switch edit.operation {
      case .add: try add(edit, to: link, in: workspace)
      case .update: try update(edit, of: link, in: workspace)
      case .remove: try remove(edit, from: link, in: workspace)
      }
    }
  }

  private mutating func add(
    _ edit: LinkTableEdit,
    to link: LinkConnection,
    in workspace: String
  ) throws {
    guard let source = edit.source else {
      throw ARMRefusal(400, "InvalidRequest", "The table '\(edit.id)' has no source.")
    }
    if let old = link.table(id: edit.id) {
      guard old.source == source else {
        throw ARMRefusal(409, "LinkTableExists", "The link has a table with id '\(edit.id)'.")
      }
      return
    }
    if link.tables.contains(where: { $0.source == source }) {
      throw ARMRefusal(
        409,
        "LinkTableExists",
        "A table can only be enabled once among all table groups: \(source.written)."
      )
    }
    let table = LinkTable(
      id: edit.id,
      tableID: UUID().uuidString.lowercased(),
      source: source,
      target: edit.target ?? source,
      distribution: edit.distribution,
      distributionColumn: edit.distributionColumn,
      structure: edit.structure,
      status: .waiting,
      snapshotRows: 0
    )
    let sides = LinkSides(link, of: workspace, in: world)
    if let published = sides.published(of: table) {
      try published.drop(from: rows)
      try published.create(in: rows)
    }
    let now = now
    world.update(connection: link.name, of: workspace) { link in
      link.tables.append(table)
      link.changedAt = link.changedAt ?? now
    }
    try recordEffect(on: workspace, "add_link_table", "\(link.name).\(source.written)")
  }

  private mutating func update(
    _ edit: LinkTableEdit,
    of link: LinkConnection,
    in workspace: String
  ) throws {
    let table = try table(edit.id, of: link)
    world.update(connection: link.name, of: workspace) { link in
      link.update(table.id) { table in
        table.distribution = edit.distribution ?? table.distribution
        table.distributionColumn = edit.distributionColumn ?? table.distributionColumn
        table.structure = edit.structure ?? table.structure
      }
    }
    try recordEffect(
      on: workspace,
      "update_link_table",
      "\(link.name).\(table.source.written)"
    )
  }

  private mutating func remove(
    _ edit: LinkTableEdit,
    from link: LinkConnection,
    in workspace: String
  ) throws {
    let table = try table(edit.id, of: link)
    try LinkSides(link, of: workspace, in: world).published(of: table)?.drop(from: rows)
    world.update(connection: link.name, of: workspace) { link in
      link.tables.removeAll { $0.id == table.id }
    }
    try recordEffect(
      on: workspace,
      "remove_link_table",
      "\(link.name).\(table.source.written)"
    )
  }

  private func table(_ id: String, of link: LinkConnection) throws -> LinkTable {
    guard let table = link.table(id: id) else {
      throw ARMRefusal(404, "LinkTableNotFound", "The link has no table with id '\(id)'.")
    }
    return table
  }
}
