import Foundation
import Subprocess

/// The repository, as its tests read it.
enum House {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct Target: Decodable {
    struct Dependency: Decodable {
      /// `[name, condition]`, the condition being null; absent for a product of a package.
      var byName: [String?]?
    }

    var name: String
    var type: String
    var path: String?
    var dependencies: [Dependency]

    /// Names of targets of the house that it declares.
    var houseDependencies: [String] { dependencies.compactMap { $0.byName?.first ?? nil } }

    var folder: URL {
      House.root.appending(path: path ?? "\(type == "test" ? "Tests" : "Sources")/\(name)")
    }
  }

  private struct Description: Decodable { var targets: [Target] }

  /// What SwiftPM itself makes of Package.swift.
  static func targets() async throws -> [Target] {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "linkflow-describe").path
    let result = try await run(
      .name("swift"),
      arguments: [
        "package", "--package-path", root.path, "--scratch-path", scratch, "dump-package",
      ],
      output: .bytes(limit: 4 << 20),
      error: .string(limit: 1 << 16)
    )
    guard result.terminationStatus.isSuccess else {
      throw Failure(description: result.standardError)
    }
    let description = Data(result.standardOutput)
    return try JSONDecoder().decode(Description.self, from: description).targets
  }

  struct Failure: Error, CustomStringConvertible { var description: String }

  /// The floor of each room, as ARCHITECTURE.md draws it: lines `N  Room · Room` of its first plan.
  static func floors() throws -> [String: Int] {
    let text = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    var floors: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "·" || $0 == "|" })
      guard let first = words.first, let floor = Int(first), (0...9).contains(floor) else {
        continue
      }
      for room in words.dropFirst() { floors[String(room)] = floor }
    }
    return floors
  }

  static func swiftFiles(in folder: URL) throws -> [URL] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder.appending(path: $0) }
  }

  /// The modules that a source file imports.
  static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let keyword = words.firstIndex(of: "import"), keyword <= 1,
        keyword == 0 || ["public", "package", "internal", "private"].contains(words[0])
          || words[0].hasPrefix("@")
      else { return nil }
      let kinds: Set = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
      let name = words[(keyword + 1)...].first { !kinds.contains($0) }
      return name.map { String($0.prefix { $0 != "." }) }
    }
  }
}
