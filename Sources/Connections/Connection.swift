package import Secrets

/// A named target as its owner described it: data only, for senders to make clients from.
package enum Connection: Hashable, Sendable {
  case sqlServer(SQLServerSettings)
  case managedInstance(ManagedInstanceSettings)
  case synapse(SynapseSettings)
  case storage(StorageSettings)

  /// The word for its kind, as inputs of workflows ask for it.
  package var kind: String {
    switch self {
    case .sqlServer: "sqlserver"
    case .managedInstance: "managed_instance"
    case .synapse: "synapse"
    case .storage: "storage"
    }
  }

  package static let kinds = ["sqlserver", "managed_instance", "synapse", "storage"]
}

/// How T-SQL reaches a target.
package struct SQLServerSettings: Hashable, Sendable {
  package enum Encryption: String, CaseIterable, Hashable, Sendable {
    case required
    /// TDS 8.0: TLS before the first byte of TDS.
    case strict
    /// Only to this machine.
    case off
  }

  package struct Login: Hashable, Sendable {
    package var user: String
    package var password: SecretReference
  }

  package var host: String
  package var port: Int
  /// `FreeTDS`, `ODBC Driver 18 for SQL Server`, or the absolute path of a driver.
  package var driver: String
  package var encryption: Encryption
  /// Whom to trust instead of the system's authorities; resolved against the file's folder.
  package var caFile: String?
  package var trustsServerCertificate: Bool
  /// Nil where a token of the connection's credential serves instead.
  package var login: Login?

  package static let freeTDS = "FreeTDS"
  package static let microsoft = "ODBC Driver 18 for SQL Server"
}

/// How a resource of Azure's is reached, and as whom.
package struct AzureSettings: Hashable, Sendable {
  package enum Cloud: String, CaseIterable, Hashable, Sendable {
    case azure = "AzureCloud"
    case usGovernment = "AzureUSGovernment"
    case china = "AzureChinaCloud"
  }

  package enum Credential: Hashable, Sendable {
    case clientSecret(tenant: String, clientID: String, secret: SecretReference)
    /// A token that was fetched elsewhere; it lives an hour or so.
    case token(SecretReference)
  }

  package var resource: ResourcePath
  package var cloud: Cloud
  /// Overrides the cloud's, without a slash at the end.
  package var resourceManager: String?
  /// Overrides the cloud's, without a slash at the end.
  package var authority: String?
  /// Whom to trust in HTTPS besides the system's authorities.
  package var caFile: String?
  package var credential: Credential
}

/// How an Azure SQL Managed Instance is reached: by Resource Manager, and by T-SQL where given.
package struct ManagedInstanceSettings: Hashable, Sendable {
  package var azure: AzureSettings
  package var sql: SQLServerSettings?
}

/// How a Synapse workspace is reached: by Resource Manager, and by its development endpoint.
package struct SynapseSettings: Hashable, Sendable {
  package var azure: AzureSettings
  /// Overrides the cloud's, without a slash at the end; may have a path.
  package var development: String?
}

/// How a storage account is reached, with one of its two keys.
package struct StorageSettings: Hashable, Sendable {
  package var account: String
  package var accountKey: SecretReference
  /// Which of the account's keys it is, for messages; `key1` or `key2`.
  package var keyName: String
  /// Overrides the cloud's, without a slash at the end; may have a path.
  package var blob: String?
  package var cloud: AzureSettings.Cloud
  /// Whom to trust in HTTPS besides the system's authorities.
  package var caFile: String?
}
