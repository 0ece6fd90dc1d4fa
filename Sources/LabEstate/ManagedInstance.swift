/// What a Managed Instance has beside its SQL engine: its place in Azure, its trust and its links.
package struct ManagedInstance: Hashable, Codable, Sendable {
  package struct TrustCertificate: Hashable, Codable, Sendable {
    package var name: String
    package var der: Blob
    package var thumbprint: Blob
  }

  package var subscription: String
  package var resourceGroup: String
  package var location: String
  package var dnsZone: String
  /// `database.windows.net` in the public cloud.
  package var domainSuffix: String
  /// `SQLServer2022`, `SQLServer2025` or `AlwaysUpToDate`.
  package var databaseFormat: String
  package var tier: String
  package var vCores: Int
  package var storageGB: Int
  /// Issued by the lab's root; the subject is the instance's FQDN.
  package var endpointCertificate: Certificate
  package var trustCertificates: [TrustCertificate]
  package var links: [Link]
  package var operations: [LongRunningOperation]

  package func link(named name: String) -> Link? {
    links.first { $0.name.isSameName(as: name) }
  }

  package mutating func update(link name: String, _ change: (inout Link) -> Void) {
    guard let index = links.firstIndex(where: { $0.name.isSameName(as: name) }) else { return }
    change(&links[index])
  }

  package mutating func update(
    operation id: String,
    _ change: (inout LongRunningOperation) -> Void
  ) {
    guard let index = operations.firstIndex(where: { $0.id == id }) else { return }
    change(&operations[index])
  }
}
