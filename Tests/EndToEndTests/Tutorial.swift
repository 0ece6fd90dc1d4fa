import Foundation

/// A page that is done as it says: its listings are written to files, its commands typed in order.
///
/// A fence marked `yaml NAME` is the file of that name, with `+` behind it a part that is appended.
/// In one marked `console` a line with `$ ` is a command, and what follows is what it prints.
struct Tutorial {
  enum Part {
    case listing(file: String, text: String, isAppended: Bool)
    case command(Command)
  }

  struct Command {
    /// The command's line on the page.
    var line: Int
    var text: String
    var printed: [String] = []

    var asksForStatus: Bool { text == "echo $?" }
  }

  /// A place at which the page is not what its test can follow.
  struct Misprint: Error, CustomStringConvertible {
    var line: Int
    var description: String { "line \(line) of the page: neither 'yaml NAME' nor 'console'" }
  }

  private(set) var parts: [Part] = []
  /// Names of the workflows that it writes.
  private(set) var workflows: Set<String> = []

  init(_ page: String) throws {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var index = 0
    while index < lines.count {
      defer { index += 1 }
      guard lines[index].hasPrefix("```") else { continue }
      let mark = lines[index].dropFirst(3).split(separator: " ").map(String.init)
      let first = index + 1
      index = lines[first...].firstIndex { $0.hasPrefix("```") } ?? lines.count
      let body = lines[first..<index]
      switch mark.first {
      case "yaml" where mark.count > 1: read(listing: body, file: mark[1], mark.last == "+")
      case "console": read(console: body)
      default: throw Misprint(line: first)
      }
    }
  }

  private mutating func read(listing: ArraySlice<String>, file: String, _ isAppended: Bool) {
    let text = listing.map { $0 + "\n" }.joined()
    parts.append(.listing(file: file, text: text, isAppended: isAppended))
    for line in listing where line.hasPrefix("workflow: ") {
      workflows.insert(String(line.dropFirst(10)))
    }
  }

  private mutating func read(console: ArraySlice<String>) {
    var command: Command?
    for (index, line) in zip(console.indices, console) {
      if line.hasPrefix("$ ") {
        if let command { parts.append(.command(command)) }
        command = Command(line: index + 1, text: String(line.dropFirst(2)))
      } else {
        command?.printed.append(line)
      }
    }
    if let command { parts.append(.command(command)) }
  }
}
