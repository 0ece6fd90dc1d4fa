import LabEstate

struct SubscriptionDocument: Encodable {
  var id: String
  var subscriptionId: String
  var tenantId: String
  var displayName = "Lab"
  var state = "Enabled"
}

struct InstanceSKU: Encodable {
  var name: String
  var tier: String
  var family = "Gen5"
  var capacity: Int
}

struct InstanceProperties: Encodable {
  var provisioningState = "Succeeded"
  var fullyQualifiedDomainName: String
  var administratorLogin: String?
  var state = "Ready"
  var licenseType = "LicenseIncluded"
  var vCores: Int
  var storageSizeInGB: Int
  var collation: String
  var dnsZone: String
  var publicDataEndpointEnabled = false
  var proxyOverride = "Default"
  var timezoneId = "UTC"
  var minimalTlsVersion = "1.2"
  var zoneRedundant = false
  var databaseFormat: String
  var hybridSecondaryUsage = "Active"
  var createTime: String
}

struct DatabaseProperties: Encodable {
  var collation: String
  var status: String
  var creationDate: String

  /// ARM's words for the state of a managed database.
  init(_ database: UserDatabase, collation: String) {
    self.collation = collation
    creationDate = database.createdAt.rfc3339
    status =
      switch database.state {
      case .online: "Online"
      case .restoring: "Restoring"
      case .offline: "Offline"
      }
  }
}

struct EncryptionProtectorProperties: Encodable {
  var serverKeyName = "ServiceManaged"
  var serverKeyType = "ServiceManaged"
}

struct EndpointCertificateProperties: Encodable {
  /// Hexadecimal DER without `0x`, unlike what is uploaded.
  var publicBlob: String
}

struct TrustCertificateProperties: Encodable {
  var certificateName: String
  var publicBlob: String
  var thumbprint: String

  init(_ certificate: ManagedInstance.TrustCertificate) {
    certificateName = certificate.name
    publicBlob = "0x" + certificate.der.hex
    thumbprint = certificate.thumbprint.hex
  }
}

/// An entry of the instance's `operations`.
struct InstanceOperationProperties: Encodable {
  var managedInstanceName: String
  var operation: String
  var operationFriendlyName: String
  var startTime: String
  var state: String
  var errorCode: Int?
  var errorDescription: String?
  var isUserError: Bool?
  var isCancellable = false

  init(_ operation: LongRunningOperation, of instance: String) {
    managedInstanceName = instance
    self.operation = operation.kind.rawValue
    operationFriendlyName = "\(operation.kind.rawValue) \(operation.resource)"
    startTime = operation.start.rfc3339
    state = operation.status == .canceled ? "Cancelled" : operation.status.rawValue
    errorDescription = operation.error.map { "\($0.code): \($0.message)" }
    isUserError = operation.error.map { _ in true }
  }
}

/// What `Azure-AsyncOperation` answers.
struct OperationDocument: Encodable {
  var name: String
  var status: String
  var startTime: String
  var endTime: String?
  var error: ErrorDocument.Content?

  init(_ operation: FollowedOperation) {
    name = operation.id
    status = operation.status.rawValue
    startTime = operation.start.rfc3339
    endTime = operation.end?.rfc3339
    error = operation.error.map { ErrorDocument($0).error }
  }
}
