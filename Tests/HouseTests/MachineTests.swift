import Foundation
import Testing

@Suite struct `The machine` {
  /// Words that would mean a clock, chance, waiting or input and output.
  private static let forbidden = [
    "await", "async", "Task", "Clock", "Date", "sleep", "random", "Mutex", "DispatchQueue",
    "FileManager", "FileHandle", "URLSession", "Process", "print", "open(2)", "fopen", "environ",
    "getenv", "Thread", "Instant.now", "ContinuousClock", "SuspendingClock",
  ]

  private let folder = House.root.appending(path: "Sources/WorkflowMachine")

  @Test func `has no clock, no await and no input or output`() throws {
    let files = try House.swiftFiles(in: folder)
    #expect(!files.isEmpty)
    for file in files {
      for (number, line) in try code(of: file).enumerated() {
        let words = Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        for word in Self.forbidden where words.contains(word) {
          Issue.record("\(file.lastPathComponent):\(number + 1) says '\(word)'")
        }
      }
    }
  }

  @Test func `imports nothing that could bring them`() throws {
    let allowed: Set = ["WorkflowDiagnostics", "WorkflowModel", "Secrets"]
    for file in try House.swiftFiles(in: folder) {
      let others = Set(try House.imports(of: file)).subtracting(allowed)
      #expect(others.isEmpty, "\(file.lastPathComponent) imports \(others)")
    }
  }

  /// The lines without their comments.
  private func code(of file: URL) throws -> [Substring] {
    try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        guard let comment = line.firstRange(of: "//") else { return line }
        return line[..<comment.lowerBound]
      }
  }
}
