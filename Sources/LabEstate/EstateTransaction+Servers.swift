/// What a person does on the machine of a SQL Server, outside of T-SQL.
package struct ServerChange: Hashable, Sendable {
  /// Takes effect with the next restart.
  package var isAlwaysOnEnabled: Bool?
  /// Added to the startup parameters; takes effect with the next restart.
  package var startupFlags: [Int]
  package var isAgentRunning: Bool?
  package var restarts: Bool

  package init(
    isAlwaysOnEnabled: Bool? = nil,
    startupFlags: [Int] = [],
    isAgentRunning: Bool? = nil,
    restarts: Bool = false
  ) {
    self.isAlwaysOnEnabled = isAlwaysOnEnabled
    self.startupFlags = startupFlags
    self.isAgentRunning = isAgentRunning
    self.restarts = restarts
  }
}

extension EstateTransaction {
  package mutating func apply(_ change: ServerChange, to name: String) throws {
    let host = server(name)
    if let isEnabled = change.isAlwaysOnEnabled, isEnabled != host.isHADRConfigured {
      world.update(server: name) { $0.isHADRConfigured = isEnabled }
      try recordEffect(on: host.name, isEnabled ? "enable_always_on" : "disable_always_on", name)
    }
    for flag in change.startupFlags where !host.startupFlags.contains(flag) {
      world.update(server: name) { _ = $0.startupFlags.insert(flag) }
      try recordEffect(on: host.name, "add_startup_flag", String(flag))
    }
    if let isRunning = change.isAgentRunning, isRunning != host.isAgentRunning {
      world.update(server: name) { $0.isAgentRunning = isRunning }
      try recordEffect(on: host.name, isRunning ? "start_agent" : "stop_agent", name)
    }
    if change.restarts { try restart(name) }
  }

  /// Ends what lives in the server's process: sessions, transactions, run-time trace flags.
  ///
  /// "A restart during seeding restarts the seeding."
  private mutating func restart(_ name: String) throws {
    try rollBackOpenWrites(on: name)
    let now = now
    world.update(server: name) { server in
      server.startedAt = now
      server.isHADREnabled = server.isHADRConfigured
      server.traceFlags = server.startupFlags
      server.endpoint?.availableFrom = now + .seconds(5)
      for index in server.databases.indices where server.databases[index].missesFirstBackup {
        server.databases[index].state = .offline
      }
    }
    for host in world.managedInstances {
      for link in host.instance?.links ?? [] where link.phase == .seeding {
        guard host.name.isSameName(as: name) || link.partner?.isSameName(as: name) == true else {
          continue
        }
        world.update(instance: host.name) { instance in
          instance.update(link: link.name) { link in
            for index in link.seedings.indices {
              link.seedings[index].start = now
              link.seedings[index].attempts += 1
            }
          }
        }
      }
    }
    try recordEffect(on: server(name).name, "restart_server", name)
  }

  /// `ALTER MASTER KEY ADD | DROP ENCRYPTION BY SERVICE MASTER KEY`.
  package mutating func setMasterKeyEncryption(
    byServiceMasterKey isEncrypted: Bool,
    on server: String
  ) throws {
    let host = self.server(server)
    guard host.hasMasterKey else {
      throw TSQLMessage(
        15581,
        "Please create a master key in the database or open the master key in the session before "
          + "performing this operation."
      )
    }
    guard host.isMasterKeyEncryptedByServer != isEncrypted else { return }
    world.update(server: server) { $0.isMasterKeyEncryptedByServer = isEncrypted }
    try recordEffect(
      on: host.name,
      isEncrypted ? "add_master_key_encryption" : "drop_master_key_encryption",
      "master"
    )
  }
}

extension Estate {
  /// A person's work on a server's machine; false when there is no such server.
  package func apply(_ serverChange: ServerChange, to name: String) throws -> Bool {
    try change { transaction in
      guard transaction.world.server(named: name) != nil else { return false }
      try transaction.apply(serverChange, to: name)
      return true
    }
  }
}
