/// The text that Shared Key signs: "Authorize with Shared Key", for the blob service.
enum SharedKey {
  private static let standardFields = [
    "content-encoding", "content-language", "content-length", "content-md5", "content-type", "date",
    "if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range",
  ]

  /// The account leads the path once more where the path is as sent, with the account in it.
  static func stringToSign(_ request: AzureRequest, account: String) -> String {
    let values = standardFields.map { name in
      switch name {
      case "content-length" where request.fields[name] == "0": ""
      case "date" where request.fields["x-ms-date"] != nil: ""
      default: request.fields[name] ?? ""
      }
    }
    let headers = request.fields.filter { $0.key.hasPrefix("x-ms-") }.sorted { $0.key < $1.key }
      .map { "\($0.key):\(trimmed($0.value))\n" }
    let query = Dictionary(grouping: request.parameters) { $0.name.lowercased() }
      .sorted { $0.key < $1.key }
      .map { name, pairs in "\n\(name):\(pairs.map(\.value).sorted().joined(separator: ","))" }
    return ([request.method] + values).joined(separator: "\n") + "\n" + headers.joined()
      + "/\(account)\(request.path)" + query.joined()
  }

  private static func trimmed(_ value: String) -> Substring {
    value.drop { $0 == " " }
  }
}
