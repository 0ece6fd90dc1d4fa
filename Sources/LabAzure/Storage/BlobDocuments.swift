import Foundation
import LabEstate

/// The XML that the blob service answers; Azure begins it with a byte order mark, and so does this.
enum BlobDocuments {
  private static let head = "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>"

  static func error(_ refusal: StorageRefusal, request id: String, at time: String) -> Data {
    let detail = refusal.detail.map { detail in
      refusal.status == 403
        ? element("AuthenticationErrorDetail", detail) : element("Reason", detail)
    }
    let message = "\(refusal.message)\nRequestId:\(id)\nTime:\(time)"
    let elements = element("Code", refusal.code) + element("Message", message) + (detail ?? "")
    return Data("\(head)<Error>\(elements)</Error>".utf8)
  }

  static func containers(_ account: StorageAccount, endpoint: String) -> Data {
    let containers = account.containers.sorted { $0.name < $1.name }.map { container in
      "<Container>\(element("Name", container.name))<Properties>"
        + element("Last-Modified", container.createdAt.httpDate)
        + element("Etag", container.etag)
        + "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties>"
        + "</Container>"
    }
    let list = "<Containers>\(containers.joined())</Containers><NextMarker />"
    let root = "EnumerationResults ServiceEndpoint=\"\(escaped(endpoint))\""
    return Data("\(head)<\(root)>\(list)</EnumerationResults>".utf8)
  }

  static func blobs(_ page: BlobPage, container: String, endpoint: String) -> Data {
    let entries = page.entries.map { entry in
      switch entry {
      case .prefix(let name): "<BlobPrefix>\(element("Name", name))</BlobPrefix>"
      case .blob(let blob):
        "<Blob>\(element("Name", blob.name))<Properties>"
          + element("Creation-Time", blob.createdAt.httpDate)
          + element("Last-Modified", blob.modifiedAt.httpDate)
          + element("Etag", blob.etag.filter { $0 != "\"" })
          + element("Content-Length", String(blob.size))
          + element("Content-Type", blob.contentType) + element("BlobType", blob.kind.rawValue)
          + "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState></Properties>"
          + "</Blob>"
      }
    }
    var text = "\(head)<EnumerationResults ServiceEndpoint=\"\(escaped(endpoint))\" "
    text += "ContainerName=\"\(escaped(container))\">"
    if !page.prefix.isEmpty { text += element("Prefix", page.prefix) }
    if !page.marker.isEmpty { text += element("Marker", page.marker) }
    text += element("MaxResults", String(page.limit))
    if !page.delimiter.isEmpty { text += element("Delimiter", page.delimiter) }
    text += "<Blobs>\(entries.joined())</Blobs>"
    text += page.nextMarker.isEmpty ? "<NextMarker />" : element("NextMarker", page.nextMarker)
    return Data((text + "</EnumerationResults>").utf8)
  }

  private static func element(_ name: String, _ text: String) -> String {
    "<\(name)>\(escaped(text))</\(name)>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
