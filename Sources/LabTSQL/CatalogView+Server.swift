import LabEstate

extension CatalogView {
  /// Views on the server's process, services and sessions.
  static let serverViews: [CatalogView] = [
    CatalogView("sys.dm_os_sys_info", columns: "sqlserver_start_time datetime, cpu_count int") {
      context,
      _ in
      [["sqlserver_start_time": .moment(context.server.startedAt), "cpu_count": .number(4)]]
    },
    CatalogView(
      "sys.dm_os_host_info",
      columns: """
        host_platform nvarchar(256), host_distribution nvarchar(256), host_release nvarchar(256)
        """
    ) { context, _ in
      let isWindows = context.server.platform == .windows
      return [
        [
          "host_platform": .text(isWindows ? "Windows" : "Linux"),
          "host_distribution": .text(isWindows ? "Windows Server 2022 Standard" : "Ubuntu"),
          "host_release": .text(isWindows ? "10.0" : "22.04"),
        ]
      ]
    },
    CatalogView(
      "sys.dm_server_services",
      columns: """
        servicename nvarchar(256), startup_type int, startup_type_desc nvarchar(256), status int,
        status_desc nvarchar(256)
        """
    ) { context, _ in
      [
        ("SQL Server (MSSQLSERVER)", true),
        ("SQL Server Agent (MSSQLSERVER)", context.server.isAgentRunning),
      ]
      .map { name, isRunning in
        [
          "servicename": .text(name), "startup_type": .number(2),
          "startup_type_desc": .text("Automatic"), "status": .number(isRunning ? 4 : 1),
          "status_desc": .text(isRunning ? "Running" : "Stopped"),
        ]
      }
    },
    CatalogView(
      "sys.dm_server_registry",
      columns: """
        registry_key nvarchar(256), value_name nvarchar(256), value_data sql_variant
        """
    ) { context, _ in startupParameters(of: context.server) },
    CatalogView(
      "sys.dm_exec_sessions",
      columns: """
        session_id smallint, login_time datetime, host_name nvarchar(128),
        program_name nvarchar(128), login_name nvarchar(128), status nvarchar(30),
        is_user_process bit, database_id smallint, open_transaction_count int
        """
    ) { context, _ in
      context.sessions.map { session in
        [
          "session_id": .number(session.id), "login_time": .moment(context.server.startedAt),
          "host_name": .text(session.login.host), "program_name": .text(session.login.application),
          "login_name": .text(session.login.user),
          "status": .text(session.id == context.session.id ? "running" : "sleeping"),
          "is_user_process": .flag(true),
          "database_id":
            context.server.database(named: session.database).map { .number($0.id) } ?? .null,
          "open_transaction_count": .number(session.transactionDepth),
        ]
      }
    },
    CatalogView(
      "sys.dm_exec_requests",
      columns: """
        session_id smallint, status nvarchar(30), command nvarchar(32), database_id smallint,
        percent_complete real
        """
    ) { context, _ in
      let own: Row = [
        "session_id": .number(context.session.id), "status": .text("running"),
        "command": .text("SELECT"),
        "database_id": context.database.map { .number($0.id) } ?? .null,
        "percent_complete": .double(0),
      ]
      // A seeding's backup runs in a session of the engine's own.
      let workers = seedings(context).filter { $0.1.state == .seeding }.enumerated()
      return [own]
        + workers.map { index, pair in
          [
            "session_id": .number(20 + index), "status": .text("background"),
            "command": .text("VDI_CLIENT_WORKER"),
            "database_id":
              context.server.database(named: pair.1.database).map { .number($0.id) } ?? .null,
            "percent_complete": .double(Double(pair.1.percent(at: context.now))),
          ]
        }
    },
    CatalogView("sys.servers", columns: "server_id int, name sysname, is_linked bit") {
      context,
      _ in
      [
        [
          "server_id": .number(0), "name": .text(context.server.serverName),
          "is_linked": .flag(false),
        ]
      ]
    },
  ]

  /// What the registry has, which only Windows has; the next start reads it.
  private static func startupParameters(of server: Server) -> [Row] {
    guard server.platform == .windows else { return [] }
    let folder = #"C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\"#
    let arguments =
      [
        "-d\(folder)DATA\\master.mdf", "-e\(folder)Log\\ERRORLOG", "-l\(folder)DATA\\mastlog.ldf",
      ] + server.startupFlags.sorted().map { "-T\($0)" }
    return arguments.enumerated().map { index, argument in
      [
        "registry_key": .text(
          #"HKLM\Software\Microsoft\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQLServer\Parameters"#
        ),
        "value_name": .text("SQLArg\(index)"), "value_data": .text(argument),
      ]
    }
  }
}
