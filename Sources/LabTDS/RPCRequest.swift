import LabEstate
import NIOCore

/// A remote procedure call request ([MS-TDS] 2.2.6.6): one message may hold several calls.
struct RPCRequest: Hashable {
  /// The procedures that have a number in place of a name ([MS-TDS] 2.2.6.6, ProcID).
  enum Numbered: UInt16 {
    case cursor = 1
    case cursorOpen = 2
    case cursorPrepare = 3
    case cursorExecute = 4
    case cursorPrepareExecute = 5
    case cursorUnprepare = 6
    case cursorFetch = 7
    case cursorOption = 8
    case cursorClose = 9
    case executeSQL = 10
    case prepare = 11
    case execute = 12
    case prepareExecute = 13
    case prepareExecuteRPC = 14
    case unprepare = 15
  }

  enum Procedure: Hashable {
    case numbered(Numbered)
    case named(String)

    /// The numbered procedures may be called by name too, in any spelling.
    init(name: String) {
      let bare = name.lowercased()
        .replacing("[", with: "")
        .replacing("]", with: "")
        .split(separator: ".")
        .last
      let numbered: [Substring: Numbered] = [
        "sp_cursor": .cursor, "sp_cursoropen": .cursorOpen, "sp_cursorprepare": .cursorPrepare,
        "sp_cursorexecute": .cursorExecute, "sp_cursorprepexec": .cursorPrepareExecute,
        "sp_cursorunprepare": .cursorUnprepare, "sp_cursorfetch": .cursorFetch,
        "sp_cursoroption": .cursorOption, "sp_cursorclose": .cursorClose,
        "sp_executesql": .executeSQL, "sp_prepare": .prepare, "sp_execute": .execute,
        "sp_prepexec": .prepareExecute, "sp_prepexecrpc": .prepareExecuteRPC,
        "sp_unprepare": .unprepare,
      ]
      self = bare.flatMap { numbered[$0] }.map { .numbered($0) } ?? .named(name)
    }
  }

  struct Parameter: Hashable {
    /// Empty for a positional one.
    var name: String
    var isOutput: Bool
    var content: ParameterReader.Typed
  }

  struct Call: Hashable {
    var procedure: Procedure
    var parameters: [Parameter]
  }

  var calls: [Call] = []

  /// Two calls of one message stand apart by either byte, the second in older versions.
  private static let separators: Set<UInt8> = [0xFF, 0x80]

  init(body: ByteBuffer) throws(TDSError) {
    var reader = WireReader(body)
    try reader.skipAllHeaders()
    while !reader.isAtEnd {
      calls.append(try Self.call(&reader))
    }
  }

  private static func call(_ reader: inout WireReader) throws(TDSError) -> Call {
    let length = try reader.integer(UInt16.self)
    let procedure: Procedure
    if length == .max {
      let number = try reader.integer(UInt16.self)
      guard let numbered = Numbered(rawValue: number) else {
        throw .malformed("procedure number \(number)")
      }
      procedure = .numbered(numbered)
    } else {
      procedure = Procedure(name: try reader.text(Int(length)))
    }
    try reader.skip(2)
    var parameters: [Parameter] = []
    while let next = reader.nextByte {
      // No name is that long, so the byte cannot be a name's length.
      guard !separators.contains(next) else {
        try reader.skip(1)
        break
      }
      let name = try reader.shortText()
      let status = try reader.integer(UInt8.self)
      let content = try ParameterReader.read(&reader)
      parameters.append(Parameter(name: name, isOutput: status & 1 != 0, content: content))
    }
    return Call(procedure: procedure, parameters: parameters)
  }
}
