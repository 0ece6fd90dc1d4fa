import LabEstate
import NIOCore
import Testing

@testable import LabTDS

/// 2024-02-29T13:14:15.678901, as microseconds since the year 1.
private let leapDay: Int64 = 738_944 * 86_400_000_000
private let leapInstant = leapDay + ((13 * 60 + 14) * 60 + 15) * 1_000_000 + 678_901

@Suite struct `A value on the wire` {
  struct Sample: CustomTestStringConvertible, Sendable {
    var type: TSQLType
    var value: TSQLValue
    var info: String
    var bytes: String

    var testDescription: String { "\(type) \(value)" }
  }

  static let samples = [
    Sample(type: .bit, value: .bit(true), info: "68 01", bytes: "01 01"),
    Sample(type: .tinyInt, value: .int(200), info: "26 01", bytes: "01 c8"),
    Sample(type: .smallInt, value: .int(-300), info: "26 02", bytes: "02 d4 fe"),
    Sample(type: .int, value: .int(7), info: "26 04", bytes: "04 07 00 00 00"),
    Sample(type: .bigInt, value: .int(-1), info: "26 08", bytes: "08 ff ff ff ff ff ff ff ff"),
    Sample(
      type: .decimal(precision: 5, scale: 2),
      value: .decimal("123.45"),
      info: "6a 05 05 02",
      bytes: "05 01 39 30 00 00"
    ),
    Sample(
      type: .decimal(precision: 38, scale: 10),
      value: .decimal("-0.0000000001"),
      info: "6a 11 26 0a",
      bytes: "11 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
    ),
    Sample(type: .real, value: .double(1.5), info: "6d 04", bytes: "04 00 00 c0 3f"),
    Sample(type: .float, value: .double(1), info: "6d 08", bytes: "08 00 00 00 00 00 00 f0 3f"),
    Sample(type: .date, value: .dateTime(leapDay), info: "28", bytes: "03 80 46 0b"),
    Sample(
      type: .time(scale: 7),
      value: .dateTime(leapInstant - leapDay),
      info: "29 07",
      bytes: "05 12 85 ff f4 6e"
    ),
    Sample(
      type: .dateTime2(scale: 7),
      value: .dateTime(leapInstant),
      info: "2a 07",
      bytes: "08 12 85 ff f4 6e 80 46 0b"
    ),
    Sample(
      type: .dateTime2(scale: 0),
      value: .dateTime(leapDay + 47_655_000_000),
      info: "2a 00",
      bytes: "06 27 ba 00 80 46 0b"
    ),
    Sample(
      type: .dateTime,
      value: .dateTime(693_596 * 86_400_000_000 + 10_000),
      info: "6f 08",
      bytes: "08 01 00 00 00 03 00 00 00"
    ),
    Sample(
      type: .uniqueIdentifier,
      value: .uuid(hex("00112233 4455 6677 8899 aabbccddeeff")),
      info: "24 10",
      bytes: "10 33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff"
    ),
    Sample(
      type: .nvarchar(50),
      value: .text("ab"),
      info: "e7 64 00 09 04 d0 00 34",
      bytes: "04 00 61 00 62 00"
    ),
    Sample(
      type: .varchar(50),
      value: .text("é€"),
      info: "a7 32 00 09 04 d0 00 34",
      bytes: "02 00 e9 80"
    ),
    Sample(type: .varbinary(10), value: .bytes([1, 2]), info: "a5 0a 00", bytes: "02 00 01 02"),
    Sample(
      type: .nvarchar(nil),
      value: .text("a"),
      info: "e7 ff ff 09 04 d0 00 34",
      bytes: "02 00 00 00 00 00 00 00 02 00 00 00 61 00 00 00 00 00"
    ),
    Sample(
      type: .varbinary(nil),
      value: .bytes([]),
      info: "a5 ff ff",
      bytes: "00 00 00 00 00 00 00 00 00 00 00 00"
    ),
    Sample(
      type: .sqlVariant,
      value: .int(42),
      info: "62 49 1f 00 00",
      bytes: "06 00 00 00 38 00 2a 00 00 00"
    ),
    Sample(
      type: .sqlVariant,
      value: .text("hello"),
      info: "62 49 1f 00 00",
      bytes: "13 00 00 00 e7 07 09 04 d0 00 34 40 1f 68 00 65 00 6c 00 6c 00 6f 00"
    ),
  ]

  @Test(arguments: samples)
  func `is written as drivers read it`(_ sample: Sample) {
    #expect(written(sample.type.writeTypeInfo) == hex(sample.info))
    var bytes = ByteBuffer()
    #expect(ValueWriter.write(sample.value, as: sample.type, to: &bytes))
    #expect(Array(bytes.readableBytesView) == hex(sample.bytes))
  }

  @Test(arguments: samples)
  func `is read again as a parameter`(_ sample: Sample) throws {
    var reader = WireReader(buffer(sample.info + sample.bytes))
    let typed = try ParameterReader.read(&reader)
    #expect(typed == ParameterReader.Typed(type: sample.type, value: sample.value))
    #expect(reader.isAtEnd)
  }

  @Test(arguments: samples)
  func `cut at any byte is refused`(_ sample: Sample) {
    let bytes = hex(sample.info + sample.bytes)
    for length in 0..<bytes.count {
      var reader = WireReader(ByteBuffer(bytes: bytes[..<length]))
      #expect(throws: TDSError.truncated) { try ParameterReader.read(&reader) }
    }
  }

  @Test(arguments: samples)
  func `may be NULL in every type`(_ sample: Sample) throws {
    var bytes = buffer(sample.info)
    #expect(ValueWriter.write(.null, as: sample.type, to: &bytes))
    var reader = WireReader(bytes)
    let typed = try ParameterReader.read(&reader)
    #expect(typed == ParameterReader.Typed(type: sample.type, value: .null))
    #expect(reader.isAtEnd)
  }

  @Test(arguments: [
    ("6e 08 08 00 00 00 80 00 00 00 00", TSQLValue.decimal("-922337203685477.5808")),
    ("6e 04 04 98 3a 00 00", .decimal("1.5000")), ("38 07 00 00 00", .int(7)),
    ("32 01", .bit(true)), ("3e 00 00 00 00 00 00 f0 3f", .double(1)),
    ("ef 0a 00 09 04 d0 00 34 02 00 61 00", .text("a")), ("ad 04 00 01 00 ff", .bytes([255])),
    ("6c 11 05 03 11 01 39 30 00 00 00 00 00 00 00 00 00 00 00 00 00 00", .decimal("12.345")),
    ("63 00 00 00 00 09 04 d0 00 34 ff ff ff ff", .null),
    (
      "e7 ff ff 09 04 d0 00 34 fe ff ff ff ff ff ff ff 01 00 00 00 61 01 00 00 00 00 00 00 00 00",
      .text("a")
    ),
  ])
  func `is read in the other forms that clients send`(_ bytes: String, _ value: TSQLValue) throws {
    var reader = WireReader(buffer(bytes))
    #expect(try ParameterReader.read(&reader).value == value)
    #expect(reader.isAtEnd)
  }

  @Test(arguments: [
    (TSQLType.tinyInt, TSQLValue.int(256)), (.int, .int(1 << 40)), (.nvarchar(2), .text("abc")),
    (.varbinary(1), .bytes([1, 2])), (.decimal(precision: 3, scale: 0), .int(1_000)),
    (.int, .text("x")), (.uniqueIdentifier, .uuid([1])),
  ])
  func `that has no form in its type is refused`(_ type: TSQLType, _ value: TSQLValue) {
    var bytes = ByteBuffer()
    #expect(!ValueWriter.write(value, as: type, to: &bytes))
    #expect(bytes.readableBytes == 0)
  }
}
