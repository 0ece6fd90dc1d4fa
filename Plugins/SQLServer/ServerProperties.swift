import WorkflowModel
import WorkflowPlugin

/// A server's properties, and what in them stands in the way of a link.
///
/// Sources: "Managed Instance link overview", prerequisites; "Prepare your environment for a link -
/// Azure SQL Managed Instance".
struct ServerProperties {
  var row: CatalogRow
  var version: ServerVersion

  /// Nil when the server did not tell its version.
  init?(_ row: CatalogRow?) {
    guard let row, let version = row.text("product_version").flatMap({ ServerVersion($0) }) else {
      return nil
    }
    self.row = row
    self.version = version
  }

  /// Every property is a `sql_variant`, so each is cast (`SERVERPROPERTY (Transact-SQL)`).
  static let columns = """
    @@SERVERNAME AS server_name,
      CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)) AS actual_name,
      CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,
      CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
      CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine_edition,
      CAST(SERVERPROPERTY('Collation') AS nvarchar(128)) AS collation,
      CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled,
      CAST(SERVERPROPERTY('HadrManagerStatus') AS int) AS hadr_manager_status,
      IS_SRVROLEMEMBER(N'sysadmin') AS is_sysadmin
    """

  var name: String { row.text("server_name") ?? "" }
  /// As the host has it, also after a rename.
  var actualName: String { row.text("actual_name") ?? name }
  var edition: String { row.text("edition") ?? "" }
  /// The Windows service ("Configure Windows Service Accounts and Permissions", Identifying
  /// instance-aware services).
  var service: String {
    let parts = actualName.split(separator: "\\")
    return parts.count == 2 ? "MSSQL$\(parts[1])" : "MSSQLSERVER"
  }
  /// Enabled, and its manager runs.
  var isHadrRunning: Bool {
    row.isTrue("is_hadr_enabled") && row.integer("hadr_manager_status") == 1
  }

  static let declaredOutputs = [
    ActionOutput("server_name", .string, "@@SERVERNAME, which replicas must be called."),
    ActionOutput("product_version", .string, "For instance 16.0.4125.3."),
    ActionOutput("major_version", .int, "13 for SQL Server 2016 to 17 for SQL Server 2025."),
    ActionOutput("edition", .string, "As the server names it."),
    ActionOutput("collation", .string, "The server's collation."),
    ActionOutput(
      "certificate_name",
      .string,
      "Cert_{server}_endpoint, the documented name, with '_' for '\\'."
    ),
  ]

  var outputs: [String: Value] {
    [
      "server_name": .string(name),
      "product_version": .string(version.description),
      "major_version": .int(Int64(version.major)),
      "edition": .string(edition),
      "collation": .string(row.text("collation") ?? ""),
      "certificate_name": .string("Cert_\(name.replacing("\\", with: "_"))_endpoint"),
    ]
  }

  var findings: [Finding] {
    versionFindings + editionFindings + permissionFindings + nameFindings + availabilityFindings
  }

  /// What a link can do without, and may want later.
  var advice: [Finding] {
    let failover = ServerVersion(16, 0, 4125, 3)
    guard version.major == 16, version < failover else { return [] }
    return [
      Finding(
        "SS-VER",
        .warns,
        actualName,
        "Build \(version) can be linked, but not failed over by T-SQL.",
        remedy: "Install SQL Server 2022 CU13 (\(failover)) or later before a failover."
      )
    ]
  }

  private func finding(
    _ id: String,
    _ detail: String,
    remedy: String,
    isMendable: Bool = false
  ) -> Finding {
    Finding(id, .blocks, actualName, detail, remedy: remedy, isMendable: isMendable)
  }

  private var versionFindings: [Finding] {
    if let minimum = ServerVersion.linkMinimum[version.major] {
      guard version < minimum.version else { return [] }
      return [
        finding(
          "SS-VER",
          "Build \(version) is older than \(minimum.version), the first one with the link.",
          remedy: minimum.remedy
        )
      ]
    }
    guard version.major < 13 else { return [] }
    return [
      finding(
        "SS-VER",
        "Build \(version) is older than SQL Server 2016, the first version with the link.",
        remedy: "Use SQL Server 2016 or later."
      )
    ]
  }

  private var editionFindings: [Finding] {
    guard ![2, 3].contains(row.integer("engine_edition")) || edition.hasPrefix("Web") else {
      return []
    }
    return [
      finding(
        "SS-EDITION",
        "The link is not available in \(edition).",
        remedy: "Use Enterprise, Developer or Standard."
      )
    ]
  }

  private var permissionFindings: [Finding] {
    guard !row.isTrue("is_sysadmin") else { return [] }
    return [
      finding(
        "SS-PERM",
        "The login is not a member of sysadmin.",
        remedy: "Give the connection a login that is one."
      )
    ]
  }

  /// A rename of the host leaves @@SERVERNAME behind (`@@SERVERNAME (Transact-SQL)`).
  private var nameFindings: [Finding] {
    let told = row.text("server_name")
    let actual = row.text("actual_name") ?? ""
    guard told?.isSameName(as: actual) != true else { return [] }
    return [
      finding(
        "SS-NAME",
        "@@SERVERNAME is \(told.map { "'\($0)'" } ?? "NULL"), but the server is '\(actual)'.",
        remedy: """
          Correct the name, then restart SQL Server:
            EXEC sp_dropserver \(TSQL.literal(told ?? "old name"));
            EXEC sp_addserver \(TSQL.literal(actual)), 'local';
          """
      )
    ]
  }

  private var availabilityFindings: [Finding] {
    guard row.isTrue("is_hadr_enabled") else {
      return [
        finding(
          "SS-HADR",
          "Always On availability groups are not enabled.",
          remedy: """
            Enable them, then restart SQL Server. On Windows (PowerShell), and on Linux:
              Enable-SqlAlwaysOn -ServerInstance \(row.text("actual_name") ?? "SERVER") -Force
              sudo /opt/mssql/bin/mssql-conf set hadr.hadrenabled 1
            """,
          isMendable: true
        )
      ]
    }
    guard !isHadrRunning else { return [] }
    return [
      finding(
        "SS-HADR",
        "Always On is enabled, but its manager is not running.",
        remedy: "Restart SQL Server; if it stays so, the error log tells why.",
        isMendable: true
      )
    ]
  }
}
