import Foundation
import LabEstate

/// A workspace's development endpoint, `/workspace` at the lab: link connections, and the linked
/// services that they name.
struct DevelopmentEndpoint: Sendable {
  private static let versions = [
    "2021-12-01-preview", "2022-08-01-preview", "2022-12-01-preview", "2023-04-18-preview",
  ]
  private static let linkedServiceVersion = "2020-12-01"

  let estate: Estate

  /// - Throws: `ARMRefusal`; the data plane has the same envelope.
  func answer(_ request: AzureRequest, workspace: String) throws -> ResourceAnswer {
    let segments = request.path.split(separator: "/").dropFirst().map {
      String($0).removingPercentEncoding ?? String($0)
    }
    let version = request.query["api-version"] ?? ""
    switch segments.first?.lowercased() {
    case "linkconnections":
      try require(version, among: Self.versions)
      return try connections(request, Array(segments.dropFirst()), workspace, version)
    case "linkedservices":
      try require(version, among: [Self.linkedServiceVersion])
      return try linkedServices(request, Array(segments.dropFirst()), workspace)
    default: throw Self.unknown(request)
    }
  }

  private func require(_ version: String, among known: [String]) throws {
    guard !version.isEmpty else {
      throw ARMRefusal(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests."
      )
    }
    guard known.contains(version) else {
      throw ARMRefusal(
        400,
        "InvalidApiVersionParameter",
        "The api-version '\(version)' is invalid. The supported versions are "
          + "'\(known.joined(separator: ","))'."
      )
    }
  }

  private static func unknown(_ request: AzureRequest) -> ARMRefusal {
    ARMRefusal(
      404,
      "NotFound",
      "The lab's workspace does not answer \(request.method) at '\(request.path)'."
    )
  }

  private func linkedServices(
    _ request: AzureRequest,
    _ segments: [String],
    _ name: String
  ) throws -> ResourceAnswer {
    let world = try estate.world()
    guard request.method == "GET", let workspace = world.workspace(named: name) else {
      throw ARMRefusal(501, "NotImplemented", "The lab's linked services can only be read.")
    }
    guard let wanted = segments.first else {
      let all = workspace.linkedServices.map {
        LinkedServiceDocument($0, of: workspace, in: world)
      }
      return try ResourceAnswer(200, ListDocument(value: all))
    }
    guard let service = workspace.linkedService(named: wanted) else {
      throw ARMRefusal(404, "NotFound", "The linked service '\(wanted)' was not found.")
    }
    return try ResourceAnswer(200, LinkedServiceDocument(service, of: workspace, in: world))
  }

  private func connections(
    _ request: AzureRequest,
    _ segments: [String],
    _ workspace: String,
    _ version: String
  ) throws -> ResourceAnswer {
    switch (request.method, segments.count) {
    case ("GET", 0): return try list(in: workspace)
    case ("GET", 1): return try show(segments[0], in: workspace)
    case ("PUT", 1): return try put(segments[0], request.body, in: workspace)
    case ("DELETE", 1):
      let wasThere = try estate.change { try $0.deleteConnection(segments[0], in: workspace) }
      return ResourceAnswer(wasThere ? 200 : 204)
    case ("GET", 2), ("POST", 2):
      return try tell(request, segments[0], segments[1].lowercased(), workspace, version)
    default: throw Self.unknown(request)
    }
  }

  private func list(in name: String) throws -> ResourceAnswer {
    guard let workspace = try estate.world().workspace(named: name) else {
      return ResourceAnswer(404)
    }
    let all = workspace.connections.map { LinkConnectionBody($0, of: workspace) }
    return try ResourceAnswer(200, LinkConnectionListDocument(value: all))
  }

  private func show(_ connection: String, in name: String) throws -> ResourceAnswer {
    let (link, workspace) = try estate.change { transaction in
      (
        try transaction.connection(connection, in: name), transaction.world.workspace(named: name)
      )
    }
    guard let workspace else { return ResourceAnswer(404) }
    return try ResourceAnswer(200, LinkConnectionBody(link, of: workspace))
  }

  private func put(_ name: String, _ data: Data, in workspace: String) throws -> ResourceAnswer {
    let body = try decode(LinkConnectionBody.self, from: data)
    _ = try estate.change { transaction in
      let old = transaction.world.workspace(named: workspace)?.connection(named: name)
      let request = try request(body, replacing: old, in: transaction.world, workspace)
      return try transaction.putConnection(name, request, in: workspace)
    }
    return try show(name, in: workspace)
  }

  /// What a PUT asks for, with its linked services looked up.
  private func request(
    _ body: LinkConnectionBody,
    replacing old: LinkConnection?,
    in world: World,
    _ name: String
  ) throws -> LinkConnection.Request {
    func invalid(_ text: String) -> ARMRefusal { ARMRefusal(400, "InvalidRequest", text) }
    let workspace = world.workspace(named: name)
    let source = body.properties.sourceDatabase.linkedService.referenceName
    guard
      case .sqlServer(let server, let database) = workspace?.linkedService(named: source)?.target
    else { throw invalid("The linked service '\(source)' is no SQL Server that the lab has.") }
    let target = body.properties.targetDatabase
    guard case .pools = workspace?.linkedService(named: target.linkedService.referenceName)?.target,
      let pool = target.linkedService.parameters?["DBName"],
      workspace?.pool(named: pool) != nil
    else { throw invalid("The target names no dedicated pool of the workspace.") }
    guard let landing = body.properties.landingZone else {
      throw invalid("The landing zone is missing.")
    }
    let landingService = landing.linkedService.referenceName
    guard case .landingZone(let account) = workspace?.linkedService(named: landingService)?.target
    else { throw invalid("The linked service '\(landingService)' is no landing zone.") }
    guard let token = landing.sasToken?.value ?? old?.request.landingZone.token else {
      throw invalid("The SAS token of the landing zone is missing.")
    }
    let action = target.typeProperties?.actionOnExistingTargetTable
    let existing = action.map(LinkConnection.ExistingTable.init(rawValue:)) ?? .fail
    guard let existing else { throw invalid("'\(action ?? "")' is no action on existing tables.") }
    let compute = body.properties.compute
    return LinkConnection.Request(
      description: body.description,
      sourceService: source,
      server: server,
      database: database,
      targetService: target.linkedService.referenceName,
      pool: pool,
      crossTableTransaction: target.typeProperties?.crossTableTransaction ?? false,
      actionOnExistingTable: existing,
      landingService: landingService,
      landingZone: LinkConnection.LandingZone(
        account: account,
        container: landing.fileSystem,
        folder: landing.folderPath ?? "",
        token: token.hasPrefix("?") ? String(token.dropFirst()) : token
      ),
      compute: LinkConnection.Compute(
        coreCount: compute?.coreCount,
        computeType: compute?.computeType,
        dataProcessIntervalMinutes: compute?.dataProcessIntervalMinutes
      )
    )
  }

  private func tell(
    _ request: AzureRequest,
    _ name: String,
    _ word: String,
    _ workspace: String,
    _ version: String
  ) throws -> ResourceAnswer {
    switch (request.method, word) {
    case ("GET", "detailedstatus"):
      let link = try estate.change { try $0.connection(name, in: workspace) }
      return try ResourceAnswer(200, DetailedStatusDocument(link))
    case ("GET", "linktables"):
      let link = try estate.change { try $0.connection(name, in: workspace) }
      let tables = link.tables.map { LinkTableBody($0, of: link) }
      return try ResourceAnswer(200, ListDocument(value: tables))
    case ("POST", "querytablestatus"): return try tableStatus(request.body, of: name, workspace)
    case ("POST", "edittables"):
      let edits = try decode(EditTablesBody.self, from: request.body).linkTables.map {
        try $0.edit()
      }
      try estate.change { try $0.edit(edits, ofConnection: name, in: workspace) }
    case ("POST", "updatelandingzonecredential"):
      let body = try decode(LandingZoneCredentialBody.self, from: request.body)
      try estate.change { transaction in
        try transaction.updateLandingZoneCredential(
          of: name,
          token: body.sasToken.value,
          in: workspace
        )
      }
    case ("POST", let word):
      guard let verb = LinkConnectionVerb(rawValue: word),
        ![.pause, .resume].contains(verb) || version >= "2022-12-01-preview"
      else { throw Self.unknown(request) }
      try estate.change { try $0.tell(name, verb, in: workspace) }
    default: throw Self.unknown(request)
    }
    return ResourceAnswer(200)
  }

  private func tableStatus(
    _ body: Data,
    of name: String,
    _ workspace: String
  ) throws -> ResourceAnswer {
    let query =
      body.isEmpty ? TableStatusQuery() : try decode(TableStatusQuery.self, from: body)
    let tables = try estate.change { try $0.connection(name, in: workspace) }.tables
    let rest = tables.dropFirst(query.continuationToken ?? 0)
    let page = rest.prefix(min(max(query.maxSegmentCount ?? 1000, 1), 1000))
    return try ResourceAnswer(
      200,
      TableStatusListDocument(
        value: page.map(TableStatusListDocument.Status.init),
        continuationToken: page.count < rest.count
          ? (query.continuationToken ?? 0) + page.count : nil
      )
    )
  }

  private func decode<Body: Decodable>(_ type: Body.Type, from data: Data) throws -> Body {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw ARMRefusal(
        400,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: '\(error)'."
      )
    }
  }
}
