import Foundation
import Testing
import WorkflowCompiler
import WorkflowDiagnostics
import WorkflowModel
import WorkflowSyntax

/// A workflow file of the suite, and what must come of it in a file beside it.
struct Fixture: CustomTestStringConvertible {
  let folder: String
  let name: String

  static func all(in folder: String) -> [Fixture] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map {
      Fixture(folder: folder, name: String($0.dropLast(5)))
    }
  }

  var testDescription: String { "\(folder)/\(name)" }

  func text() throws -> String {
    try String(contentsOfFile: Self.path("\(folder)/\(name).yaml"), encoding: .utf8)
  }

  /// Compares with the file beside it, or writes it when `UPDATE_GOLDEN` is set.
  func expect(_ text: String, inFile ending: String) throws {
    let path = Self.path("\(folder)/\(name).\(ending)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  /// The text of a file that a fixture calls, or nil.
  static func text(ofCalled path: String) -> String? {
    try? String(contentsOfFile: Self.path(path), encoding: .utf8)
  }

  private static func path(_ name: String) -> String {
    let file = URL(fileURLWithPath: #filePath)
    return file.deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
  }
}

/// Reads and compiles a text with the actions of the suite.
func compile(
  _ text: String,
  file: String = "w.yaml"
) -> (definition: WorkflowDefinition?, diagnostics: [Diagnostic]) {
  var diagnostics: [Diagnostic] = []
  guard let node = SyntaxReader.read(text, file: file, diagnostics: &diagnostics) else {
    return (nil, diagnostics)
  }
  let compiler = WorkflowCompiler(
    registry: TestActions.registry,
    load: { Fixture.text(ofCalled: $0) }
  )
  let definition = compiler.compile(node, diagnostics: &diagnostics)
  return (diagnostics.hasErrors ? nil : definition, diagnostics)
}
