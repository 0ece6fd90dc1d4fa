import GRDB

/// What a door is to do with a request.
package enum FaultAction: Hashable, Sendable {
  case proceed
  /// Close the connection without another byte.
  case connectionLost
  /// Answer with this HTTP status instead.
  case status(Int, retryAfter: Int?)
}

/// The verdict on a request before its effect; goes back to the estate after the effect.
package struct FaultAdmission: Hashable, Sendable {
  package var action: FaultAction
  fileprivate var after: [Fault]

  /// Whether the reply must be kept back until `faultAfter` has been asked.
  package var withholdsReply: Bool { !after.isEmpty }
}

extension Estate {
  /// Scripts a fault and returns its id.
  @discardableResult
  package func add(_ fault: Fault) throws -> Int64 {
    try queue.inTransaction(.immediate) { database in
      try database.execute(
        literal: """
          INSERT INTO fault (kind, door, server, match, skip, count, retryAfter, held, logEntry)
          VALUES (\(fault.kind.rawValue), \(fault.door.rawValue), \(fault.server), \(fault.match),
            \(fault.skip), \(fault.count), \(fault.retryAfter), 0,
            \(try DatabaseLog.lastSequence(in: database)))
          """
      )
      return database.lastInsertedRowID
    }
  }

  package func faults() throws -> [Fault] {
    try queue.read { try Fault.all(in: $0) }
  }

  /// Lets go of the requests that the fault holds.
  package func removeFault(_ id: Int64) throws {
    try queue.inTransaction(.immediate) { database in
      try database.execute(literal: "DELETE FROM fault WHERE id = \(id)")
    }
  }

  package func removeAllFaults() throws {
    try queue.inTransaction(.immediate) { try $0.execute(sql: "DELETE FROM fault") }
  }

  /// Counts a request against every fault and says what is to happen to it before its effect.
  ///
  /// Waits while a `hold_before` fault holds it; cancelling the task loses the request.
  package func faultBefore(
    door: Fault.Door,
    server: String,
    text: String
  ) async throws -> FaultAdmission {
    let firing = try countRequest(door: door, server: server, text: text)
    var admission = FaultAdmission(action: .proceed, after: [])
    for fault in firing {
      switch fault.kind {
      case .dropBefore: admission.action = .connectionLost
      case .status429: admission.action = .status(429, retryAfter: fault.retryAfter)
      case .holdBefore:
        if try await !waitForRemoval(of: fault) { admission.action = .connectionLost }
      case .dropAfter, .holdAfter, .status500AfterEffect: admission.after.append(fault)
      case .seedingFails, .lagReplication: break
      }
    }
    return admission
  }

  /// Says what is to happen to a request after its effect, before its reply.
  package func faultAfter(_ admission: FaultAdmission) async throws -> FaultAction {
    var action = FaultAction.proceed
    for fault in admission.after {
      switch fault.kind {
      case .dropAfter: action = .connectionLost
      case .status500AfterEffect: action = .status(500, retryAfter: nil)
      case .holdAfter:
        if try await !waitForRemoval(of: fault) { action = .connectionLost }
      case .dropBefore, .status429, .holdBefore, .seedingFails, .lagReplication: break
      }
    }
    return action
  }

  /// Waits until as many requests are held by the fault.
  package func waitUntilHeld(by fault: Int64, count: Int = 1) async throws {
    while try faults().first(where: { $0.id == fault })?.held ?? 0 < count {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func countRequest(door: Fault.Door, server: String, text: String) throws -> [Fault] {
    try queue.inTransaction(.immediate) { database in
      let fitting = try Fault.all(in: database)
        .filter { $0.fits(door: door, server: server, text: text) }
      for fault in fitting where fault.skip > 0 || fault.count > 0 {
        try database.execute(
          literal: """
            UPDATE fault SET skip = max(skip - 1, 0),
              count = CASE WHEN skip > 0 THEN count ELSE count - 1 END
            WHERE id = \(fault.id)
            """
        )
      }
      return fitting.filter { $0.skip == 0 && $0.count > 0 }
    }
  }

  /// False when the task was cancelled while it waited.
  private func waitForRemoval(of fault: Fault) async throws -> Bool {
    try changeHeld(of: fault, by: 1)
    // Another process may remove the fault, so that there is nothing in this one to wake up on.
    while try faults().contains(where: { $0.id == fault.id }) {
      do {
        try await Task.sleep(for: .milliseconds(5))
      } catch {
        try changeHeld(of: fault, by: -1)
        return false
      }
    }
    return true
  }

  private func changeHeld(of fault: Fault, by step: Int) throws {
    try queue.inTransaction(.immediate) { database in
      try database.execute(literal: "UPDATE fault SET held = held + \(step) WHERE id = \(fault.id)")
    }
  }
}

extension Fault {
  static func all(in database: GRDB.Database) throws -> [Fault] {
    try Row.fetchAll(database, sql: "SELECT * FROM fault ORDER BY id").compactMap { row in
      guard let kind = Kind(rawValue: row["kind"]), let door = Door(rawValue: row["door"]) else {
        return nil
      }
      var fault = Fault(
        kind,
        door: door,
        server: row["server"],
        match: row["match"],
        skip: row["skip"],
        count: row["count"],
        retryAfter: row["retryAfter"]
      )
      fault.id = row["id"]
      fault.held = row["held"]
      fault.logEntry = row["logEntry"]
      return fault
    }
  }
}
