import LabEstate

/// One page of a container's listing: "List Blobs".
struct BlobPage {
  enum Entry {
    case prefix(String)
    case blob(StoredBlob)

    var name: String {
      switch self {
      case .prefix(let name): name
      case .blob(let blob): blob.name
      }
    }
  }

  private static let largest = 5000

  var prefix: String
  var delimiter: String
  var marker: String
  var limit: Int
  var entries: [Entry]
  /// The name that the next page begins with; empty on the last.
  var nextMarker = ""

  init(of blobs: [StoredBlob], _ request: AzureRequest) throws {
    prefix = request.parameter("prefix") ?? ""
    delimiter = request.parameter("delimiter") ?? ""
    marker = request.parameter("marker") ?? ""
    let wanted = request.parameter("maxresults") ?? String(Self.largest)
    guard let limit = Int(wanted), limit > 0 else {
      throw StorageRefusal(
        400,
        "OutOfRangeQueryParameterValue",
        "One of the query parameters specified in the request URI is outside the permissible range."
      )
    }
    self.limit = min(limit, Self.largest)
    entries = []
    for blob in blobs where blob.name.hasPrefix(prefix) && blob.name >= marker {
      let rest = blob.name.dropFirst(prefix.count)
      var entry = Entry.blob(blob)
      if !delimiter.isEmpty, let end = rest.firstRange(of: delimiter) {
        entry = .prefix(prefix + rest[..<end.upperBound])
        if entries.last?.name == entry.name { continue }
      }
      if entries.count == self.limit {
        nextMarker = blob.name
        break
      }
      entries.append(entry)
    }
  }
}
