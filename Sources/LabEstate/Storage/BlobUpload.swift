package import Foundation

/// What a client wants to keep in a blob.
package struct BlobUpload: Sendable {
  package var name: String
  package var kind: StoredBlob.Kind
  package var contentType: String
  package var content: Data
  /// `If-None-Match: *`.
  package var onlyIfAbsent: Bool

  package init(
    _ name: String,
    kind: StoredBlob.Kind = .block,
    contentType: String = "application/octet-stream",
    content: Data,
    onlyIfAbsent: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.contentType = contentType
    self.content = content
    self.onlyIfAbsent = onlyIfAbsent
  }
}
