import LabEstate

/// The procedures that every server of the lab has.
enum SystemProcedure: String, CaseIterable, Sendable {
  case executeSQL = "sp_executesql"
  case getAppLock = "sp_getapplock"
  case releaseAppLock = "sp_releaseapplock"
  case getEndpointCertificate = "sp_get_endpoint_certificate"
  case addIssuer = "sp_certificate_add_issuer"
  case validateChain = "sp_validate_certificate_ca_chain"
  case helpChangeFeed = "sp_help_change_feed"
  case dataTypeInfo = "sp_datatype_info"
  case dataTypeInfo100 = "sp_datatype_info_100"

  /// Nil for a procedure that there is not: 2812.
  init?(_ name: ObjectName) {
    let schema = name.schema?.lowercased() ?? "sys"
    guard schema == "sys" || schema == "dbo",
      let procedure = Self.allCases.first(where: { $0.rawValue.isSameName(as: name.object) })
    else { return nil }
    self = procedure
  }

  var objectID: Int {
    -1_000_000 - (Self.allCases.firstIndex(of: self) ?? 0)
  }

  static func objectID(named name: String) -> Int? {
    allCases.first { $0.rawValue.isSameName(as: name) }?.objectID
  }

  /// Parameter names in order, where they are documented.
  var parameters: [String] {
    switch self {
    case .executeSQL: ["@stmt", "@params"]
    case .getAppLock: ["@resource", "@lockmode", "@lockowner", "@locktimeout", "@dbprincipal"]
    case .releaseAppLock: ["@resource", "@lockowner", "@dbprincipal"]
    case .getEndpointCertificate: ["@endpoint_type"]
    case .addIssuer, .validateChain, .helpChangeFeed: []
    case .dataTypeInfo, .dataTypeInfo100: ["@data_type", "@odbcver"]
    }
  }
}
