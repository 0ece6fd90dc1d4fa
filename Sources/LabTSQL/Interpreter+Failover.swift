import LabEstate

extension Interpreter {
  /// Orders a planned failover and waits, as the statement does, until the roles have changed.
  ///
  /// A session that ends meanwhile does not end the failover.
  mutating func failOver(_ group: String) async throws {
    try refuseTransaction("ALTER AVAILABILITY GROUP")
    try estate.change { try $0.beginFailover(ofGroup: group, on: server) }
    while try estate.change({ try !$0.failoverEnds(ofGroup: group, on: server) }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    await finish()
  }
}
