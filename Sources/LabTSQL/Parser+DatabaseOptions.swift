import LabEstate

extension Parser {
  /// One option of `ALTER DATABASE … SET`.
  mutating func databaseOption() throws -> DatabaseOptions.Change {
    let option = current.text.uppercased()
    let plain: [String: DatabaseOptions.Change] = [
      "READ_ONLY": .readOnly(true), "READ_WRITE": .readOnly(false), "ONLINE": .online(true),
      "OFFLINE": .online(false), "MULTI_USER": .userAccess(.multiUser),
      "SINGLE_USER": .userAccess(.singleUser), "RESTRICTED_USER": .userAccess(.restrictedUser),
      "ENABLE_BROKER": .broker(true), "DISABLE_BROKER": .broker(false),
    ]
    if current.kind == .word, let change = plain[option] {
      take()
      return change
    }
    if takeWord("AUTO_CLOSE") { return .autoClose(try isOn()) }
    if takeWord("ACCELERATED_DATABASE_RECOVERY") {
      try expectSymbol("=")
      return .acceleratedRecovery(try isOn())
    }
    throw unsupported("ALTER DATABASE … SET \(option)")
  }

  /// What is to become of the sessions that stand in the way.
  mutating func termination() throws {
    guard takeWord("WITH") else { return }
    guard takeWord("NO_WAIT") || takeWords("ROLLBACK", "IMMEDIATE") else { throw syntaxError() }
  }

  /// After `ALTER MASTER KEY`.
  mutating func alterMasterKey() throws -> Statement.Kind {
    let adds = takeWord("ADD")
    guard adds || takeWord("DROP") else {
      throw unsupported("ALTER MASTER KEY \(current.text.uppercased())")
    }
    guard takeWords("ENCRYPTION", "BY", "SERVICE", "MASTER", "KEY") else { throw syntaxError() }
    return .setMasterKeyEncryption(adds)
  }

  private mutating func isOn() throws -> Bool {
    if takeWord("ON") { return true }
    try expectWord("OFF")
    return false
  }
}
