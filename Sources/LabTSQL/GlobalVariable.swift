import LabEstate

/// The `@@` variables.
enum GlobalVariable {
  static func value(
    of name: String,
    _ context: EvaluationContext
  ) -> (TSQLValue, TSQLType)? {
    let session = context.session
    return switch name.lowercased() {
    case "@@version": (.text(ServerProperty.version(of: context.server)), .nvarchar(300))
    case "@@servername": (.text(context.server.serverName), .nvarchar(128))
    case "@@servicename": (.text("MSSQLSERVER"), .nvarchar(128))
    case "@@spid": (.int(Int64(session.id)), .smallInt)
    case "@@trancount": (.int(Int64(session.transactionDepth)), .int)
    case "@@rowcount": (.int(session.rowCount), .int)
    case "@@error": (.int(Int64(session.lastError)), .int)
    case "@@identity":
      (
        session.lastIdentity.map { .decimal(String($0)) } ?? .null,
        .decimal(precision: 38, scale: 0)
      )
    case "@@options": (.int(5496), .int)
    case "@@language": (.text("us_english"), .nvarchar(128))
    case "@@langid": (.int(0), .smallInt)
    case "@@datefirst": (.int(7), .tinyInt)
    case "@@lock_timeout": (.int(-1), .int)
    case "@@max_precision": (.int(38), .tinyInt)
    case "@@nestlevel", "@@procid", "@@fetch_status": (.int(0), .int)
    case "@@textsize": (.int(2_147_483_647), .int)
    case "@@microsoftversion": (.int(packedVersion(context.server.productVersion)), .int)
    default: nil
    }
  }

  /// Major version, minor version and build in one number.
  private static func packedVersion(_ version: String) -> Int64 {
    let parts = version.split(separator: ".").compactMap { Int64($0) }
    guard parts.count >= 3 else { return 0 }
    return parts[0] << 24 | parts[1] << 16 | parts[2]
  }
}
