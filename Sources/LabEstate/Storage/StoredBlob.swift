/// One blob without its bytes: a row of the estate's file.
package struct StoredBlob: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case block = "BlockBlob"
    case append = "AppendBlob"
  }

  package var name: String
  package var kind: Kind
  package var contentType: String
  package var etag: String
  package var createdAt: EstateInstant
  package var modifiedAt: EstateInstant
  package var size: Int
  /// How many blocks an append blob has.
  package var blocks: Int
}
