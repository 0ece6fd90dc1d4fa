import LabEstate
import NIOCore
import Testing

@testable import LabTDS

@Suite struct `A PRELOGIN` {
  static let version = ProductVersion(major: 16, minor: 0, build: 0x1027)

  @Test func `is read as Microsoft's driver sends it`() throws {
    let body = ByteBuffer(bytes: TDSCaptures.preLogin[8...])
    let preLogin = try PreLogin(body: body)
    #expect(preLogin.encryption == .off)
    #expect(preLogin.version == ProductVersion(major: 18, minor: 6, build: 2))
  }

  @Test func `is answered with five options`() {
    let answer = written(PreLogin(version: Self.version, encryption: .notSupported).write)
    let expected = hex(
      """
      00 00 1a 00 06  01 00 20 00 01  02 00 21 00 01  03 00 22 00 00  04 00 22 00 01  ff
      10 00 10 27 00 00   02   00   00
      """
    )
    #expect(answer == expected)
  }

  @Test func `without an ENCRYPTION option, or cut short, is refused`() {
    #expect(throws: TDSError.self) { try PreLogin(body: buffer("ff")) }
    for length in 0..<44 {
      #expect(throws: TDSError.truncated) {
        try PreLogin(body: ByteBuffer(bytes: TDSCaptures.preLogin[8..<(8 + length)]))
      }
    }
  }

  @Test(arguments: [
    (PreLogin.Encryption.off, PreLogin.Encryption.notSupported),
    (.notSupported, .notSupported), (.on, .on), (.required, .on),
  ])
  func `leads to plain text or to full encryption`(
    _ asked: PreLogin.Encryption,
    _ answered: PreLogin.Encryption
  ) {
    #expect(PreLogin.answer(to: asked, canEncrypt: true) == answered)
    #expect(PreLogin.answer(to: asked, canEncrypt: false) == .notSupported)
  }
}

@Suite struct `A LOGIN7` {
  @Test func `is read as Microsoft's driver sends it`() throws {
    let login = try Login7(body: ByteBuffer(bytes: TDSCaptures.login7[8...]))
    #expect(login.version == Login7.version74)
    #expect(login.isVersionSpoken)
    #expect(login.packetSize == 0)
    #expect(!login.isIntegrated)
    #expect(login.features == [0x10, 0x01, 0x09, 0x0A, 0x0B])
    let expected = TSQLLogin(
      user: "sa",
      password: "Pw1",
      database: "lab",
      application: "isql",
      host: "me"
    )
    #expect(login.login == expected)
  }

  @Test func `cut at any byte is refused, not misread`() {
    for length in 0..<(TDSCaptures.login7.count - 8) {
      #expect(throws: TDSError.truncated) {
        try Login7(body: ByteBuffer(bytes: TDSCaptures.login7[8..<(8 + length)]))
      }
    }
  }

  @Test func `is answered with every token that any driver insists on`() throws {
    let login = try Login7(body: ByteBuffer(bytes: TDSCaptures.login7[8...]))
    let reply = LoginReply(
      login: login,
      serverName: "LAB",
      database: "lab",
      version: `A PRELOGIN`.version,
      packetSize: LoginReply.packetSize(asked: login.packetSize)
    )
    let expected =
      hex("e3 15 00 01 03") + utf16("lab") + hex("06") + utf16("master")
      + hex("ab 58 00 45 16 00 00 02 00 22 00") + utf16("Changed database context to 'lab'.")
      + hex("03") + utf16("LAB") + hex("00 01 00 00 00")
      + hex("e3 08 00 07 05 09 04 d0 00 34 00")
      + hex("e3 17 00 02 0a") + utf16("us_english") + hex("00")
      + hex("ab 62 00 47 16 00 00 01 00 27 00") + utf16("Changed language setting to us_english.")
      + hex("03") + utf16("LAB") + hex("00 01 00 00 00")
      + hex("ad 32 00 01 74 00 00 04 14") + utf16("Microsoft SQL Server") + hex("10 00 10 27")
      + hex("e3 13 00 04 04") + utf16("4096") + hex("04") + utf16("4096")
      + hex("ae 0a 01 00 00 00 01 ff")
      + hex("fd 00 00 00 00 00 00 00 00 00 00 00 00")
    #expect(written(reply.write) == expected)
  }
}
