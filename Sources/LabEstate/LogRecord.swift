import GRDB

/// One entry of a database's log: a change that a replica has to repeat.
///
/// Triggers of the estate's file write the entries of rows, so that no change of a row is missed. An
/// entry gets its log position when its transaction commits.
struct LogRecord: Hashable, Sendable {
  enum Kind: String, Sendable {
    case insert, update, delete, createTable, dropTable
    /// Moves the log without changing a row, as a backup does.
    case mark
  }

  var sequence: Int64
  var kind: Kind
  /// As `dbo.Customer`; empty for a mark.
  var object: String
  /// SQLite's row id, which a row has on every side.
  var row: Int64?
  /// The columns as SQLite's literals, with commas between them.
  var before: String?
  /// Likewise; for a new table its definition as JSON.
  var after: String?
  /// Nil while the transaction is open.
  var position: LogPosition?
  var committedAt: EstateInstant?

  init(_ row: GRDB.Row) {
    sequence = row["sequence"]
    kind = Kind(rawValue: row["kind"]) ?? .mark
    object = row["object"]
    self.row = row["row"]
    before = row["before"]
    after = row["after"]
    position = (row["position"] as String?).flatMap(LogPosition.init(sortableText:))
    committedAt = (row["committed"] as Int64?).map(EstateInstant.init(microseconds:))
  }
}

extension LogPosition {
  /// Texts of one length, which sort as the positions do.
  var sortableText: String {
    CivilTime.padded(file, 10) + CivilTime.padded(block, 10) + CivilTime.padded(slot, 5)
  }

  init?(sortableText text: String) {
    guard text.utf8.count == 25, let file = Int(text.prefix(10)),
      let block = Int(text.dropFirst(10).prefix(10)), let slot = Int(text.suffix(5))
    else { return nil }
    self.init(file: file, block: block, slot: slot)
  }
}
