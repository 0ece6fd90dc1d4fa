import Crypto
import Foundation

/// A storage account: its keys, what it lets in, its containers.
///
/// The blobs are rows of the estate's file.
package struct StorageAccount: Hashable, Codable, Sendable {
  /// One of the two keys; whoever has it may sign for the account.
  package struct AccessKey: Hashable, Codable, Sendable {
    package var name: String
    package var value: Blob
    package var createdAt: EstateInstant

    package init(_ name: String, value: Blob, createdAt: EstateInstant) {
      self.name = name
      self.value = value
      self.createdAt = createdAt
    }

    /// 64 random bytes, as Azure's keys are.
    package static func random(_ name: String, createdAt: EstateInstant) -> AccessKey {
      let bytes = SymmetricKey(size: SymmetricKeySize(bitCount: 512)).withUnsafeBytes { Array($0) }
      return AccessKey(name, value: Blob(bytes), createdAt: createdAt)
    }

    package var base64: String { value.data.base64EncodedString() }

    /// HMAC-SHA256 of the text in base64: "Authorize with Shared Key", Encoding the signature.
    package func signature(of text: String) -> String {
      let code = HMAC<SHA256>.authenticationCode(
        for: Data(text.utf8),
        using: SymmetricKey(data: value.data)
      )
      return Data(code).base64EncodedString()
    }
  }

  /// `sasPolicy`: how long a SAS may be good for.
  package struct SASPolicy: Hashable, Codable, Sendable {
    package var seconds: Int
    /// `Block` rather than `Log`.
    package var blocks: Bool

    package init(seconds: Int, blocks: Bool) {
      self.seconds = seconds
      self.blocks = blocks
    }
  }

  package struct Container: Hashable, Codable, Sendable {
    package var name: String
    package var createdAt: EstateInstant
    package var etag: String
  }

  package var name: String
  package var subscription: String
  package var resourceGroup: String
  package var location: String
  /// `core.windows.net` in the public cloud.
  package var domainSuffix: String
  package var createdAt: EstateInstant
  package var keys: [AccessKey]
  package var allowsSharedKeyAccess: Bool
  package var sasPolicy: SASPolicy?
  package var containers: [Container]

  package init(
    name: String,
    subscription: String,
    resourceGroup: String,
    location: String,
    domainSuffix: String = "core.windows.net",
    createdAt: EstateInstant,
    keys: [AccessKey],
    containers: [Container] = []
  ) {
    self.name = name
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.location = location
    self.domainSuffix = domainSuffix
    self.createdAt = createdAt
    self.keys = keys
    self.allowsSharedKeyAccess = true
    self.sasPolicy = nil
    self.containers = containers
  }

  /// Container names are lower-case by rule, so case counts.
  package func container(named name: String) -> Container? {
    containers.first { $0.name == name }
  }

  package func key(named name: String) -> AccessKey? { keys.first { $0.name == name } }

  /// What the change feed calls a container; its credential on the source has this name.
  package func url(ofContainer container: String) -> String {
    "https://\(name).blob.\(domainSuffix)/\(container)"
  }
}
