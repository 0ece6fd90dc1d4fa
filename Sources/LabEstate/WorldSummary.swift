import Crypto
import Foundation
package import GRDB

/// The world without times, GUIDs, log positions, key material and operation ids, in a fixed order.
///
/// Two runs that did the same have equal summaries.
package struct WorldSummary: Hashable, Codable, Sendable {
  package struct Table: Hashable, Codable, Sendable {
    package var name: String
    package var rows: Int
    package var content: String
  }

  package struct Database: Hashable, Codable, Sendable {
    package var name: String
    package var state: String
    package var isReadOnly: Bool
    package var recoveryModel: String
    package var hasLogChain: Bool
    package var isInGroup: Bool
    package var isSuspended: Bool
    package var tables: [Table]
  }

  package struct Group: Hashable, Codable, Sendable {
    package var name: String
    package var isDistributed: Bool
    package var role: String
    package var replicas: [String]
    package var databases: [String]
  }

  package struct Endpoint: Hashable, Codable, Sendable {
    package var name: String
    package var state: String
    package var port: Int
    package var authentication: String
    package var certificate: String
  }

  package struct Link: Hashable, Codable, Sendable {
    package var name: String
    package var request: LabEstate.Link.Request
    package var replicationMode: String
    package var instanceRole: String
    package var partnerRole: String
    package var phase: String
    package var connectedState: [String]
    package var synchronizationHealth: [String]
  }

  package struct Server: Hashable, Codable, Sendable {
    package var name: String
    package var databases: [Database]
    package var hasMasterKey: Bool
    package var certificates: [String]
    package var issuers: [String]
    package var endpoint: Endpoint?
    package var groups: [Group]
    package var traceFlags: [Int]
    /// As `Sales D 1`: database, type, how many.
    package var backups: [String]
    package var trustCertificates: [String]
    package var links: [Link]
  }

  package var servers: [Server]
  package var storageAccounts: [Account]
  package var workspaces: [Workspace]
  /// As `Sales dbo.Customer 598, 599`: what forced failovers have lost.
  package var lostRows: [String]
  /// What will hurt later, though nothing shows it now.
  package var warnings: [String]

  /// Sorted keys, so that equal summaries are equal texts.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension WorldSummary {
  package init(_ world: World, at wallTime: EstateInstant, rows: GRDB.Database) throws {
    lostRows = world.lostRowLines
    warnings = world.warnings
    servers = try world.servers.sorted { $0.name < $1.name }
      .map { try Server($0, in: world, rows: rows) }
    storageAccounts = try world.storageAccounts.sorted { $0.name < $1.name }
      .map { try Account($0, in: world, rows: rows) }
    workspaces = try world.workspaces.sorted { $0.name < $1.name }
      .map { try Workspace($0, in: world, at: wallTime, rows: rows) }
  }
}

extension WorldSummary.Server {
  fileprivate init(_ server: LabEstate.Server, in world: World, rows: GRDB.Database) throws {
    name = server.name
    databases = try server.databases.sorted { $0.name < $1.name }
      .map { try WorldSummary.Database($0, on: server, rows: rows) }
    hasMasterKey = server.hasMasterKey
    certificates = server.certificates.map { "\($0.name) \($0.privateKey.rawValue)" }.sorted()
    issuers = server.issuers.map { issuer in
      let certificate = server.certificates.first { $0.id == issuer.certificateID }
      return "\(certificate?.name ?? "dropped certificate") for \(issuer.dnsName)"
    }
    .sorted()
    endpoint = server.endpoint.map { endpoint in
      let certificate = server.certificates.first { $0.id == endpoint.certificateID }
      return WorldSummary.Endpoint(
        name: endpoint.name,
        state: "\(endpoint.state)",
        port: endpoint.port,
        authentication: endpoint.authentication.name,
        certificate: certificate?.name ?? ""
      )
    }
    groups = server.availabilityGroups.sorted { $0.name < $1.name }.map(WorldSummary.Group.init)
    traceFlags = server.traceFlags.sorted()
    // When Azure backs up by itself is a matter of time alone.
    let ordered = server.backups.filter { !$0.isAutomatic }
    backups = Dictionary(grouping: ordered) { "\($0.database) \($0.kind.rawValue)" }
      .map { "\($0.key) \($0.value.count)" }.sorted()
    trustCertificates = (server.instance?.trustCertificates ?? []).map(\.name).sorted()
    links = (server.instance?.links ?? []).sorted { $0.name < $1.name }.map { link in
      let statuses = world.statuses(of: link)
      return WorldSummary.Link(
        name: link.name,
        request: link.request,
        replicationMode: link.replicationMode,
        instanceRole: "\(world.instanceRole(of: link))",
        partnerRole: "\(world.partnerRole(of: link))",
        phase: link.phase.rawValue,
        connectedState: statuses.map(\.connectedState),
        synchronizationHealth: statuses.map(\.synchronizationHealth)
      )
    }
  }
}

extension WorldSummary.Group {
  fileprivate init(_ group: AvailabilityGroup) {
    name = group.name
    isDistributed = group.isDistributed
    role = "\(group.role)"
    replicas = group.replicas.map {
      "\($0.serverName) \($0.endpointURL) \($0.availabilityMode) \($0.seedingMode)"
    }
    databases = group.databases.sorted()
  }
}

extension WorldSummary.Database {
  fileprivate init(
    _ database: UserDatabase,
    on server: LabEstate.Server,
    rows: GRDB.Database
  ) throws {
    name = database.name
    state = database.state.rawValue
    isReadOnly = database.isReadOnly
    recoveryModel = database.recoveryModel.rawValue
    // On an instance it is Azure that backs up, when its time has come.
    hasLogChain = database.lastLogBackup != nil && !server.isManagedInstance
    isInGroup = database.groupDatabaseID != nil
    isSuspended = database.suspension != nil
    tables = try database.tables.sorted { ($0.schema, $0.name) < ($1.schema, $1.name) }
      .map { schema in
        let table = RowTable(server: server.name, database: database.name, schema: schema)
        var hash = SHA256()
        let contents = try table.rows(in: rows)
        for row in contents {
          hash.update(data: Data(row.map(\.description).joined(separator: "\u{1F}").utf8))
          hash.update(data: Data([0x1E]))
        }
        return WorldSummary.Table(
          name: "\(schema.schema).\(schema.name)",
          rows: contents.count,
          content: String(Blob(Array(hash.finalize())).hex.prefix(32))
        )
      }
  }
}

extension Estate {
  package func worldSummary() throws -> WorldSummary {
    try read { world, rows in
      try WorldSummary(world, at: clock.wallTime(), rows: rows)
    }
  }
}
