/// The refusals of SQL Server that more than one statement can give.
///
/// Numbers and wording: "Database Engine events and errors".
extension TSQLMessage {
  /// 911 names a database that the server has not.
  package static func noDatabase(_ name: String) -> TSQLMessage {
    TSQLMessage(
      911,
      "Database '\(name)' does not exist. Make sure that the name is entered correctly."
    )
  }

  /// 15151, for instance "Cannot drop the certificate 'x', because …".
  package static func cannot(_ verb: String, _ kind: String, _ name: String) -> TSQLMessage {
    TSQLMessage(
      15151,
      "Cannot \(verb) the \(kind) '\(name)', because it does not exist or you do not have "
        + "permission."
    )
  }

  /// 1468 protects the members of an availability group.
  package static func inGroup(_ database: String) -> TSQLMessage {
    TSQLMessage(
      1468,
      "The operation cannot be performed on database \"\(database)\" because it is involved in a "
        + "database mirroring session or an availability group."
    )
  }

  /// A refusal for which no number is published; 50000 is that of ad-hoc messages.
  package static func lab(_ text: String) -> TSQLMessage {
    TSQLMessage(50000, text)
  }
}
