/// Where the rows of a link connection's tables are: at the source, published, in the pool.
struct LinkSides {
  private let link: LinkConnection
  private let workspace: SynapseWorkspace?
  private let database: UserDatabase?
  private let server: String

  init(_ link: LinkConnection, of workspace: String, in world: World) {
    self.link = link
    self.workspace = world.workspace(named: workspace)
    let server = world.server(named: link.request.server)
    self.server = server?.name ?? ""
    database = server?.database(named: link.request.database)
  }

  /// Nil when the source has no such table, or no key to tell its rows by.
  func source(of table: LinkTable) -> RowTable? {
    guard let database,
      let schema = database.table(schema: table.source.schema, name: table.source.table),
      !schema.primaryKey.isEmpty
    else { return nil }
    return RowTable(server: server, database: database.name, schema: schema)
  }

  /// The state of the source that the landing zone has.
  func published(of table: LinkTable) -> RowTable? {
    guard let source = source(of: table), let workspace else { return nil }
    return RowTable(server: workspace.name, database: "\(link.id)", schema: source.schema)
  }

  func target(of table: LinkTable) -> RowTable? {
    guard let source = source(of: table), let workspace else { return nil }
    var schema = source.schema
    schema.schema = table.target.schema
    schema.name = table.target.table
    return RowTable(server: workspace.name, database: link.request.pool, schema: schema)
  }
}
