import Foundation
import Lab
import LabEstate
import Subprocess
import Testing

/// Programs that others wrote speak to a lab; `Witnesses/install` brings them here.
@Suite(.timeLimit(.minutes(2)))
struct `The lab's SQL Server` {
  private static let query = "SELECT COUNT(*) AS customers FROM dbo.Customer\n"

  @Test func `answers FreeTDS's tsql in plain text`() async throws {
    try await withLab { lab in
      let tsql = WitnessProgram.named(
        "tsql",
        "-H",
        "127.0.0.1",
        "-p",
        String(lab.port(of: "sql1")),
        "-U",
        "sa",
        "-P",
        try lab.password(of: "sql1"),
        "-D",
        "Sales"
      )
      let testimony = try await tsql.run(
        input: Self.query + "go\nexit\n",
        environment: ["TDSVER": "7.4"]
      )
      #expect(testimony.output.contains("240"), "\(testimony)")
    }
  }

  @Test(arguments: ["off", "require"])
  func `answers FreeTDS's ODBC driver`(_ encryption: String) async throws {
    try await withLab { lab in
      let testimony = try await Self.isql(
        "DRIVER=libtdsodbc.so;TDS_Version=7.4;Encryption=\(encryption);",
        in: lab
      )
      #expect(testimony.output.contains("240"), "\(testimony)")
    }
  }

  @Test(arguments: [
    "Encrypt=no;", "Encrypt=yes;HostNameInCertificate=localhost;",
    "Encrypt=yes;TrustServerCertificate=yes;", "Encrypt=strict;HostNameInCertificate=localhost;",
  ])
  func `answers Microsoft's ODBC driver`(_ encryption: String) async throws {
    try await withLab { lab in
      let testimony = try await Self.isql(
        "DRIVER=\(try WitnessProgram.microsoftDriver());\(encryption)",
        in: lab
      )
      #expect(testimony.output.contains("240"), "\(testimony)")
    }
  }

  @Test func `shows Microsoft's driver a certificate of its own authority alone`() async throws {
    try await withLab { lab in
      let testimony = try await Self.isql(
        "DRIVER=\(try WitnessProgram.microsoftDriver());Encrypt=yes;",
        in: lab,
        trusting: "/dev/null"
      )
      #expect(!testimony.succeeded)
      #expect("\(testimony)".contains("certificate verify failed"), "\(testimony)")
    }
  }

  @Test(arguments: ["pymssql_session.py", "pytds_session.py"])
  func `serves a Python driver's session`(_ script: String) async throws {
    try await withLab { lab in
      let testimony = try await WitnessProgram.python(script)
        .run(environment: try lab.witnessEnvironment(of: "sql1", database: "Sales"))
      #expect(testimony.succeeded, "\(testimony)")
      #expect(testimony.output.hasSuffix("all seen\n"), "\(testimony)")
    }
  }

  private static func isql(
    _ options: String,
    in lab: RunningLab,
    trusting authority: String? = nil
  ) async throws -> WitnessProgram.Testimony {
    // The connection string is a file's content nowhere: isql takes it as an argument only.
    let connection =
      options + "SERVER=127.0.0.1,\(lab.port(of: "sql1"));DATABASE=Sales;UID=sa;"
      + "PWD=\(try lab.password(of: "sql1"));"
    return try await WitnessProgram.named("isql", "-k", connection, "-b", "-v")
      .run(input: query, environment: ["SSL_CERT_FILE": authority ?? lab.authorityFile])
  }
}

@Suite(.timeLimit(.minutes(2)))
struct `The lab's Azure` {
  /// What workflows read; every column of every row must have a form on the wire.
  private static let views = [
    "sys.databases", "sys.certificates", "sys.endpoints", "sys.tcp_endpoints",
    "sys.database_mirroring_endpoints", "sys.availability_groups", "sys.availability_replicas",
    "sys.availability_databases_cluster", "sys.database_recovery_status",
    "sys.dm_hadr_availability_replica_states", "sys.dm_hadr_database_replica_states",
    "sys.dm_hadr_automatic_seeding", "sys.dm_hadr_physical_seeding_stats", "sys.symmetric_keys",
    "sys.server_principals", "sys.master_files", "sys.dm_exec_sessions", "sys.servers",
    "msdb.dbo.backupset", "Sales.sys.tables", "Sales.sys.columns", "Sales.dbo.Customer",
    "Sales.dbo.Invoice",
  ]

  @Test func `lets clients that are not ours link a database from end to end`() async throws {
    try await withLab(LabOptions(timeFactor: 500)) { lab in
      var environment = try lab.witnessEnvironment(of: "sql1")
      environment["LAB_INSTANCE_PORT"] = String(lab.port(of: "mi1"))
      environment["LAB_INSTANCE_PASSWORD"] = try lab.password(of: "mi1")
      environment["LAB_ROOT"] = try lab.estate.world().rootCertificate.hex
      environment["LAB_VIEWS"] = Self.views.joined(separator: ",")
      let testimony = try await WitnessProgram.python("whole_link.py").run(environment: environment)
      #expect(testimony.succeeded, "\(testimony)")
    }
  }

  @Test func `lets the Azure SDK make and end a link`() async throws {
    try await withLab(LabOptions(timeFactor: 100)) { lab in
      let testimony = try await WitnessProgram.python("azure_link.py")
        .run(environment: try lab.witnessEnvironment(of: "mi1"))
      #expect(testimony.succeeded, "\(testimony)")
      #expect(testimony.output.hasSuffix("all seen\n"), "\(testimony)")
    }
  }
}

@Suite(.timeLimit(.minutes(1)))
struct `The lab's faults` {
  @Test func `take connections away from clients that are not ours`() async throws {
    try await withLab { lab in
      try lab.estate.add(Fault(.dropAfter, door: .sql, match: "@@SERVERNAME"))
      try lab.estate.add(Fault(.dropBefore, door: .rest, match: "/subscriptions"))
      let hold = try lab.estate.add(Fault(.holdBefore, door: .rest, match: "/subscriptions/held"))
      let script = WitnessProgram.python("lost_connection.py")
      let environment = try lab.witnessEnvironment(of: "sql1")
      let testimony = try await script.run(
        environment: environment,
        until: {
          try await lab.estate.waitUntilHeld(by: hold)
        }
      )
      #expect(testimony.succeeded, "\(testimony)")
      // Its request is lost with it.
      while try lab.estate.faults().first(where: { $0.id == hold })?.held != 0 {
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }
}
