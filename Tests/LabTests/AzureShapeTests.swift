import Foundation
import LabEstate
import Testing

@testable import LabAzure

/// Property names as Microsoft's OpenAPI publishes them (Microsoft.Sql, 2023-08-01-preview).
@Suite struct `The REST door's resources` {
  struct Published: CustomTestStringConvertible, Sendable {
    var path: String
    var names: String

    var testDescription: String { path }
  }

  static let published = [
    Published(
      path: "",
      names: """
        provisioningState fullyQualifiedDomainName administratorLogin state licenseType vCores \
        storageSizeInGB collation dnsZone publicDataEndpointEnabled proxyOverride timezoneId \
        minimalTlsVersion zoneRedundant databaseFormat hybridSecondaryUsage createTime
        """
    ),
    Published(path: "/serverTrustCertificates", names: "publicBlob thumbprint certificateName"),
    Published(path: "/endpointCertificates", names: "publicBlob"),
    Published(path: "/encryptionProtector", names: "serverKeyName serverKeyType"),
    Published(
      path: "/operations",
      names: """
        managedInstanceName operation operationFriendlyName percentComplete startTime state \
        errorCode errorDescription errorSeverity isUserError estimatedCompletionTime description \
        isCancellable operationParameters operationSteps
        """
    ),
    Published(
      path: "/distributedAvailabilityGroups",
      names: """
        distributedAvailabilityGroupName distributedAvailabilityGroupId replicationMode \
        partnerLinkRole partnerAvailabilityGroupName partnerEndpoint instanceLinkRole \
        instanceAvailabilityGroupName failoverMode seedingMode databases
        """
    ),
  ]

  static let database = """
    databaseName instanceReplicaId partnerReplicaId replicaState seedingProgress \
    synchronizationHealth connectedState lastReceivedLsn lastReceivedTime lastSentLsn lastSentTime \
    lastCommitLsn lastCommitTime lastHardenedLsn lastHardenedTime lastBackupLsn lastBackupTime \
    mostRecentLinkError partnerAuthCertValidity instanceSendReplicationLagSeconds \
    instanceRedoReplicationLagSeconds
    """

  @Test(arguments: published)
  func `have no property that is not published`(_ published: Published) async throws {
    let door = try await AzureTestDoor.signedIn()
    let certificate = #"{"properties":{"publicBlob":"\#(try door.certificate())"}}"#
    try await door.send("PUT", "\(door.instance)/serverTrustCertificates/C", body: certificate)
    try await door.send(
      "PUT",
      "\(door.instance)/distributedAvailabilityGroups/DAG",
      body: AzureTestDoor.link
    )
    let reply = try await door.send("GET", door.instance + published.path)
    let body = try #require(reply.body)
    let document = try #require(try JSONSerialization.jsonObject(with: body) as? [String: Any])
    let resources = document["value"] as? [[String: Any]] ?? [document]
    #expect(!resources.isEmpty)
    for resource in resources {
      let properties = try #require(resource["properties"] as? [String: Any])
      #expect(Set(properties.keys).isSubset(of: published.names.words))
      #expect(resource["id"] is String && resource["name"] is String && resource["type"] is String)
      for database in properties["databases"] as? [[String: Any]] ?? [] {
        #expect(Set(database.keys).isSubset(of: Self.database.words))
      }
    }
  }
}

extension String {
  fileprivate var words: Set<String> { Set(split(separator: " ").map(String.init)) }
}
