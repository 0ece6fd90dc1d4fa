import Foundation
import LabEstate

extension BlobService {
  func perform(
    _ operation: BlobOperation,
    on resource: StorageAction.Resource,
    of account: StorageAccount,
    _ request: AzureRequest,
    in transaction: inout EstateTransaction
  ) throws -> Outcome {
    let endpoint = "\(request.base)/\(account.name)/"
    switch resource {
    case .service:
      guard operation == .listContainers else {
        return Outcome(
          status: 200,
          fields: [
            "x-ms-sku-name": "Standard_LRS", "x-ms-account-kind": "StorageV2",
            "x-ms-is-hns-enabled": "true",
          ]
        )
      }
      return Outcome(
        status: 200,
        body: BlobDocuments.containers(account, endpoint: endpoint)
      )
    case .container(let name):
      return try perform(operation, on: name, of: account, endpoint, request, in: &transaction)
    case .blob(let container, let path):
      return try perform(operation, on: path, in: container, of: account, request, &transaction)
    }
  }

  private func perform(
    _ operation: BlobOperation,
    on container: String,
    of account: StorageAccount,
    _ endpoint: String,
    _ request: AzureRequest,
    in transaction: inout EstateTransaction
  ) throws -> Outcome {
    switch operation {
    case .createContainer:
      guard try transaction.putContainer(container, of: account.name) else {
        throw StorageRefusal(
          409,
          "ContainerAlreadyExists",
          "The specified container already exists."
        )
      }
      return Outcome(status: 201, fields: fields(of: container, account, in: transaction))
    case .deleteContainer:
      try transaction.deleteContainer(container, of: account.name)
      return Outcome(status: 202)
    case .listBlobs:
      let blobs = try transaction.store(of: container, in: account.name).blobs(in: transaction.rows)
      let page = try BlobPage(of: blobs, request)
      return Outcome(
        status: 200,
        body: BlobDocuments.blobs(page, container: container, endpoint: endpoint)
      )
    default:
      _ = try transaction.store(of: container, in: account.name)
      var fields = fields(of: container, account, in: transaction)
      fields["x-ms-lease-status"] = "unlocked"
      fields["x-ms-lease-state"] = "available"
      fields["x-ms-has-immutability-policy"] = "false"
      fields["x-ms-has-legal-hold"] = "false"
      return Outcome(status: 200, fields: fields)
    }
  }

  private func fields(
    of container: String,
    _ account: StorageAccount,
    in transaction: EstateTransaction
  ) -> [String: String] {
    let found = transaction.world.storageAccount(named: account.name)?.container(named: container)
    return [
      "ETag": found?.etag ?? "",
      "Last-Modified": found?.createdAt.httpDate ?? "",
    ]
  }

  private func perform(
    _ operation: BlobOperation,
    on path: String,
    in container: String,
    of account: StorageAccount,
    _ request: AzureRequest,
    _ transaction: inout EstateTransaction
  ) throws -> Outcome {
    let store = try transaction.store(of: container, in: account.name)
    if let wanted = request.fields["if-match"], wanted != "*",
      try transaction.blob(path, in: store).etag != wanted
    {
      throw StorageRefusal(
        412,
        "ConditionNotMet",
        "The condition specified using HTTP conditional header(s) is not met."
      )
    }
    switch operation {
    case .putBlob(let kind):
      let blob = try transaction.put(
        BlobUpload(
          path,
          kind: kind,
          contentType: request.fields["x-ms-blob-content-type"]
            ?? request.fields["content-type"] ?? "application/octet-stream",
          content: request.body,
          onlyIfAbsent: request.fields["if-none-match"] == "*"
        ),
        into: container,
        of: account.name
      )
      return Outcome(status: 201, fields: tag(of: blob))
    case .appendBlock:
      let offset = try transaction.blob(path, in: store).size
      let blob = try transaction.append(
        request.body,
        to: path,
        in: container,
        of: account.name
      )
      var fields = tag(of: blob)
      fields["x-ms-blob-append-offset"] = String(offset)
      fields["x-ms-blob-committed-block-count"] = String(blob.blocks)
      return Outcome(status: 201, fields: fields)
    case .deleteBlob:
      try transaction.deleteBlob(path, in: container, of: account.name)
      return Outcome(status: 202, fields: ["x-ms-delete-type-permanent": "true"])
    case .readBlob:
      let blob = try transaction.blob(path, in: store)
      return try read(blob, store.content(of: path, in: transaction.rows), request)
    default:
      let blob = try transaction.blob(path, in: store)
      var fields = properties(of: blob)
      fields["Content-Length"] = String(blob.size)
      return Outcome(status: 200, fields: fields)
    }
  }

  private func read(
    _ blob: StoredBlob,
    _ content: Data,
    _ request: AzureRequest
  ) throws -> Outcome {
    let fields = properties(of: blob)
    guard let range = request.fields["x-ms-range"] ?? request.fields["range"] else {
      return Outcome(status: 200, fields: fields, body: content)
    }
    guard let bounds = range.wholeMatch(of: /bytes=(\d+)-(\d*)/)?.output,
      let start = Int(bounds.1), start < content.count
    else {
      throw StorageRefusal(
        416,
        "InvalidRange",
        "The range specified is invalid for the current size of the resource."
      )
    }
    let end = min(Int(bounds.2) ?? content.count - 1, content.count - 1)
    guard start <= end else {
      throw StorageRefusal(400, "InvalidHeaderValue", "The range ends before it begins.")
    }
    return Outcome(
      status: 206,
      fields: fields.merging(["Content-Range": "bytes \(start)-\(end)/\(content.count)"]) { $1 },
      body: content[(content.startIndex + start)...(content.startIndex + end)]
    )
  }

  private func tag(of blob: StoredBlob) -> [String: String] {
    [
      "ETag": blob.etag, "Last-Modified": blob.modifiedAt.httpDate,
      "x-ms-request-server-encrypted": "true",
    ]
  }

  private func properties(of blob: StoredBlob) -> [String: String] {
    [
      "ETag": blob.etag, "Last-Modified": blob.modifiedAt.httpDate,
      "x-ms-creation-time": blob.createdAt.httpDate, "x-ms-blob-type": blob.kind.rawValue,
      "x-ms-lease-status": "unlocked", "x-ms-lease-state": "available",
      "x-ms-server-encrypted": "true", "Content-Type": blob.contentType, "Accept-Ranges": "bytes",
    ]
  }
}
