/// Messages of real clients as they were captured; passwords and names are throw-away.
enum TDSCaptures {
  /// Microsoft's driver 18.6.
  static let preLogin =
    hex(
      """
      12 01 00 58 00 00 01 00
      00 00 1f 00 06  01 00 25 00 01  02 00 26 00 01  03 00 27 00 04  04 00 2b 00 01  05 00 2c 00 24
      ff  12 06 00 02 00 00  00  00  00 00 00 00  00
      """
    ) + [UInt8](repeating: 0x2A, count: 36)

  /// Microsoft's driver: user `sa`, password `Pw1`, database `lab`, host `me`.
  static let login7: [UInt8] = {
    var bytes = hex(
      """
      10 01 01 4a 00 00 01 00  42 01 00 00 04 00 00 74 00 00 00 00 00 00 00 07 da 58 00 00
      00 00 00 00 e0 03 00 10 00 00 00 00 09 04 00 00
      5e 00 02 00 62 00 02 00 66 00 03 00 6c 00 04 00 74 00 13 00 9a 00 04 00 9e 00 04 00
      a6 00 00 00 a6 00 03 00 ff ff ff ff ff ff ac 00 00 00 ac 00 00 00 ac 00 00 00 00 00 00 00
      6d 00 65 00 73 00 61 00 a0 a5 d2 a5 b6 a5
      """
    )
    bytes += utf16("isql") + utf16("127.0.0.1,123456789") + hex("ac 00 00 00")
    bytes += utf16("ODBC") + utf16("lab")
    bytes += hex("10 7a 00 00 00") + [UInt8](repeating: 0x31, count: 0x7A)
    return bytes
      + hex("01 00 00 00 00   09 01 00 00 00 01   0a 01 00 00 00 01   0b 00 00 00 00   ff")
  }()

  static let allHeaders = hex(
    "16 00 00 00 12 00 00 00 02 00 00 00 00 00 00 00 00 00 01 00 00 00"
  )

  /// Microsoft's driver: `sp_executesql N'select @P1 as a', N'@P1 int', 7`.
  static let executeSQL =
    hex("03 01 00 8d 00 00 01 00") + allHeaders + hex("ff ff 0a 00 00 00")
    + hex("00 00 e7 ff ff 09 04 d0 00 34 fe ff ff ff ff ff ff ff 1e 00 00 00")
    + utf16("select @P1 as a") + hex("00 00 00 00")
    + hex("00 00 e7 ff ff 09 04 d0 00 34 fe ff ff ff ff ff ff ff 0e 00 00 00")
    + utf16("@P1 int") + hex("00 00 00 00")
    + hex("00 00 26 04 04 07 00 00 00")

  /// FreeTDS: the same call, its texts as ntext.
  static let executeSQLOfFreeTDS: [UInt8] = {
    let body =
      allHeaders + hex("ff ff 0a 00 00 00")
      + hex("00 00 63 1e 00 00 00 09 04 d0 00 34 1e 00 00 00") + utf16("select @P1 as a")
      + hex("00 00 63 0e 00 00 00 09 04 d0 00 34 0e 00 00 00") + utf16("@P1 int")
      + hex("00 00 26 04 04 07 00 00 00")
    return hex("03 01 00") + [UInt8(body.count + 8)] + hex("00 00 01 00") + body
  }()

  static let attention = hex("06 01 00 08 00 00 01 00")

  static func batch(_ text: String, status: UInt8 = 1) -> [UInt8] {
    let body = allHeaders + utf16(text)
    let length = body.count + 8
    return [1, status, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 1, 0] + body
  }

  /// A message body of the type in packets of 512 bytes.
  static func packets(_ type: UInt8, _ body: [UInt8], size: Int = 512) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = body[...]
    repeat {
      let piece = rest.prefix(size - 8)
      rest = rest.dropFirst(size - 8)
      let length = piece.count + 8
      bytes += [type, rest.isEmpty ? 1 : 0, UInt8(length >> 8), UInt8(length & 0xFF), 0, 0, 1, 0]
      bytes += piece
    } while !rest.isEmpty
    return bytes
  }
}
