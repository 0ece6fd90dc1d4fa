import Foundation
import GRDB

/// Makes a new world, and the rows of its user tables, from a description.
struct WorldBuilder {
  var description: EstateDescription
  var start: EstateInstant

  func build(into database: GRDB.Database) throws -> World {
    let root = try CertificateAuthority(
      commonName: "Linkflow Lab Root",
      from: start + .seconds(-86_400)
    )
    var servers = try description.servers.map { server in
      try sqlServer(server, into: database)
    }
    servers += try description.instances.map { try instance($0, root: root) }
    let world = World(
      time: start,
      timeFactor: description.timeFactor,
      seedingBytesPerSecond: description.seedingBytesPerSecond,
      replicationLagMilliseconds: description.replicationLag.wholeMicroseconds / 1000,
      rootCertificate: root.certificate,
      servers: servers
    )
    return try addSynapse(to: world, in: database)
  }

  private func sqlServer(
    _ plan: EstateDescription.SQLServer,
    into database: GRDB.Database
  ) throws -> Server {
    var server = Server(
      name: plan.name,
      serverName: plan.name,
      addresses: plan.addresses,
      productVersion: plan.productVersion,
      productLevel: "RTM",
      productUpdateLevel: plan.productUpdateLevel,
      edition: plan.edition,
      engineEdition: plan.edition.hasPrefix("Standard") ? 2 : 3,
      isHADREnabled: plan.isHADREnabled,
      password: plan.saPassword,
      start: start
    )
    server.isHADRConfigured = plan.isHADREnabled
    server.startupFlags = plan.traceFlags
    server.traceFlags = plan.traceFlags
    server.platform = plan.platform
    server.collation = plan.collation
    server.isAgentRunning = plan.isAgentRunning
    server.jobs = plan.jobs
    for (index, planned) in plan.databases.enumerated() {
      var new = UserDatabase(
        id: 5 + index,
        name: planned.name,
        recoveryModel: planned.recoveryModel,
        createdAt: start,
        endOfLog: planned.endOfLog,
        dataBytes: planned.bytes
      )
      new.options = planned.options
      for table in planned.tables {
        let schema = TableSchema(
          name: table.name,
          objectID: server.takeObjectID(),
          columns: table.columns,
          primaryKey: table.primaryKey
        )
        let stored = RowTable(server: server.name, database: new.name, schema: schema)
        try stored.create(in: database)
        try DatabaseLog.withoutCapture(in: database) {
          try stored.insert(SampleRows(table: table, start: start).all(), into: database)
        }
        new.tables.append(schema)
      }
      server.databases.append(new)
    }
    return server
  }

  private func instance(
    _ plan: EstateDescription.Instance,
    root: CertificateAuthority
  ) throws -> Server {
    let fqdn = "\(plan.name).\(plan.dnsZone).\(plan.domainSuffix)"
    let der = try root.issue(
      dnsName: fqdn,
      from: start + .seconds(-3600),
      until: start + .seconds(365 * 86_400)
    )
    var server = Server(
      name: plan.name,
      serverName: fqdn,
      addresses: [fqdn],
      productVersion: "12.0.2000.8",
      productLevel: "RTM",
      productUpdateLevel: nil,
      edition: "SQL Azure",
      engineEdition: 8,
      isHADREnabled: true,
      password: plan.saPassword,
      start: start
    )
    server.hasMasterKey = true
    server.instance = ManagedInstance(
      subscription: plan.subscription,
      resourceGroup: plan.resourceGroup,
      location: plan.location,
      dnsZone: plan.dnsZone,
      domainSuffix: plan.domainSuffix,
      databaseFormat: plan.databaseFormat,
      tier: "GeneralPurpose",
      vCores: 4,
      storageGB: 256,
      endpointCertificate: try CertificateAuthority.read(
        der,
        id: 1,
        name: fqdn,
        privateKey: .masterKey
      ),
      trustCertificates: [],
      links: [],
      operations: []
    )
    return server
  }
}

extension Server {
  /// A server with its system databases and nothing else.
  fileprivate init(
    name: String,
    serverName: String,
    addresses: [String],
    productVersion: String,
    productLevel: String,
    productUpdateLevel: String?,
    edition: String,
    engineEdition: Int,
    isHADREnabled: Bool,
    password: String,
    start: EstateInstant
  ) {
    self.init(
      name: name,
      serverName: serverName,
      addresses: addresses,
      productVersion: productVersion,
      productLevel: productLevel,
      productUpdateLevel: productUpdateLevel,
      edition: edition,
      engineEdition: engineEdition,
      collation: "SQL_Latin1_General_CP1_CI_AS",
      isHADREnabled: isHADREnabled,
      startedAt: start,
      logins: [Login(name: "sa", password: password, isSysadmin: true)],
      databases: zip(1..., ["master", "tempdb", "model", "msdb"]).map { id, name in
        UserDatabase(
          id: id,
          name: name,
          recoveryModel: name == "model" ? .full : .simple,
          createdAt: start,
          endOfLog: LogPosition(file: 30, block: 100 * id),
          dataBytes: 8 << 20,
          logBytes: 2 << 20
        )
      },
      hasMasterKey: false,
      certificates: [],
      issuers: [],
      endpoint: nil,
      availabilityGroups: [],
      backups: [],
      traceFlags: [],
      instance: nil,
      nextObjectID: 901_578_250
    )
  }
}
