import Secrets
import Testing

@testable import SQLServerClient

@Suite struct `A connection string` {
  private func text(
    _ target: SQLServerTarget,
    section: String? = nil
  ) throws -> String {
    let address = try target.checkedAddress()
    return try ODBCConnectionString(target, at: address, section: section).text.reveal()
  }

  private func target(
    _ driver: ODBCDriver,
    server: String = "sql1.corp.example,14330",
    encryption: SQLServerTarget.Encryption = .required,
    password: String = "p}w;1"
  ) -> SQLServerTarget {
    SQLServerTarget(
      server: server,
      driver: driver,
      encryption: encryption,
      credential: .login(user: "mover", password: Secret(password))
    )
  }

  @Test func `for Microsoft's driver doubles a closing brace`() throws {
    #expect(
      try text(target(.microsoft)) == """
        DRIVER={ODBC Driver 18 for SQL Server};SERVER=sql1.corp.example,14330;DATABASE={master};\
        APP={Linkflow};Language=us_english;UID={mover};PWD={p}}w;1};\
        Encrypt=yes;TrustServerCertificate=no;
        """
    )
  }

  @Test func `for FreeTDS leaves it as it is and names the section`() throws {
    #expect(
      try text(target(.freeTDS), section: "linkflow1") == """
        DRIVER=libtdsodbc.so;SERVERNAME=linkflow1;DATABASE={master};APP={Linkflow};\
        Language=us_english;UID={mover};\
        PWD={p}w;1};TDS_Version=7.4;ClientCharset=UTF-8;Encryption=require;
        """
    )
  }

  @Test func `without encryption says so to this machine`() throws {
    #expect(
      try text(target(.freeTDS, server: "127.0.0.1", encryption: .off)) == """
        DRIVER=libtdsodbc.so;SERVER=127.0.0.1,1433;DATABASE={master};APP={Linkflow};\
        Language=us_english;UID={mover};\
        PWD={p}w;1};TDS_Version=7.4;ClientCharset=UTF-8;Encryption=off;
        """
    )
  }

  @Test func `with a token names no user`() throws {
    var target = target(.microsoft, encryption: .strict)
    target.credential = .accessToken(Secret("eyJ0"))
    target.certificateHost = "sql1"
    #expect(
      try text(target) == """
        DRIVER={ODBC Driver 18 for SQL Server};SERVER=sql1.corp.example,14330;DATABASE={master};\
        APP={Linkflow};Language=us_english;Encrypt=strict;TrustServerCertificate=no;\
        HostNameInCertificate={sql1};
        """
    )
  }

  @Test func `is refused for FreeTDS when a value would end its braces`() {
    #expect(throws: SQLServerFailure.self) { try text(target(.freeTDS, password: "a};b")) }
    #expect(throws: Never.self) { try text(target(.microsoft, password: "a};b")) }
  }

  @Test func `never shows the password by itself`() throws {
    let target = target(.microsoft)
    let string = try ODBCConnectionString(target, at: target.checkedAddress())
    var dumped = ""
    dump(string, to: &dumped)
    dump(target, to: &dumped)
    #expect(!(dumped + "\(string) \(target)").contains("p}w"))
  }
}

@Suite struct `A target` {
  private func refusal(_ change: (inout SQLServerTarget) -> Void) -> String? {
    var target = SQLServerTarget(
      server: "sql1.corp.example",
      credential: .login(user: "sa", password: Secret("secret"))
    )
    change(&target)
    do throws(SQLServerFailure) {
      _ = try target.checkedAddress()
      return nil
    } catch {
      guard case .notConnected(.optionRefused(let detail)) = error else { return "\(error)" }
      return detail
    }
  }

  @Test func `with encryption is accepted`() {
    #expect(refusal { _ in } == nil)
  }

  @Test func `without encryption is refused unless it is this machine`() {
    #expect(refusal { $0.encryption = .off }?.contains("clear text") == true)
    for own in ["localhost,1433", "127.0.0.1,14330", "tcp:127.8.8.8", "::1,1433"] {
      #expect(
        refusal {
          $0.encryption = .off
          $0.server = own
        } == nil
      )
    }
    for foreign in [
      "127.example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1",
    ] {
      #expect(
        refusal {
          $0.encryption = .off
          $0.server = foreign
        } != nil
      )
    }
  }

  @Test func `asking FreeTDS for what it silently ignores is refused`() {
    #expect(refusal { $0.credential = .accessToken(Secret("t")) }?.contains("token") == true)
    #expect(refusal { $0.encryption = .strict }?.contains("strict") == true)
    #expect(refusal { $0.certificateHost = "x" }?.contains("certificate") == true)
  }

  @Test func `naming a CA file that is not there is refused`() {
    #expect(refusal { $0.caFile = "/nowhere/ca.pem" }?.contains("/nowhere/ca.pem") == true)
  }

  @Test func `whose server's name holds another keyword is refused`() {
    for name in ["a;UID=x", "{a}", "a b", "", ",1433", "a,b", "a,70000", "a\\", "a=b"] {
      #expect(refusal { $0.server = name } != nil, "\(name)")
    }
  }
}

@Suite struct `A server's name` {
  @Test(
    arguments: [
      ("sql1", "sql1", nil, nil), ("sql1,1435", "sql1", nil, 1435),
      ("tcp:sql1.x.database.windows.net,3342", "sql1.x.database.windows.net", nil, 3342),
      (#"SQL1\DEV"#, "SQL1", "DEV", nil), (".", "localhost", nil, nil), ("::1,99", "::1", nil, 99),
    ] as [(String, String, String?, Int?)]
  )
  func `is read as the tools write it`(
    _ text: String,
    _ host: String,
    _ instance: String?,
    _ port: Int?
  ) throws {
    let address = try #require(SQLServerAddress(text))
    #expect(address.host == host)
    #expect(address.instance == instance)
    #expect(address.port == port)
  }
}

@Suite struct `A driver's name` {
  @Test func `tells its family`() {
    #expect(ODBCDriver(named: "freetds") == .freeTDS)
    #expect(ODBCDriver(named: "microsoft") == .microsoft)
    #expect(ODBCDriver(named: "/opt/x/libtdsodbc.so")?.family == .freeTDS)
    #expect(ODBCDriver(named: "/opt/x/libmsodbcsql-18.6.so.2.1")?.family == .microsoft)
    #expect(ODBCDriver(named: "ODBC Driver 17 for SQL Server")?.family == .microsoft)
    #expect(ODBCDriver(named: "PostgreSQL") == nil)
  }
}

@Suite struct `A section of FreeTDS's file` {
  @Test func `asks for a checked certificate`() throws {
    let section = FreeTDSConfiguration.Section(
      address: try #require(SQLServerAddress("sql1,14330")),
      caFile: "/etc/ca.pem"
    )
    #expect(
      FreeTDSConfiguration.text(0, section) == """
        [linkflow1]
        host = sql1
        port = 14330
        tds version = 7.4
        client charset = UTF-8
        encryption = require
        ca file = /etc/ca.pem
        check certificate hostname = yes

        """
    )
  }
}
