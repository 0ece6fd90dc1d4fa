import Foundation
import Lab
import LabEstate
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A lab` {
  @Test func `writes connections that lead to it`() async throws {
    try await withLab { lab in
      let text = try String(contentsOfFile: lab.connectionsFile, encoding: .utf8)
      let expected = """
        # Written by `linkflow lab up`. Connections of the lab's estate.
        connections:
          sql1:
            kind: sqlserver
            server: 127.0.0.1,\(lab.port(of: "sql1"))
            driver: FreeTDS
            encryption: required
            ca_file: ca.pem
            login:
              user: sa
              password: file://sa-password
          mi1:
            kind: managed_instance
            server: 127.0.0.1,\(lab.port(of: "mi1"))
            driver: FreeTDS
            encryption: required
            ca_file: ca.pem
            login:
              user: sa
              password: file://mi-password
            resource: /subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/lab-rg\
        /providers/Microsoft.Sql/managedInstances/mi1
            resource_manager: \(lab.azureAddress)
            authority: \(lab.azureAddress)
            credential:
              type: client_secret
              tenant: \(lab.record.tenant)
              client_id: \(lab.record.clientID)
              secret: file://client-secret
          ledgerlanding:
            kind: storage
            account: ledgerlanding
            account_key: file://ledgerlanding-key1
            key_name: key1
            blob: \(lab.azureAddress)/ledgerlanding
            ca_file: ca.pem
          synapse1:
            kind: synapse
            resource: /subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/lab-rg\
        /providers/Microsoft.Synapse/workspaces/synapse1
            development: \(lab.azureAddress)/synapse1
            ca_file: ca.pem
            resource_manager: \(lab.azureAddress)
            authority: \(lab.azureAddress)
            credential:
              type: client_secret
              tenant: \(lab.record.tenant)
              client_id: \(lab.record.clientID)
              secret: file://client-secret

        """
      #expect(text == expected)
    }
  }

  @Test func `keeps its secrets from other users`() async throws {
    try await withLab { lab in
      let secrets = [
        "sa-password", "mi-password", "client-secret", "server-key.pem", "ledgerlanding-key1",
        "ledgerlanding-key2",
      ]
      for secret in secrets {
        let path = "\(lab.directory.path)/\(secret)"
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(secret)")
      }
      let directory = try FileManager.default.attributesOfItem(atPath: lab.directory.path)
      #expect(directory[.posixPermissions] as? Int == 0o700)
      #expect(try lab.password(of: "sql1") != lab.password(of: "mi1"))
      #expect(try lab.password(of: "sql1") != EstateDescription.defaultPassword)
    }
  }

  @Test func `is as it was when it is started again`() async throws {
    try await withLabDirectory { directory in
      let first = try await once(directory) { lab in
        _ = try lab.estate.add(Fault(.dropBefore, door: .sql))
        return try Memory(lab)
      }
      let second = try await once(directory) { try Memory($0) }
      #expect(first == second)
      #expect(first.ports.values.allSatisfy { $0 > 0 })
      #expect(second.faults == 1)
    }
  }

  @Test func `runs once in its directory`() async throws {
    try await withLabDirectory { directory in
      try await once(directory) { lab in
        let refusal = try await Self.refusal(in: directory)
        #expect(refusal == .alreadyRunning(directory: directory, pid: lab.record.pid))
      }
    }
  }

  @Test(arguments: ["mi1", "azure"])
  func `says which port is taken`(_ door: String) async throws {
    try await withLab { lab in
      let taken = lab.port(of: "sql1")
      try await withLabDirectory { directory in
        let refusal = try await Self.refusal(in: directory, LabOptions(ports: [door: taken]))
        #expect(refusal == .portTaken(door: door, port: taken))
      }
    }
  }

  @Test func `takes a new speed when it is started again`() async throws {
    try await withLabDirectory { directory in
      let slow = try await once(directory) { try $0.estate.world().timeFactor }
      let fast = try await once(directory, LabOptions(timeFactor: 50)) {
        try $0.estate.world().timeFactor
      }
      #expect([slow, fast] == [1, 50])
    }
  }

  @Test func `is seen from another process through its directory`() async throws {
    try await withLabDirectory { directory in
      #expect(throws: LabError.noLab(directory: directory)) { try LabControl(directory: directory) }
      try await once(directory) { lab in
        let control = try LabControl(directory: directory)
        #expect(control.isRunning)
        #expect(control.record == lab.record)
        let fault = try control.estate().add(Fault(.holdBefore, door: .rest))
        #expect(try lab.estate.faults().map(\.id) == [fault])
      }
      let control = try LabControl(directory: directory)
      // A process that another test is just starting holds a copy of the lock until it executes.
      while control.isRunning { try await Task.sleep(for: .milliseconds(5)) }
      await #expect(throws: LabError.notRunning(directory: directory)) { try await control.stop() }
    }
  }

  @Test func `ends with the error of its body`() async throws {
    struct Expected: Error {}
    await #expect(throws: Expected.self) { try await withLab { _ in throw Expected() } }
  }

  /// What a lab must not forget.
  private struct Memory: Hashable {
    var ports: [String: Int]
    var azurePort: Int
    var tenant: String
    var secrets: [String]
    var authority: String
    var faults: Int

    init(_ lab: RunningLab) throws {
      ports = lab.record.ports
      azurePort = lab.record.azurePort
      tenant = lab.record.tenant
      secrets = [
        try lab.clientSecret, try lab.password(of: "sql1"), try lab.password(of: "mi1"),
      ]
      authority = try String(contentsOfFile: lab.authorityFile, encoding: .utf8)
      faults = try lab.estate.faults().count
    }
  }

  /// Why a lab cannot be started.
  private static func refusal(
    in directory: String,
    _ options: LabOptions = LabOptions()
  ) async throws -> LabError? {
    do {
      try await LabServer.run(directory: directory, options: options) { _ in }
      return nil
    } catch let error as LabError {
      return error
    }
  }

  /// Serves the lab of a directory while the body runs.
  @discardableResult
  private func once<Answer: Sendable>(
    _ directory: String,
    _ options: LabOptions = LabOptions(),
    _ body: @escaping @Sendable (RunningLab) async throws -> Answer
  ) async throws -> Answer {
    try await withLab(options, in: directory, body)
  }

  private func withLabDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("linkflow-lab-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try await body(directory)
  }
}
