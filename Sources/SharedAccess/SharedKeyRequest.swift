import Foundation

/// A request to blob storage as its account's key signs it ("Authorize with Shared Key").
package struct SharedKeyRequest: Hashable, Sendable {
  package var verb: String
  /// The path of the URL as sent, percent-encoded; with path-style addresses the account too.
  package var path: String
  /// Decoded.
  package var parameters: [SharedAccessQuery.Field]
  package var headers: [SharedAccessQuery.Field]
  package var contentLength: Int

  package init(
    _ verb: String,
    path: String,
    parameters: [(String, String)] = [],
    headers: [(String, String)] = [],
    contentLength: Int = 0
  ) {
    self.verb = verb
    self.path = path
    self.parameters = parameters.map { SharedAccessQuery.Field(name: $0.0, value: $0.1) }
    self.headers = headers.map { SharedAccessQuery.Field(name: $0.0, value: $0.1) }
    self.contentLength = contentLength
  }

  /// The value of `Authorization`.
  package func authorization(account: String, key: AccountKey) -> String {
    "SharedKey \(account):\(key.signature(of: stringToSign(account: account)))"
  }

  package func stringToSign(account: String) -> String {
    let standard =
      [verb, header("content-encoding"), header("content-language")]
      // Empty for a body of no bytes, from version 2015-02-21 on.
      + [contentLength == 0 ? "" : String(contentLength)]
      + [
        "content-md5", "content-type", "date", "if-modified-since", "if-match", "if-none-match",
        "if-unmodified-since", "range",
      ].map(standardHeader)
    let lines = standard + canonicalHeaders + ["/\(account)\(path)"] + canonicalParameters
    return lines.joined(separator: "\n")
  }

  private func header(_ name: String) -> String {
    headers.first { $0.name.lowercased() == name }?.value ?? ""
  }

  /// `Date` is left empty when `x-ms-date` says it.
  private func standardHeader(_ name: String) -> String {
    name == "date" && !header("x-ms-date").isEmpty ? "" : header(name)
  }

  private var canonicalHeaders: [String] {
    headers.map { ($0.name.lowercased(), $0.value.trimmingCharacters(in: .whitespaces)) }
      .filter { $0.0.hasPrefix("x-ms-") }
      .sorted { $0.0 < $1.0 }
      .map { "\($0.0):\($0.1)" }
  }

  private var canonicalParameters: [String] {
    Dictionary(grouping: parameters) { $0.name.lowercased() }
      .sorted { $0.key < $1.key }
      .map { name, fields in "\(name):\(fields.map(\.value).sorted().joined(separator: ","))" }
  }
}
