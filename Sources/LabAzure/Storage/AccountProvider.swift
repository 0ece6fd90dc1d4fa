import Foundation
import LabEstate

/// `Microsoft.Storage` of ARM: accounts, their keys, their containers.
struct AccountProvider: Sendable {
  struct AccountDocument: Encodable {
    struct Properties: Encodable {
      struct Policy: Encodable {
        var sasExpirationPeriod: String
        var expirationAction: String
      }

      var provisioningState = "Succeeded"
      var creationTime: String
      var isHnsEnabled = true
      var allowSharedKeyAccess: Bool
      var minimumTlsVersion = "TLS1_2"
      var supportsHttpsTrafficOnly = true
      var publicNetworkAccess = "Enabled"
      var statusOfPrimary = "available"
      var primaryLocation: String
      var primaryEndpoints: [String: String]
      var sasPolicy: Policy?
    }

    var id: String
    var name: String
    var type = "Microsoft.Storage/storageAccounts"
    var kind = "StorageV2"
    var sku = ["name": "Standard_LRS", "tier": "Standard"]
    var location: String
    var tags: [String: String] = [:]
    var properties: Properties
  }

  struct KeyListDocument: Encodable {
    struct Key: Encodable {
      var keyName: String
      var value: String
      var permissions = "FULL"
      var creationTime: String
    }

    var keys: [Key]

    init(_ account: StorageAccount) {
      keys = account.keys.map {
        Key(keyName: $0.name, value: $0.base64, creationTime: $0.createdAt.rfc3339)
      }
    }
  }

  struct ContainerDocument: Encodable {
    struct Properties: Encodable {
      var publicAccess = "None"
      var lastModifiedTime: String
      var leaseState = "Available"
      var leaseStatus = "Unlocked"
    }

    var id: String
    var name: String
    var type = "Microsoft.Storage/storageAccounts/blobServices/containers"
    var etag: String
    var properties: Properties

    init(_ container: StorageAccount.Container, of account: StorageAccount) {
      id = "\(account.resourceID)/blobServices/default/containers/\(container.name)"
      name = container.name
      etag = container.etag
      properties = Properties(lastModifiedTime: container.createdAt.rfc3339)
    }
  }

  struct RegenerateBody: Decodable {
    var keyName: String
  }

  let estate: Estate

  /// - Throws: `ARMRefusal`.
  func answer(_ request: AzureRequest, _ path: ResourcePath) throws -> ResourceAnswer {
    let accounts = try estate.world().storageAccounts.filter {
      path.leads(to: $0.subscription, $0.resourceGroup)
    }
    let action = "\(request.method) \(path.shape)"
    if action == "GET storageaccounts" {
      let documents = accounts.map { document(of: $0, at: request.base) }
      return try ResourceAnswer(200, ListDocument(value: documents))
    }
    let found = accounts.first { $0.name.isSameWord(as: path.server) }
    guard let account = found, path.resourceGroup != nil else {
      throw ResourceProvider.notFound(
        "Microsoft.Storage/storageAccounts/\(path.server)",
        in: path.resourceGroup ?? ""
      )
    }
    let containers = "storageaccounts/*/blobservices/*/containers"
    switch action {
    case "GET storageaccounts/*":
      return try ResourceAnswer(200, document(of: account, at: request.base))
    case "POST storageaccounts/*/listkeys":
      return try ResourceAnswer(200, KeyListDocument(account))
    case "POST storageaccounts/*/regeneratekey":
      return try regenerateKey(request.body, of: account)
    case "GET \(containers)":
      let documents = account.containers.map { ContainerDocument($0, of: account) }
      return try ResourceAnswer(200, ListDocument(value: documents))
    case "GET \(containers)/*":
      guard let container = account.container(named: path.rest[5]) else {
        throw ARMRefusal(404, "ContainerNotFound", "The specified container does not exist.")
      }
      return try ResourceAnswer(200, ContainerDocument(container, of: account))
    case "PUT \(containers)/*": return try putContainer(path.rest[5], of: account)
    default:
      throw ARMRefusal(
        404,
        "NotFound",
        "The lab does not answer \(request.method) at '\(request.path)'."
      )
    }
  }

  private func regenerateKey(
    _ body: Data,
    of account: StorageAccount
  ) throws -> ResourceAnswer {
    guard let name = try? JSONDecoder().decode(RegenerateBody.self, from: body).keyName else {
      throw ARMRefusal(400, "InvalidRequestContent", "The request names no keyName.")
    }
    let changed = try estate.change { transaction in
      try transaction.regenerateKey(name, of: account.name)
      return transaction.world.storageAccount(named: account.name)
    }
    return try ResourceAnswer(200, KeyListDocument(changed ?? account))
  }

  private func putContainer(
    _ name: String,
    of account: StorageAccount
  ) throws -> ResourceAnswer {
    do {
      let (isNew, container) = try estate.change { transaction in
        (
          try transaction.putContainer(name, of: account.name),
          transaction.world.storageAccount(named: account.name)?.container(named: name)
        )
      }
      guard let container else { return ResourceAnswer(404) }
      return try ResourceAnswer(isNew ? 201 : 200, ContainerDocument(container, of: account))
    } catch let refusal as StorageRefusal {
      throw ARMRefusal(refusal.status, refusal.code, refusal.message)
    }
  }

  private func document(of account: StorageAccount, at base: String) -> AccountDocument {
    AccountDocument(
      id: account.resourceID,
      name: account.name,
      location: account.location,
      properties: AccountDocument.Properties(
        creationTime: account.createdAt.rfc3339,
        allowSharedKeyAccess: account.allowsSharedKeyAccess,
        primaryLocation: account.location,
        primaryEndpoints: ["blob": "\(base)/\(account.name)/"],
        sasPolicy: account.sasPolicy.map(AccountDocument.Properties.Policy.init)
      )
    )
  }
}

extension AccountProvider.AccountDocument.Properties.Policy {
  fileprivate init(_ policy: StorageAccount.SASPolicy) {
    let hours = policy.seconds / 3600
    sasExpirationPeriod =
      "\(hours / 24)."
      + [hours % 24, policy.seconds / 60 % 60, policy.seconds % 60]
      .map { $0 < 10 ? "0\($0)" : String($0) }.joined(separator: ":")
    expirationAction = policy.blocks ? "Block" : "Log"
  }
}

extension StorageAccount {
  fileprivate var resourceID: String {
    "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)"
      + "/providers/Microsoft.Storage/storageAccounts/\(name)"
  }
}
