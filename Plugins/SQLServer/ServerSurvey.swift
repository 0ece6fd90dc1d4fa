import WorkflowModel
import WorkflowPlugin

/// All that a link needs of a server beyond its properties, from one batch.
///
/// The conditions are those of "Prepare your environment for a link - Azure SQL Managed Instance"
/// and, for the endpoint, of "Configure link with scripts - Azure SQL Managed Instance".
struct ServerSurvey {
  var survey: Survey
  var subject: String
  /// Where a new endpoint is to listen.
  var port: Int?
  /// How many days a certificate must still be valid not to be told.
  var margin: Int

  /// Views and procedures are cited by the names they are documented under.
  static let parts = [
    Survey.Part("properties", ServerProperties.columns),
    Survey.Part("host", "host_platform FROM sys.dm_os_host_info"),
    Survey.Part("start", "sqlserver_start_time FROM sys.dm_os_sys_info"),
    Survey.Part(
      "trace_flags",
      command: "DBCC TRACESTATUS (1800, 9567, 12381, -1) WITH NO_INFOMSGS"
    ),
    Survey.Part(
      "startup_parameters",
      """
      value_name, CAST(value_data AS nvarchar(4000)) AS value_data
      FROM sys.dm_server_registry WHERE value_name LIKE N'SQLArg%'
      """
    ),
    Survey.Part(
      "master_key",
      "COUNT(*) AS key_count FROM master.sys.symmetric_keys WHERE symmetric_key_id = 101"
    ),
    Survey.Part(
      "service_key",
      "is_master_key_encrypted_by_server FROM sys.databases WHERE name = N'master'"
    ),
    Survey.Part(
      "procedures",
      """
      name FROM sys.all_objects
      WHERE name IN (
        N'sp_certificate_add_issuer', N'sp_validate_certificate_ca_chain',
        N'sp_get_endpoint_certificate'
      )
      """
    ),
    Survey.Part(
      "endpoint",
      """
      \(MirroringEndpoint.columns),
        DATEDIFF(day, SYSUTCDATETIME(), c.expiry_date) AS days_left
      \(MirroringEndpoint.source)
      """
    ),
    Survey.Part("listeners", "name, type, port FROM sys.tcp_endpoints"),
    Survey.Part("groups", "COUNT(*) AS group_count FROM sys.availability_groups"),
    Survey.Part(
      "partners",
      """
      COUNT(*) AS partner_count FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL
      """
    ),
    Survey.Part("services", "servicename, status_desc FROM sys.dm_server_services"),
    Survey.Part(
      "jobs",
      """
      name FROM msdb.dbo.sysjobs
      WHERE enabled = 1 AND (name LIKE N'%log%' OR name LIKE N'%backup%')
      """
    ),
  ]

  /// `sys.dm_os_host_info` is there from SQL Server 2017 on; 2016 runs on Windows only.
  static let optionalParts: Set = ["host"]

  var platform: String { survey.first("host")?.text("host_platform") ?? "Windows" }
  var startedAt: String { survey.first("start")?.text("sqlserver_start_time") ?? "" }
  var hasMasterKey: Bool { survey.first("master_key")?.isTrue("key_count") ?? false }

  var traceFlags: TraceFlags {
    TraceFlags(
      status: survey["trace_flags"],
      startupParameters: survey["startup_parameters"]
    )
  }

  var endpoint: MirroringEndpoint? { survey.first("endpoint").map(MirroringEndpoint.init) }

  var findings: [Finding] {
    keyFindings + traceFindings + procedureFindings + endpointFindings + portFindings
      + serviceFindings + survey.findings(about: subject, optional: Self.optionalParts)
  }

  private func finding(
    _ id: String,
    _ severity: Finding.Severity,
    _ detail: String,
    remedy: String,
    isMendable: Bool = false
  ) -> Finding {
    Finding(id, severity, subject, detail, remedy: remedy, isMendable: isMendable)
  }

  private var traceFindings: [Finding] {
    survey.canRead("trace_flags") ? traceFlags.findings(about: subject) : []
  }

  private var keyFindings: [Finding] {
    guard survey.canRead("master_key") else { return [] }
    guard hasMasterKey else {
      return [
        finding(
          "SS-DMK",
          .blocks,
          "master has no master key, which protects the endpoint's certificate.",
          remedy: "sqlserver.ensure_master_key creates it.",
          isMendable: true
        )
      ]
    }
    guard let row = survey.first("service_key"), !row.isTrue("is_master_key_encrypted_by_server")
    else { return [] }
    return [
      finding(
        "SS-DMK-SMK",
        .warns,
        "The master key of master is not encrypted by the service master key, so the server cannot "
          + "open it by itself.",
        remedy: "See ALTER MASTER KEY (Transact-SQL), ADD ENCRYPTION BY SERVICE MASTER KEY."
      )
    ]
  }

  private var procedureFindings: [Finding] {
    guard survey.canRead("procedures") else { return [] }
    let names = survey["procedures"].compactMap { $0.text("name") }
    guard !names.contains("sp_certificate_add_issuer") else { return [] }
    return [
      finding(
        "SS-PACK",
        .warns,
        "sp_certificate_add_issuer, which trusts Azure's certificates, is not listed.",
        remedy: "Up to SQL Server 2017 it comes with the Azure Connect pack, later with an update; "
          + "installing either restarts the server."
      )
    ]
  }

  private var endpointFindings: [Finding] {
    guard let endpoint else { return [] }
    var found: [Finding] = []
    if !endpoint.shortcomings.isEmpty {
      found.append(shortcomings(of: endpoint))
    }
    if let days = survey.first("endpoint")?.integer("days_left"), (0..<margin).contains(days),
      let certificate = endpoint.certificate
    {
      found.append(
        finding(
          "SS-EP-CERT",
          .warns,
          "The endpoint's certificate '\(certificate)' expires in \(days) days; then every link of "
            + "the server stops.",
          remedy: "Rotate it before: create another one, upload it to the instance, and only then "
            + "give it to the endpoint."
        )
      )
    }
    return found
  }

  /// A change, other than a start, drops the sessions of whatever uses the endpoint for a moment.
  private func shortcomings(of endpoint: MirroringEndpoint) -> Finding {
    let groups = survey.first("groups")?.integer("group_count") ?? 0
    let partners = survey.first("partners")?.integer("partner_count") ?? 0
    let isStartOnly = endpoint.shortcomings == [.stopped]
    let remedy =
      if isStartOnly || groups + partners == 0 {
        "sqlserver.ensure_mirroring_endpoint alters it."
      } else if partners > 0 {
        "The change interrupts \(partners) mirrored databases and \(groups) availability groups "
          + "for a moment, and their partners must be able to follow it: make it yourself."
      } else {
        "sqlserver.ensure_mirroring_endpoint tells the statement; it interrupts the \(groups) "
          + "availability groups of the server for a moment."
      }
    return finding(
      "SS-EP",
      .blocks,
      "The mirroring endpoint '\(endpoint.name)' does not fit: "
        + endpoint.shortcomings.map(\.rawValue).joined(separator: ", ") + ".",
      remedy: remedy,
      isMendable: isStartOnly || partners == 0
    )
  }

  private var portFindings: [Finding] {
    guard let port else { return [] }
    if let endpoint {
      guard endpoint.port != port else { return [] }
      return [
        finding(
          "SS-EP-PORT",
          .warns,
          "The mirroring endpoint '\(endpoint.name)' listens on port \(endpoint.port), not \(port).",
          remedy: "It keeps its port; the network must let the instance reach that one."
        )
      ]
    }
    guard let other = survey["listeners"].first(where: { $0.integer("port") == port }) else {
      return []
    }
    return [
      finding(
        "SS-EP-PORT",
        .blocks,
        "Endpoint '\(other.text("name") ?? "")' listens on port \(port) already.",
        remedy: "Begin a new run with another endpoint_port."
      )
    ]
  }

  private var serviceFindings: [Finding] {
    var found: [Finding] = []
    let agent = survey["services"].first {
      $0.text("servicename")?.hasPrefix("SQL Server Agent") ?? false
    }
    if let status = agent?.text("status_desc"), status != "Running" {
      found.append(
        finding(
          "SS-AGENT",
          .warns,
          "SQL Server Agent is \(status): its jobs, such as backups, do not run.",
          remedy: "Start it when its jobs are needed."
        )
      )
    }
    let jobs = survey["jobs"].compactMap { $0.text("name") }.sorted()
    if !jobs.isEmpty {
      found.append(
        finding(
          "SS-LOGJOB",
          .warns,
          "By their names these enabled jobs may back up logs: \(jobs.joined(separator: ", ")).",
          remedy: "A log backup during seeding can end it: pause them for that time, or turn on "
            + "trace flag 12381 where the build knows it."
        )
      )
    }
    return found
  }
}
