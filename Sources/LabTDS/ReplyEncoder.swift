import LabEstate
import NIOCore

/// Turns the pieces of one reply into tokens, and knows which DONE is the last.
///
/// A DONE is held back until what follows it is known: all but the last announce more.
struct ReplyEncoder {
  enum Kind: Hashable {
    case batch
    case procedureCall
    /// One DONE for all, however many statements stood for the request.
    case transaction(DoneToken.Command)
  }

  /// What outlives a reply.
  struct Session: Hashable {
    var serverName: String
    /// The open transaction's descriptor.
    var transaction: UInt64?
    var lastDescriptor: UInt64 = 0x1000
  }

  let kind: Kind
  private(set) var session: Session
  /// Complete tokens not yet taken by the packet writer.
  var tokens = ByteBuffer()
  /// A message of class 20 or above went out: the connection ends with this reply.
  private(set) var isFatal = false

  private var columns: [TSQLReply.Column]?
  private var heldDone: DoneToken?
  private var hasError = false
  private var returnStatus: Int32 = 0
  private var isCancelled = false

  init(kind: Kind, session: Session) {
    self.kind = kind
    self.session = session
  }

  mutating func encode(_ reply: TSQLReply) {
    guard !isFatal, !isCancelled || reply.isEnvironmentChange else { return }
    switch reply {
    case .columns(let columns): begin(columns)
    case .row(let values): write(values)
    case .done(let count): end(count: count)
    case .message(let message): write(message)
    case .databaseChanged(let old, let new):
      releaseDone()
      EnvironmentChange.database(new: new, old: old).write(to: &tokens)
    case .transactionBegan:
      session.lastDescriptor += 1
      session.transaction = session.lastDescriptor
      write(.transactionBegan(session.lastDescriptor))
    case .transactionCommitted:
      write(.transactionCommitted(session.transaction ?? session.lastDescriptor))
      session.transaction = nil
    case .transactionRolledBack:
      write(.transactionRolledBack(session.transaction ?? session.lastDescriptor))
      session.transaction = nil
    case .returnStatus(let status): write(returnStatus: status)
    case .connectionLost: break
    }
  }

  /// Tells first that the connection was reset, as its pool asked.
  mutating func acknowledgeReset() { write(.connectionReset) }

  /// Drops the rest of the reply but for changes of the session, which stay true.
  mutating func cancel() { isCancelled = true }

  /// Ends a call of a procedure; `handle` is the value of its output parameter.
  mutating func finishCall(handle: Int32?, hasMore: Bool) {
    releaseDone()
    tokens.writeInteger(TokenType.returnStatus)
    tokens.writeLittle(returnStatus)
    if let handle { write(handle: handle) }
    var status: DoneToken.Status = hasMore ? .more : []
    if hasError { status.insert(.error) }
    DoneToken(kind: .procedure, status: status, command: .execute).write(to: &tokens)
    hasError = false
    returnStatus = 0
  }

  /// Ends a batch or transaction request.
  mutating func finish() {
    switch kind {
    case .transaction(let command):
      DoneToken(kind: .done, status: hasError ? .error : [], command: command).write(to: &tokens)
    case .batch, .procedureCall:
      if hasError || heldDone == nil { end(count: nil) }
      heldDone?.write(to: &tokens)
      heldDone = nil
    }
  }

  /// Ends a cancelled reply, then acknowledges the attention.
  ///
  /// Without the first DONE Microsoft's driver takes the cancelled statement for a success.
  mutating func finishCancelled() {
    releaseDone()
    DoneToken(kind: .done, status: .error, command: .abort).write(to: &tokens)
    Self.writeAttentionAcknowledgement(to: &tokens)
  }

  static func writeAttentionAcknowledgement(to tokens: inout ByteBuffer) {
    DoneToken(kind: .done, status: .attention, command: .none).write(to: &tokens)
  }

  private mutating func begin(_ columns: [TSQLReply.Column]) {
    releaseDone()
    self.columns = columns
    tokens.writeInteger(TokenType.columnMetadata)
    tokens.writeLittle(UInt16(columns.count))
    for column in columns {
      tokens.writeLittle(UInt32(0))
      // Nullable, updatability unknown.
      tokens.writeLittle(UInt16(0x0009))
      column.type.writeTypeInfo(to: &tokens)
      tokens.writeShortText(column.name)
    }
  }

  private mutating func write(_ values: [TSQLValue]) {
    guard let columns, columns.count == values.count else {
      refuse("A row of \(values.count) values has no columns to stand in.")
      return
    }
    var row = ByteBuffer()
    let hasNull = values.contains(.null)
    row.writeInteger(hasNull ? TokenType.nullBitmapRow : TokenType.row)
    if hasNull {
      var bitmap = [UInt8](repeating: 0, count: (values.count + 7) / 8)
      for (index, value) in values.enumerated() where value == .null {
        bitmap[index / 8] |= 1 << UInt8(index % 8)
      }
      row.writeBytes(bitmap)
    }
    for (column, value) in zip(columns, values) where value != .null {
      guard ValueWriter.write(value, as: column.type, to: &row) else {
        refuse("A value of column '\(column.name)' has no form in its type.")
        return
      }
    }
    tokens.writeBuffer(&row)
  }

  /// A defect of the lab, told rather than a value cut.
  private mutating func refuse(_ text: String) {
    write(LabRefusal.message(text, severity: 20))
  }

  private mutating func write(_ message: TSQLMessage) {
    releaseDone()
    message.write(server: session.serverName, to: &tokens)
    hasError = hasError || message.isError
    isFatal = message.isFatal
  }

  private mutating func write(_ change: EnvironmentChange) {
    releaseDone()
    change.write(to: &tokens)
  }

  private mutating func write(returnStatus status: Int32) {
    guard kind == .batch else {
      returnStatus = status
      return
    }
    releaseDone()
    tokens.writeInteger(TokenType.returnStatus)
    tokens.writeLittle(status)
    heldDone = DoneToken(kind: .procedure, status: [], command: .execute)
  }

  private mutating func end(count: Int?) {
    defer {
      columns = nil
      hasError = false
    }
    if case .transaction = kind {
      // The one DONE at the end tells of an error in any of its statements.
      let failed = hasError
      defer { hasError = failed }
      return
    }
    // A procedure's DONEPROC ends its EXEC statement too.
    if heldDone?.kind == .procedure, count == nil, !hasError { return }
    releaseDone()
    var status: DoneToken.Status = hasError ? .error : []
    if count != nil { status.insert(.count) }
    let command: DoneToken.Command =
      columns != nil ? .select : count != nil ? .update : .none
    heldDone = DoneToken(
      kind: kind == .procedureCall ? .inProcedure : .done,
      status: status,
      command: command,
      count: UInt64(count ?? 0)
    )
  }

  private mutating func releaseDone() {
    guard var done = heldDone else { return }
    heldDone = nil
    done.status.insert(.more)
    done.write(to: &tokens)
  }

  /// RETURNVALUE of the output parameter of sp_prepare and sp_prepexec, their first.
  private mutating func write(handle: Int32) {
    tokens.writeInteger(TokenType.returnValue)
    tokens.writeLittle(UInt16(0))
    tokens.writeShortText("")
    tokens.writeInteger(UInt8(1))
    tokens.writeLittle(UInt32(0))
    tokens.writeLittle(UInt16(1))
    TSQLType.int.writeTypeInfo(to: &tokens)
    tokens.writeInteger(UInt8(4))
    tokens.writeLittle(handle)
  }
}

extension TSQLReply {
  var isEnvironmentChange: Bool {
    switch self {
    case .databaseChanged, .transactionBegan, .transactionCommitted, .transactionRolledBack: true
    default: false
    }
  }
}
