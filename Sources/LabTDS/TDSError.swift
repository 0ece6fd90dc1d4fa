/// Bytes that are not TDS, or not a part of it that the lab speaks: the connection ends.
enum TDSError: Error, Hashable {
  /// A message, token or value ends before its announced length.
  case truncated
  case unknownPacketType(UInt8)
  case badPacketLength(UInt16)
  /// A message larger than the door keeps in memory.
  case messageTooLong
  /// A request came before the former was answered (and MARS was not agreed).
  case requestOutOfTurn
  case malformed(String)
  /// A parameter's TYPE_INFO that the lab does not read; what follows it cannot be found.
  case unknownType(UInt8)
  /// A reply's value has no form in its column's type.
  case valueDoesNotFit(column: String)
}
