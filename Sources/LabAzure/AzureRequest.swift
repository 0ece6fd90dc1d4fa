import Foundation

/// A request of the REST door, free of the library that carries it.
struct AzureRequest: Sendable {
  var method: String
  var path: String
  var query: [String: String] = [:]
  /// As sent, for the blob endpoint: in a SAS, `+` is no space.
  var rawQuery = ""
  /// The client's IP address, where it is known.
  var address: String?
  /// The name and port under which the client knows the door: its `Host`.
  var authority: String
  /// By lower-case name.
  var fields: [String: String] = [:]
  var body = Data()

  var base: String { "https://\(authority)" }

  /// The raw query's parameters, percent-decoded.
  var parameters: [(name: String, value: String)] {
    rawQuery.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0).removingPercentEncoding ?? String($0) }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  func parameter(_ name: String) -> String? {
    parameters.first { $0.name.lowercased() == name }?.value
  }
}

/// What goes back, likewise.
struct AzureReply: Sendable {
  var status: Int
  var fields: [String: String]
  var body: Data?
}
