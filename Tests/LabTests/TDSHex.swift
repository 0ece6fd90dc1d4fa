import NIOCore

/// The bytes that hexadecimal digits stand for; blanks and line ends between them are free.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  precondition(digits.count % 2 == 0, "an odd number of digits: \(text)")
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}

func buffer(_ text: String) -> ByteBuffer { ByteBuffer(bytes: hex(text)) }

func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }

/// What a writer writes into an empty buffer.
func written(_ write: (inout ByteBuffer) -> Void) -> [UInt8] {
  var buffer = ByteBuffer()
  write(&buffer)
  return Array(buffer.readableBytesView)
}
