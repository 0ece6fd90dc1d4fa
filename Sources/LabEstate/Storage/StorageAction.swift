/// What a request wants of a storage account, as far as its permission is in question.
package struct StorageAction: Hashable, Sendable {
  package enum Resource: Hashable, Sendable {
    case service
    case container(String)
    case blob(container: String, path: String)

    package var container: String? {
      switch self {
      case .service: nil
      case .container(let name), .blob(let name, _): name
      }
    }

    /// The letter of an account SAS's `srt`.
    var typeLetter: Character {
      switch self {
      case .service: "s"
      case .container: "c"
      case .blob: "o"
      }
    }
  }

  package var resource: Resource
  /// Any one of these letters of `sp` is enough.
  package var permissions: String
  /// Whether a service SAS can allow it at all: blobs, and the listing of a container.
  package var isOpenToServiceSAS: Bool

  package init(_ resource: Resource, permissions: String, isOpenToServiceSAS: Bool = true) {
    self.resource = resource
    self.permissions = permissions
    self.isOpenToServiceSAS = isOpenToServiceSAS
  }
}
