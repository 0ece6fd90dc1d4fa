import LabEstate

extension CatalogView {
  /// Views on the endpoint for mirroring.
  static let endpointViews: [CatalogView] = [
    CatalogView("sys.endpoints", columns: endpointColumns) { context, _ in
      (context.server.endpoint.map { [endpoint($0)] } ?? [])
    },
    CatalogView(
      "sys.tcp_endpoints",
      columns: endpointColumns + ", port int, is_dynamic_port bit, ip_address nvarchar(45)"
    ) { context, _ in
      guard let found = context.server.endpoint else { return [] }
      var row = endpoint(found)
      row["port"] = .number(found.port)
      row["is_dynamic_port"] = .flag(false)
      row["ip_address"] = found.address.map { .text($0) }
      return [row]
    },
    CatalogView(
      "sys.database_mirroring_endpoints",
      columns: endpointColumns
        + """
        , role tinyint, role_desc nvarchar(60), is_encryption_enabled bit, connection_auth tinyint,
        connection_auth_desc nvarchar(60), certificate_id int, encryption_algorithm tinyint,
        encryption_algorithm_desc nvarchar(60)
        """
    ) { context, _ in
      guard let found = context.server.endpoint else { return [] }
      var row = endpoint(found)
      row["role"] = .number(found.role.rawValue)
      row["role_desc"] = .text("\(found.role)".uppercased())
      row["is_encryption_enabled"] = .flag(found.algorithm != .none)
      row["connection_auth"] = .number(found.authentication.rawValue)
      row["connection_auth_desc"] = .text(found.authentication.name)
      row["certificate_id"] = .number(found.certificateID)
      row["encryption_algorithm"] = .number(found.algorithm.rawValue)
      row["encryption_algorithm_desc"] = .text(found.algorithm.name)
      return [row]
    },
  ]

  private static let endpointColumns = """
    name sysname, endpoint_id int, principal_id int, protocol tinyint, protocol_desc nvarchar(60),
    type tinyint, type_desc nvarchar(60), state tinyint, state_desc nvarchar(60),
    is_admin_endpoint bit
    """

  private static func endpoint(_ endpoint: MirroringEndpoint) -> Row {
    [
      "name": .text(endpoint.name), "endpoint_id": .number(endpoint.id),
      "principal_id": .number(1), "protocol": .number(2), "protocol_desc": .text("TCP"),
      "type": .number(4), "type_desc": .text("DATABASE_MIRRORING"),
      "state": .number(endpoint.state.rawValue),
      "state_desc": .text("\(endpoint.state)".uppercased()), "is_admin_endpoint": .flag(false),
    ]
  }
}

extension MirroringEndpoint.Algorithm {
  fileprivate var name: String {
    switch self {
    case .none: "NONE"
    case .rc4: "RC4"
    case .aes: "AES"
    case .rc4AES: "RC4, AES"
    case .aesRC4: "AES, RC4"
    }
  }
}
