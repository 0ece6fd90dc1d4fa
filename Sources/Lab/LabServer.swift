import Foundation
import LabAzure
import LabEstate
import LabTDS
import LabTSQL
import NIOCore
import NIOSSL

/// Serves a lab: its estate behind one TDS door a server, and the REST door.
package enum LabServer {
  /// Serves the lab in the directory until cancelled; makes it where there is none.
  ///
  /// `onReady` is told once, when every door listens and `connections.yaml` is written.
  ///
  /// - Throws: `LabError` when the lab runs already or a port is taken.
  package static func run(
    directory path: String,
    options: LabOptions = LabOptions(),
    onReady: @escaping @Sendable (RunningLab) async throws -> Void
  ) async throws {
    let directory = LabDirectory(path)
    try directory.create()
    let lock = try await LabLock.taken(in: directory)
    defer { withExtendedLifetime(lock) {} }
    var record = try LabRecord(in: directory)
    record.pid = ProcessInfo.processInfo.processIdentifier
    let estate = try openEstate(in: directory, options)
    try estate.rollBackOpenTransactions()
    let world = try estate.world()
    try keepSecrets(of: world, in: directory)
    let certificates = try LabCertificates(in: directory, names: world.servers.map(\.serverName))
    let encryption = try TDSEncryption(
      certificateChain: certificates.chain,
      privateKey: certificates.privateKey
    )
    let door = AzureDoor(
      estate: estate,
      tenant: AzureTenant(
        id: record.tenant,
        clientID: record.clientID,
        clientSecret: try directory.read(.clientSecret)
      ),
      tls: TLSConfiguration.makeServerConfiguration(
        certificateChain: certificates.chain.map { .certificate($0) },
        privateKey: .privateKey(certificates.privateKey)
      )
    )
    let listeners = try await listen(for: world.servers, of: estate, encryption) { name in
      options.ports[name] ?? record.ports[name] ?? 0
    }
    record.ports = listeners.mapValues(\.port)
    try await serve(
      RunningLab(estate: estate, directory: directory, record: record),
      Array(listeners.values),
      door,
      azurePort: options.ports[LabOptions.azure] ?? record.azurePort,
      onReady: onReady
    )
  }

  private static func serve(
    _ lab: RunningLab,
    _ listeners: [TDSListener],
    _ door: AzureDoor,
    azurePort: Int,
    onReady: @escaping @Sendable (RunningLab) async throws -> Void
  ) async throws {
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for listener in listeners { group.addTask { try await listener.run() } }
        group.addTask { try await keepTime(of: lab.estate) }
        group.addTask {
          do {
            try await door.run(port: azurePort) { port in
              continuation.yield(port)
              continuation.finish()
            }
          } catch is IOError {
            throw LabError.portTaken(door: LabOptions.azure, port: azurePort)
          }
        }
        group.addTask {
          for await port in ports {
            let ready = try announce(lab, azurePort: port)
            try await onReady(ready)
          }
        }
        // Not waitForAll(), which would wait for the other doors before it throws.
        for try await _ in group {}
      }
    } catch is CancellationError where Task.isCancelled {
      // The way in which a lab ends.
    }
  }

  /// Lets happen what is due although nobody asks, so that other processes see it too.
  private static func keepTime(of estate: Estate) async throws {
    while true {
      try await Task.sleep(for: .milliseconds(100))
      _ = try estate.now()
    }
  }

  /// Writes what the lab's clients and later processes read.
  private static func announce(_ lab: RunningLab, azurePort: Int) throws -> RunningLab {
    var record = lab.record
    record.azurePort = azurePort
    let connections = ConnectionsFile(world: try lab.estate.world(), record: record)
    try lab.directory.write(connections.text, to: .connections)
    try record.write(to: lab.directory)
    return RunningLab(estate: lab.estate, directory: lab.directory, record: record)
  }

  /// Opens the door of every server, or none.
  private static func listen(
    for servers: [Server],
    of estate: Estate,
    _ encryption: TDSEncryption,
    port: (_ connection: String) -> Int
  ) async throws -> [String: TDSListener] {
    var listeners: [String: TDSListener] = [:]
    for server in servers {
      let name = ConnectionsFile.name(of: server)
      let identity = TDSListener.Identity(
        serverName: server.serverName,
        version: ProductVersion(server.productVersion),
        encryption: encryption
      )
      do {
        listeners[name] = try await TDSListener.bind(
          port: port(name),
          identity: identity,
          server: TSQLInstance(estate: estate, server: server.name)
        )
      } catch {
        for listener in listeners.values { await listener.close() }
        throw error is IOError ? LabError.portTaken(door: name, port: port(name)) : error
      }
    }
    return listeners
  }

  private static func openEstate(
    in directory: LabDirectory,
    _ options: LabOptions
  ) throws -> Estate {
    var description = options.description.withOwnPasswords
    if let factor = options.timeFactor { description.timeFactor = factor }
    let estate = try Estate(
      directory: directory.path,
      description: description,
      clock: options.clock
    )
    guard let factor = options.timeFactor, try estate.world().timeFactor != factor else {
      return estate
    }
    try estate.change { $0.world.timeFactor = factor }
    // Its clock was started at the old speed.
    return try Estate(directory: directory.path, description: description, clock: options.clock)
  }

  /// Writes passwords and account keys as the estate has them, and a client secret where there is
  /// none.
  private static func keepSecrets(of world: World, in directory: LabDirectory) throws {
    for server in world.servers {
      guard let password = server.logins.first?.password else { continue }
      try directory.write(
        password,
        to: server.isManagedInstance ? .instancePassword : .sqlServerPassword
      )
    }
    for account in world.storageAccounts {
      for key in account.keys {
        let file = LabDirectory.keyFile(of: account.name, key.name)
        try directory.write(key.base64, toFile: file, isSecret: true)
      }
    }
    if !directory.has(.clientSecret) {
      try directory.write(EstateDescription.randomPassword(), to: .clientSecret)
    }
  }
}

extension ProductVersion {
  /// From four numbers with points between them, of which the last is not told to clients.
  fileprivate init(_ text: String) {
    let numbers = text.split(separator: ".").map { UInt16($0) ?? 0 } + [0, 0, 0]
    self.init(
      major: UInt8(clamping: numbers[0]),
      minor: UInt8(clamping: numbers[1]),
      build: numbers[2]
    )
  }
}
