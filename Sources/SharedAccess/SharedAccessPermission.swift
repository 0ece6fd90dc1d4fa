/// What one letter of a signature's permissions allows.
package enum SharedAccessPermission: Character, CaseIterable, Hashable, Sendable {
  // In the order in which the service expects the letters ("Create a service SAS", Specify
  // permissions); those that an account's signature alone has follow.
  case read = "r"
  case add = "a"
  case create = "c"
  case write = "w"
  case delete = "d"
  case deleteVersion = "x"
  case deletePermanently = "y"
  case list = "l"
  case tags = "t"
  case filterByTags = "f"
  case move = "m"
  case execute = "e"
  case immutability = "i"
  case ownership = "o"
  case accessControl = "p"
  case update = "u"

  package var words: String {
    switch self {
    case .read: "read"
    case .add: "append"
    case .create: "create"
    case .write: "write"
    case .delete: "delete"
    case .deleteVersion: "delete versions"
    case .deletePermanently: "delete permanently"
    case .list: "list"
    case .tags: "tags"
    case .filterByTags: "find by tags"
    case .move: "move"
    case .execute: "read properties"
    case .immutability: "set immutability"
    case .ownership: "change owners"
    case .accessControl: "change access control lists"
    case .update: "update"
    }
  }

  /// The letters of a container's signature in the service's order, each once; nil when one of
  /// them is none of a container's.
  package static func ordered(forContainer letters: String) -> String? {
    let known = allCases.prefix { $0 != .ownership }
    guard letters.allSatisfy({ letter in known.contains { $0.rawValue == letter } }) else {
      return nil
    }
    return String(known.map(\.rawValue).filter(letters.contains))
  }
}
