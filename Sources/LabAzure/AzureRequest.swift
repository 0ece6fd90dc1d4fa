import Foundation

/// A request of the REST door, free of the library that carries it.
struct AzureRequest: Sendable {
  var method: String
  var path: String
  var query: [String: String] = [:]
  /// The name and port under which the client knows the door: its `Host`.
  var authority: String
  /// By lower-case name.
  var fields: [String: String] = [:]
  var body = Data()

  var base: String { "https://\(authority)" }
}

/// What goes back, likewise.
struct AzureReply: Sendable {
  var status: Int
  var fields: [String: String]
  var body: Data?
}
