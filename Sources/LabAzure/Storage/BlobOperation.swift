import LabEstate

/// What a request at the blob endpoint asks for.
enum BlobOperation: Hashable {
  case listContainers
  case accountProperties
  case createContainer, containerProperties, deleteContainer, listBlobs
  case putBlob(StoredBlob.Kind), appendBlock, readBlob, blobProperties, deleteBlob

  /// - Throws: `StorageRefusal` with 501 for what the lab does not have.
  init(_ request: AzureRequest, _ resource: StorageAction.Resource) throws {
    let query = { (name: String) in request.parameter(name) ?? "" }
    let kind = "\(request.method) restype=\(query("restype")) comp=\(query("comp"))"
    switch (resource, kind) {
    case (.service, "GET restype= comp=list"): self = .listContainers
    case (.service, "GET restype=account comp=properties"),
      (.service, "HEAD restype=account comp=properties"):
      self = .accountProperties
    case (.container, "PUT restype=container comp="): self = .createContainer
    case (.container, "GET restype=container comp="), (.container, "HEAD restype=container comp="):
      self = .containerProperties
    case (.container, "DELETE restype=container comp="): self = .deleteContainer
    case (.container, "GET restype=container comp=list"): self = .listBlobs
    case (.blob, "PUT restype= comp="):
      guard request.fields["x-ms-copy-source"] == nil else {
        throw Self.refusal("PUT from x-ms-copy-source")
      }
      let wanted = request.fields["x-ms-blob-type"] ?? ""
      guard let kind = StoredBlob.Kind(rawValue: wanted) else {
        throw StorageRefusal(
          400,
          "InvalidHeaderValue",
          "The value for one of the HTTP headers is not in the correct format: x-ms-blob-type."
        )
      }
      self = .putBlob(kind)
    case (.blob, "PUT restype= comp=appendblock"): self = .appendBlock
    case (.blob, "GET restype= comp="): self = .readBlob
    case (.blob, "HEAD restype= comp="): self = .blobProperties
    case (.blob, "DELETE restype= comp="): self = .deleteBlob
    default: throw Self.refusal("\(kind) at '\(request.path)'")
    }
  }

  private static func refusal(_ what: String) -> StorageRefusal {
    StorageRefusal(501, "NotImplemented", "The lab's storage does not answer \(what).")
  }

  /// What it needs to be let in with a SAS; a blob that is there can be written over with `w` only.
  func action(on resource: StorageAction.Resource, blobExists: Bool) -> StorageAction {
    switch self {
    case .listContainers:
      StorageAction(resource, permissions: "l", isOpenToServiceSAS: false)
    case .accountProperties:
      StorageAction(resource, permissions: "racwdl", isOpenToServiceSAS: false)
    case .createContainer:
      StorageAction(resource, permissions: "cw", isOpenToServiceSAS: false)
    case .containerProperties:
      StorageAction(resource, permissions: "r", isOpenToServiceSAS: false)
    case .deleteContainer:
      StorageAction(resource, permissions: "d", isOpenToServiceSAS: false)
    case .listBlobs: StorageAction(resource, permissions: "l")
    case .putBlob: StorageAction(resource, permissions: blobExists ? "w" : "cw")
    case .appendBlock: StorageAction(resource, permissions: "aw")
    case .readBlob, .blobProperties: StorageAction(resource, permissions: "r")
    case .deleteBlob: StorageAction(resource, permissions: "d")
    }
  }
}
