import Foundation
import Secrets
import Synchronization
import Testing

@Suite final class `A resolver` {
  private var files: [String] = []

  deinit {
    for path in files { try? FileManager.default.removeItem(atPath: path) }
  }

  private func file(_ content: String, mode: Int = 0o600) throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/linkflow-secret-\(UUID())"
    let isMade = FileManager.default.createFile(
      atPath: path,
      contents: Data(content.utf8),
      attributes: [.posixPermissions: mode]
    )
    try #require(isMade)
    files.append(path)
    return path
  }

  @Test func `reads a variable, and teaches it to the redaction`() async throws {
    let redaction = Redaction()
    let resolver = SecretResolver(redaction: redaction, environment: { ["PW": "hunter22"][$0] })
    #expect(try await resolver.resolve(.environment("PW")).reveal() == "hunter22")
    #expect(redaction.redact("is hunter22 wrong?") == "is ‹secret› wrong?")
    await #expect(throws: SecretFailure.variableNotSet("NO")) {
      try await resolver.resolve(.environment("NO"))
    }
  }

  @Test func `reads a file without its last line break`() async throws {
    for (content, value) in [("a b\n", "a b"), ("a b\r\n", "a b"), ("a\n\n", "a\n"), ("a", "a")] {
      #expect(try await SecretResolver().resolve(.file(file(content))).reveal() == value)
    }
  }

  @Test func `says what is wrong with a file`() async throws {
    let resolver = SecretResolver()
    await #expect(throws: SecretFailure.fileMissing("/nowhere/pw")) {
      try await resolver.resolve(.file("/nowhere/pw"))
    }
    let empty = try file("\n")
    await #expect(throws: SecretFailure.empty(.file(empty))) {
      try await resolver.resolve(.file(empty))
    }
    await #expect(throws: SecretFailure.fileUnreadable("/tmp", reason: "it is not a file")) {
      try await resolver.resolve(.file("/tmp"))
    }
  }

  @Test func `warns of a file that others can read`() async throws {
    let warnings = Mutex<[SecretWarning]>([])
    let resolver = SecretResolver(warn: { warning in warnings.withLock { $0.append(warning) } })
    let open = try file("hunter22", mode: 0o644)
    _ = try await resolver.resolve(.file(open))
    _ = try await resolver.resolve(.file(file("hunter22", mode: 0o600)))
    #expect(warnings.withLock { $0 } == [.fileReadableByOthers(open)])
  }
}
