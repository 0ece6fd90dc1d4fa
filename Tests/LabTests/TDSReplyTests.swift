import LabEstate
import NIOCore
import Testing

@testable import LabTDS

@Suite struct `A reply` {
  @Test func `of one select has columns, rows and a count`() {
    let tokens = encode(
      [
        .columns([
          TSQLReply.Column("x", .int), TSQLReply.Column("n", .nvarchar(2)),
          TSQLReply.Column("z", .int),
        ]),
        .row([.int(1), .text("ab"), .null]), .done(count: 1),
      ]
    )
    let expected = hex(
      """
      81 03 00  00 00 00 00 09 00 26 04 01 78 00
      00 00 00 00 09 00 e7 04 00 09 04 d0 00 34 01 6e 00   00 00 00 00 09 00 26 04 01 7a 00
      d2 04  04 01 00 00 00  04 00 61 00 62 00
      fd 10 00 c1 00 01 00 00 00 00 00 00 00
      """
    )
    #expect(tokens == expected)
  }

  @Test func `tells a text as INFO and an error as ERROR`() {
    let text = encode([
      .message(TSQLMessage(0, "hi", severity: 0)), .message(TSQLMessage(50_000, "no", state: 2)),
      .done(count: nil),
    ])
    let expected = hex(
      """
      ab 18 00 00 00 00 00 01 00 02 00 68 00 69 00 03 4c 00 41 00 42 00 00 01 00 00 00
      aa 18 00 50 c3 00 00 02 10 02 00 6e 00 6f 00 03 4c 00 41 00 42 00 00 01 00 00 00
      fd 02 00 00 00 00 00 00 00 00 00 00 00
      """
    )
    #expect(text == expected)
  }

  @Test func `announces more in all DONEs but the last`() {
    let tokens = encode([.done(count: 2), .done(count: nil), .done(count: 3)])
    let expected = hex(
      """
      fd 11 00 c5 00 02 00 00 00 00 00 00 00  fd 01 00 00 00 00 00 00 00 00 00 00 00
      fd 10 00 c5 00 03 00 00 00 00 00 00 00
      """
    )
    #expect(tokens == expected)
  }

  @Test func `to an empty batch is one DONE`() {
    #expect(encode([]) == hex("fd 00 00 00 00 00 00 00 00 00 00 00 00"))
  }

  @Test func `to a procedure call ends in its return status`() {
    let tokens = encode(
      [.columns([TSQLReply.Column("a", .int)]), .row([.int(7)]), .done(count: 1)],
      kind: .procedureCall
    )
    let expected = hex(
      """
      81 01 00 00 00 00 00 09 00 26 04 01 61 00  d1 04 07 00 00 00
      ff 11 00 c1 00 01 00 00 00 00 00 00 00  79 00 00 00 00
      fe 00 00 e0 00 00 00 00 00 00 00 00 00
      """
    )
    #expect(tokens == expected)
  }

  @Test func `of a batch that executes a procedure ends in DONEPROC`() {
    let tokens = encode([.done(count: 1), .returnStatus(5)])
    let expected = hex(
      """
      fd 11 00 c5 00 01 00 00 00 00 00 00 00  79 05 00 00 00
      fe 00 00 e0 00 00 00 00 00 00 00 00 00
      """
    )
    #expect(tokens == expected)
  }

  @Test func `to transaction requests numbers each transaction`() {
    var encoder = ReplyEncoder(
      kind: .transaction(.commit),
      session: ReplyEncoder.Session(serverName: "LAB", transaction: 0x1001, lastDescriptor: 0x1001)
    )
    for piece in [
      TSQLReply.transactionCommitted, .done(count: nil), .transactionBegan, .done(count: nil),
    ] {
      encoder.encode(piece)
    }
    encoder.finish()
    let expected = hex(
      """
      e3 0b 00 09 00 08 01 10 00 00 00 00 00 00  e3 0b 00 08 08 02 10 00 00 00 00 00 00 00
      fd 00 00 d5 00 00 00 00 00 00 00 00 00
      """
    )
    #expect(Array(encoder.tokens.readableBytesView) == expected)
    #expect(encoder.session.transaction == 0x1002)
  }

  @Test func `that was cancelled fails before the attention is acknowledged`() {
    var encoder = ReplyEncoder(kind: .batch, session: ReplyEncoder.Session(serverName: "LAB"))
    encoder.cancel()
    encoder.encode(.row([.int(1)]))
    encoder.finishCancelled()
    let expected = hex(
      "fd 02 00 fd 00 00 00 00 00 00 00 00 00  fd 20 00 00 00 00 00 00 00 00 00 00 00"
    )
    #expect(Array(encoder.tokens.readableBytesView) == expected)
  }

  @Test func `never cuts a value but ends the connection`() {
    var encoder = ReplyEncoder(kind: .batch, session: ReplyEncoder.Session(serverName: "LAB"))
    encoder.encode(.columns([TSQLReply.Column("n", .nvarchar(2))]))
    encoder.encode(.row([.text("abc")]))
    #expect(encoder.isFatal)
    #expect(encoder.tokens.readableBytesView.last != 0xD1)
  }

  private func encode(_ pieces: [TSQLReply], kind: ReplyEncoder.Kind = .batch) -> [UInt8] {
    var encoder = ReplyEncoder(kind: kind, session: ReplyEncoder.Session(serverName: "LAB"))
    for piece in pieces { encoder.encode(piece) }
    if kind == .procedureCall {
      encoder.finishCall(handle: nil, hasMore: false)
    } else {
      encoder.finish()
    }
    return Array(encoder.tokens.readableBytesView)
  }
}
