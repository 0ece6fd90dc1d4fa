import Foundation
import Secrets
import Testing

@Suite struct `A reference to a secret` {
  @Test func `names a variable`() throws {
    #expect(try SecretReference("env://SQL_PASSWORD") == .environment("SQL_PASSWORD"))
  }

  @Test func `names a file beside the file that names it`() throws {
    #expect(try SecretReference("file://pw.txt", relativeTo: "/etc/l") == .file("/etc/l/pw.txt"))
    #expect(try SecretReference("file://./pw.txt", relativeTo: "/etc/l/") == .file("/etc/l/pw.txt"))
    #expect(try SecretReference("file:///etc/pw", relativeTo: "/etc/l") == .file("/etc/pw"))
  }

  @Test func `names what a person is asked for`() throws {
    #expect(try SecretReference("prompt://sql1-password") == .prompt("sql1-password"))
  }

  @Test func `holds the terms of a signature, to be signed when it is used`() throws {
    #expect(
      try SecretReference("sas://landing/c-1?sp=rl&sr=c")
        == .sharedAccess(connection: "landing", container: "c-1", terms: "sp=rl&sr=c")
    )
  }

  @Test(
    arguments: [
      ("hunter22", .notAReference), ("env:NAME", .notAReference), ("https://x", .unknownScheme),
      ("keyvault://v/n", .notYetSupported(scheme: "keyvault")),
      ("keychain://n", .notYetSupported(scheme: "keychain")),
      ("prompt://", .notAName), ("prompt://my secret", .notAName),
      ("sas://landing", .notTerms), ("sas://landing/c", .notTerms), ("sas:///c?sp=r", .notTerms),
      ("sas://landing/c?sp=r&sig=hunter22", .signatureInside),
      ("env://", .notAVariableName), ("env://1A", .notAVariableName),
      ("env://A B", .notAVariableName), ("env://Ä", .notAVariableName),
      ("file://", .noPath), ("file://~/pw", .homeFolder),
    ] as [(String, SecretReferenceError)]
  )
  func `is refused in words that do not repeat it`(
    _ text: String,
    _ expected: SecretReferenceError
  ) {
    let error = #expect(throws: SecretReferenceError.self) { try SecretReference(text) }
    #expect(error == expected)
    #expect(error?.description.contains("hunter22") == false)
  }

  @Test func `is written and read as its text`() throws {
    for text in [
      "env://A_1", "file:///etc/pw", "prompt://sql1-password",
      "sas://landing/c-1?se=2025-03-01T08%3A00%3A00Z&sp=rl&sv=2022-11-02&sr=c",
    ] {
      let reference = try SecretReference(text)
      let data = try JSONEncoder().encode([reference])
      #expect(try JSONDecoder().decode([SecretReference].self, from: data) == [reference])
      #expect(try JSONDecoder().decode([String].self, from: data) == [text])
    }
  }
}
