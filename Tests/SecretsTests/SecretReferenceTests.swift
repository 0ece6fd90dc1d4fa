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

  @Test(
    arguments: [
      ("hunter22", .notAReference), ("env:NAME", .notAReference), ("https://x", .unknownScheme),
      ("keyvault://v/n", .notYetSupported(scheme: "keyvault")),
      ("prompt://", .notYetSupported(scheme: "prompt")),
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
    for text in ["env://A_1", "file:///etc/pw"] {
      let reference = try SecretReference(text)
      let data = try JSONEncoder().encode([reference])
      #expect(try JSONDecoder().decode([SecretReference].self, from: data) == [reference])
      #expect(try JSONDecoder().decode([String].self, from: data) == [text])
    }
  }
}
