import LabEstate
import SQLServerClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct `An ODBC connection` {
  @Test(arguments: InstalledDrivers.all)
  func `reads every type, and nulls`(_ driver: ODBCDriver) async throws {
    let columns: [(TSQLType, TSQLValue, SQLCell)] = [
      (.bit, .bit(true), .bool(true)),
      (.tinyInt, .int(200), .int(200)),
      (.int, .int(-7), .int(-7)),
      (.bigInt, .int(.max), .int(.max)),
      (.float, .double(0.5), .double(0.5)),
      (
        .decimal(precision: 25, scale: 0), .decimal("71000009407900001"), .text("71000009407900001")
      ),
      (.nvarchar(20), .text("Grüße 🧭"), .text("Grüße 🧭")),
      (
        .nvarchar(nil), .text(String(repeating: "ä", count: 20_000)),
        .text(String(repeating: "ä", count: 20_000))
      ),
      (.varbinary(nil), .bytes([0, 1, 255]), .bytes([0, 1, 255])),
      (
        .dateTime2(scale: 3), .dateTime(63_844_809_255_678_000),
        .text("2024-02-29 13:14:15.678")
      ),
      (.uniqueIdentifier, .uuid([UInt8](0..<16)), .text("00010203-0405-0607-0809-0A0B0C0D0E0F")),
    ]
    let names = columns.indices.map { TSQLReply.Column("c\($0)", columns[$0].0) }
    let server = ScriptedServer([
      "select": ScriptedServer.Answer(pieces: [
        .columns(names), .row(columns.map(\.1)), .row(columns.map { _ in .null }), .done(count: 2),
      ])
    ])
    let reply = try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let reply = try await connection.run(SQLRequest("select"), timeout: .seconds(10))
      await connection.close()
      return reply
    }
    let set = try #require(reply.resultSets.first)
    #expect(set.columns == names.map(\.name))
    #expect(set.rows == [columns.map(\.2), columns.map { _ in .null }])
  }

  @Test(arguments: InstalledDrivers.all)
  func `reads several results, counts and messages to the end`(_ driver: ODBCDriver) async throws {
    let server = ScriptedServer([
      "batch": ScriptedServer.Answer(pieces: [
        .message(TSQLMessage(0, "hello", severity: 0)),
        .columns([TSQLReply.Column("a", .int)]), .row([.int(1)]), .row([.int(2)]), .done(count: 2),
        .done(count: 5),
        .columns([TSQLReply.Column("b", .int)]), .row([.null]), .done(count: 1),
        .message(TSQLMessage(0, "bye", severity: 0)),
        .done(count: nil),
      ])
    ])
    let reply = try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      return try await connection.run(SQLRequest("batch"), timeout: .seconds(10))
    }
    #expect(
      reply.resultSets == [
        SQLResultSet(columns: ["a"], rows: [[.int(1)], [.int(2)]]),
        SQLResultSet(columns: ["b"], rows: [[.null]]),
      ]
    )
    #expect(reply.messages.map(\.text) == ["hello", "bye"])
    #expect(reply.affectedCounts == [5])
  }

  @Test(arguments: InstalledDrivers.all)
  func `sends parameters of every length whole`(_ driver: ODBCDriver) async throws {
    let cells: [SQLCell] = [
      .int(42), .double(-1.25), .bool(true), .text("it's ü"), .text(""),
      .text(String(repeating: "x", count: 9_000)), .bytes([UInt8](repeating: 7, count: 9_000)),
      .null,
    ]
    let server = ScriptedServer()
    let reply = try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let request = SQLRequest("exec p ?, ?, ?, ?, ?, ?, ?, ?", parameters: cells)
      return try await connection.run(request, timeout: .seconds(10))
    }
    #expect(reply.resultSets.first?.rows == [cells])
  }

  @Test(arguments: InstalledDrivers.all)
  func `is refused by an error in a later statement too`(_ driver: ODBCDriver) async throws {
    let error = TSQLMessage(1475, "not backed up", severity: 16, line: 3)
    let server = ScriptedServer([
      "late": ScriptedServer.Answer(pieces: [
        .columns([TSQLReply.Column("a", .int)]), .row([.int(1)]), .done(count: 1),
        .message(error), .done(count: nil),
      ]),
      "next": ScriptedServer.Answer(pieces: [.done(count: 1)]),
    ])
    try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let failure = await #expect(throws: SQLServerFailure.self) {
        try await connection.run(SQLRequest("late"), timeout: .seconds(10))
      }
      guard case .refused(let errors) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(errors.map(\.number) == [1475])
      #expect(errors.first?.severity == 16)
      #expect(errors.first?.line == 3)
      #expect(errors.first?.text == "not backed up")
      let reply = try await connection.run(SQLRequest("next"), timeout: .seconds(10))
      #expect(reply.affectedCounts == [1])
    }
  }

  @Test(arguments: InstalledDrivers.all)
  func `is refused by an error behind a result without rows`(_ driver: ODBCDriver) async throws {
    let server = ScriptedServer([
      "late": ScriptedServer.Answer(pieces: [
        .columns([TSQLReply.Column("a", .int)]), .done(count: 0),
        .message(TSQLMessage(50_000, "guard", severity: 16)), .done(count: nil),
      ])
    ])
    let failure = try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      return await #expect(throws: SQLServerFailure.self) {
        try await connection.run(SQLRequest("late"), timeout: .seconds(10))
      }
    }
    guard case .refused(let errors) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(errors.map(\.number) == [50_000])
  }

  @Test(arguments: InstalledDrivers.all)
  func `does not know what became of a statement when the line is cut`(
    _ driver: ODBCDriver
  ) async throws {
    let server = ScriptedServer(["cut": ScriptedServer.Answer(pieces: [.connectionLost])])
    try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let failure = await #expect(throws: SQLServerFailure.self) {
        try await connection.run(SQLRequest("cut"), timeout: .seconds(10))
      }
      guard case .connectionLost = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      await #expect(throws: SQLServerFailure.notConnected(.closed)) {
        try await connection.run(SQLRequest("cut"), timeout: .seconds(10))
      }
    }
  }

  @Test(arguments: InstalledDrivers.all)
  func `is spent after an error of class 20`(_ driver: ODBCDriver) async throws {
    let server = ScriptedServer([
      "fatal": ScriptedServer.Answer(pieces: [
        .message(TSQLMessage(596, "The session is in the kill state.", severity: 21)),
        .done(count: nil),
      ])
    ])
    try await serving(server) { port in
      let connection = try await ODBCConnection.connect(to: .scripted(port: port, driver: driver))
      let failure = await #expect(throws: SQLServerFailure.self) {
        try await connection.run(SQLRequest("fatal"), timeout: .seconds(10))
      }
      guard case .connectionLost(let detail) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
      #expect(detail.contains("596"))
    }
  }
}
