import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// What a link needs of the server as a whole, checked in one read; all that is missing is said at
/// once.
enum ReadServer {
  static let action = Action(reading: descriptor, probe: Probe(calls: calls, read: observe))

  static let descriptor = ActionDescriptor(
    name: "sqlserver.read_server",
    summary: "Reads a SQL Server's name and version and proves that it can take part in a link.",
    discussion: """
      Fails, with every cause at once, when the build is too old for the link feature, the edition \
      is not Enterprise, Developer or Standard, the login is not a sysadmin, Always On is not \
      enabled, or @@SERVERNAME does not name the server. Sources: "Managed Instance link \
      overview"; "Prepare your environment for a link - Azure SQL Managed Instance".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput(
        "address",
        .optional(.string),
        "The address that the instance will use, to be checked before anything is changed."
      ),
      ActionInput("port", .optional(.int), "The port of its endpoint, to be checked likewise."),
    ],
    outputs: [
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
    ],
    permissions: ["sysadmin"],
    example: """
      - id: server
        uses: sqlserver.read_server
        with:
          connection: ${{ inputs.source }}
      """
  )

  /// Every property is a `sql_variant`, so each is cast (`SERVERPROPERTY (Transact-SQL)`).
  @Sendable static func calls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "read the server's properties",
        sql: SQLCall(
          """
          SELECT @@SERVERNAME AS server_name,
            CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)) AS actual_name,
            CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,
            CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
            CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine_edition,
            CAST(SERVERPROPERTY('Collation') AS nvarchar(128)) AS collation,
            CAST(SERVERPROPERTY('IsHadrEnabled') AS int) AS is_hadr_enabled,
            CAST(SERVERPROPERTY('HadrManagerStatus') AS int) AS hadr_manager_status,
            IS_SRVROLEMEMBER(N'sysadmin') AS is_sysadmin
          """
        )
      )
    ]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let row = answers.first?.firstRow,
      let version = row.text("product_version").flatMap({ ServerVersion($0) })
    else {
      throw StepFailure(
        .permanent,
        .unexpectedAnswer,
        detail: "The server did not tell its product version."
      )
    }
    let obstacles = obstacles(row, version, arguments)
    guard obstacles.isEmpty else {
      throw StepFailure(
        .permanent,
        .prerequisiteMissing,
        detail: obstacles.map(\.detail).joined(separator: " "),
        remedy: obstacles.map(\.remedy).joined(separator: "\n")
      )
    }
    let name = row.text("server_name") ?? ""
    return Observation(
      .mine,
      outputs: [
        "server_name": .string(name),
        "product_version": .string(version.description),
        "major_version": .int(Int64(version.major)),
        "edition": .string(row.text("edition") ?? ""),
        "collation": .string(row.text("collation") ?? ""),
        "certificate_name": .string("Cert_\(name.replacing("\\", with: "_"))_endpoint"),
      ],
      summary: "\(name), \(row.text("edition") ?? "SQL Server"), build \(version)"
    )
  }

  private static func obstacles(
    _ row: CatalogRow,
    _ version: ServerVersion,
    _ arguments: Arguments
  ) -> [(detail: String, remedy: String)] {
    var found: [(String, String)] = []
    if let minimum = ServerVersion.linkMinimum[version.major] {
      if version < minimum.version {
        found.append(
          (
            "Build \(version) is older than \(minimum.version), the first one with the link.",
            minimum.remedy
          )
        )
      }
    } else if version.major < 13 {
      found.append(
        (
          "Build \(version) is older than SQL Server 2016, the first version with the link.",
          "Use SQL Server 2016 or later."
        )
      )
    }
    let edition = row.text("edition") ?? ""
    if ![2, 3].contains(row.integer("engine_edition")) || edition.hasPrefix("Web") {
      found.append(
        ("The link is not available in \(edition).", "Use Enterprise, Developer or Standard.")
      )
    }
    if !row.isTrue("is_sysadmin") {
      found.append(
        ("The login is not a member of sysadmin.", "Give the connection a login that is one.")
      )
    }
    if let obstacle = nameObstacle(row) { found.append(obstacle) }
    if let obstacle = availabilityObstacle(row) { found.append(obstacle) }
    return found + addressObstacles(arguments)
  }

  /// An endpoint URL is `TCP://address:port` ("Specify endpoint URL - Adding or Modifying
  /// Availability Replica").
  private static func addressObstacles(
    _ arguments: Arguments
  ) -> [(detail: String, remedy: String)] {
    var found: [(detail: String, remedy: String)] = []
    if let address = arguments.optionalString("address"),
      address.isEmpty || address.contains(where: { $0.isWhitespace || ":/\\;'[]".contains($0) })
    {
      found.append(
        (
          "'\(address)' is no address: it is a name or an IPv4 address, without a port.",
          "Begin a new run with the address alone, such as 10.0.0.4."
        )
      )
    }
    if let port = arguments["port"].int, !(1...65535).contains(port) {
      found.append(
        ("\(port) is no TCP port.", "Begin a new run with a port from 1 to 65535, such as 5022.")
      )
    }
    return found
  }

  /// A rename of the host leaves @@SERVERNAME behind (`@@SERVERNAME (Transact-SQL)`).
  private static func nameObstacle(_ row: CatalogRow) -> (String, String)? {
    let actual = row.text("actual_name") ?? ""
    let name = row.text("server_name")
    guard name?.isSameName(as: actual) != true else { return nil }
    return (
      "@@SERVERNAME is \(name.map { "'\($0)'" } ?? "NULL"), but the server is '\(actual)'.",
      """
      Correct the name, then restart SQL Server:
        EXEC sp_dropserver \(TSQL.literal(name ?? "old name"));
        EXEC sp_addserver \(TSQL.literal(actual)), 'local';
      """
    )
  }

  private static func availabilityObstacle(_ row: CatalogRow) -> (String, String)? {
    guard row.isTrue("is_hadr_enabled") else {
      return (
        "Always On availability groups are not enabled.",
        """
        Enable them, then restart SQL Server. On Windows (PowerShell), and on Linux:
          Enable-SqlAlwaysOn -ServerInstance \(row.text("actual_name") ?? "SERVER") -Force
          sudo /opt/mssql/bin/mssql-conf set hadr.hadrenabled 1
        """
      )
    }
    guard row.integer("hadr_manager_status") != 1 else { return nil }
    return (
      "Always On is enabled, but its manager is not running.",
      "Restart SQL Server; if it stays so, the error log tells why."
    )
  }
}
