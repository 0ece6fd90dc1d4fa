import LabEstate
import NIOCore
import Testing

@testable import LabTDS

@Suite struct `A remote procedure call` {
  @Test(arguments: [TDSCaptures.executeSQL, TDSCaptures.executeSQLOfFreeTDS])
  func `of sp_executesql becomes a batch with its parameters`(_ bytes: [UInt8]) throws {
    let request = try RPCRequest(body: ByteBuffer(bytes: bytes[8...]))
    let call = try #require(request.calls.first)
    var prepared = PreparedStatements()
    let batch = try ProcedureCall(call, prepared: &prepared).batch
    let seven = TSQLBatch.Parameter(name: "@P1", type: .int, value: .int(7))
    #expect(batch == TSQLBatch("select @P1 as a", parameters: [seven]))
  }

  @Test(arguments: [TDSCaptures.executeSQL, TDSCaptures.executeSQLOfFreeTDS])
  func `cut within its parameters is refused`(_ bytes: [UInt8]) {
    // A cut between two parameters is a shorter call, which is well formed.
    let borders: Set<Int> = [0, 22, 28]
    var refused = 0
    for length in 0..<(bytes.count - 8) where !borders.contains(length) {
      if (try? RPCRequest(body: ByteBuffer(bytes: bytes[8..<(8 + length)]))) == nil { refused += 1 }
    }
    #expect(refused >= bytes.count - 8 - borders.count - 2)
  }

  @Test func `may share its message with others`() throws {
    let one = hex("ff ff 0f 00 00 00  00 00 26 04 04 01 00 00 00")
    let body = TDSCaptures.allHeaders + one + [0xFF] + one + [0x80] + one
    let calls = try RPCRequest(body: ByteBuffer(bytes: body)).calls
    #expect(calls.count == 3)
    #expect(calls.allSatisfy { $0.procedure == .numbered(.unprepare) })
  }

  @Test func `by name becomes EXEC with parameters`() throws {
    let name = "[sys].sp_tables"
    let body =
      TDSCaptures.allHeaders + [UInt8(name.utf16.count), 0] + utf16(name) + hex("02 00")
      + hex("00 00 26 04 04 01 00 00 00") + hex("02") + utf16("@x") + hex("00 68 01 00")
    let call = try #require(try RPCRequest(body: ByteBuffer(bytes: body)).calls.first)
    var prepared = PreparedStatements()
    let batch = try #require(try ProcedureCall(call, prepared: &prepared).batch)
    #expect(batch.text == "EXEC [sys].sp_tables @P1, @x = @P2")
    #expect(batch.parameters.map(\.value) == [.int(1), .null])
  }

  @Test func `of a numbered procedure may come by name`() {
    #expect(RPCRequest.Procedure(name: "[sys].[sp_executesql]") == .numbered(.executeSQL))
    #expect(RPCRequest.Procedure(name: "dbo.usp_x") == .named("dbo.usp_x"))
  }
}

@Suite struct `A declaration of parameters` {
  @Test func `is read in every spelling that drivers use`() throws {
    let declarations = try ParameterDeclarations(
      "@P1 bigint , @P2 NVARCHAR(max),@a numeric(5, 2), @b varbinary(8000), @c datetime2(3)"
    )
    #expect(declarations.declarations.map(\.name) == ["@P1", "@P2", "@a", "@b", "@c"])
    let types: [TSQLType] = [
      .bigInt, .nvarchar(nil), .decimal(precision: 5, scale: 2), .varbinary(8_000),
      .dateTime2(scale: 3),
    ]
    #expect(declarations.declarations.map(\.type) == types)
  }

  @Test func `of nothing has no parameter`() throws {
    #expect(try ParameterDeclarations("  ").declarations.isEmpty)
  }

  @Test(arguments: ["@x geography", "x int", "@x int output", "@x"])
  func `that is not understood is refused`(_ text: String) {
    #expect(throws: TSQLMessage.self) { try ParameterDeclarations(text) }
  }

  @Test func `gives values their declared types`() throws {
    let statement = try PreparedStatements.Statement(text: "select @a", declarations: "@a bit")
    let value = RPCRequest.Parameter(
      name: "@A",
      isOutput: false,
      content: ParameterReader.Typed(type: .tinyInt, value: .int(1))
    )
    let batch = try statement.bound(to: [value])
    #expect(batch.parameters == [TSQLBatch.Parameter(name: "@a", type: .bit, value: .bit(true))])
    #expect(throws: TSQLMessage.self) { try statement.bound(to: []) }
  }
}

@Suite struct `A transaction request` {
  @Test(arguments: [
    ("05 00 02 00", TransactionRequest.begin(isolation: 2)),
    ("07 00 00 00", .commit(beginningAnother: nil)),
    ("07 00 00 01 00 00", .commit(beginningAnother: 0)),
    ("08 00 00 01 02 00", .rollBack(name: "", beginningAnother: 2)),
    ("09 00 04 61 00 5d 00", .save(name: "a]")),
  ])
  func `is read`(_ bytes: String, _ request: TransactionRequest) throws {
    let body = ByteBuffer(bytes: TDSCaptures.allHeaders + hex(bytes))
    #expect(try TransactionRequest(body: body) == request)
  }

  @Test func `becomes statements`() {
    #expect(
      TransactionRequest.begin(isolation: 4).statements
        == "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;BEGIN TRANSACTION;"
    )
    #expect(
      TransactionRequest.rollBack(name: "", beginningAnother: 0).statements
        == "ROLLBACK TRANSACTION;BEGIN TRANSACTION;"
    )
    #expect(TransactionRequest.save(name: "a]").statements == "SAVE TRANSACTION [a]]];")
  }

  @Test func `for a distributed transaction is refused`() {
    let body = ByteBuffer(bytes: TDSCaptures.allHeaders + hex("00 00 00 00"))
    #expect(throws: TDSError.self) { try TransactionRequest(body: body) }
  }
}
