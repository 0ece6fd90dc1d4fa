package import LabEstate

/// A lab whose doors are open.
package struct RunningLab: Sendable {
  package let estate: Estate
  package let directory: LabDirectory
  package let record: LabRecord

  /// The path of the `connections.yaml` that leads to it.
  package var connectionsFile: String { directory.path(of: .connections) }

  /// The path of the certificate authority's PEM.
  package var authorityFile: String { directory.path(of: .authority) }

  /// The port of the server's TDS door, by the name of its connection.
  package func port(of connection: String) -> Int { record.ports[connection] ?? 0 }

  /// The address of ARM and of Entra.
  package var azureAddress: String { "https://localhost:\(record.azurePort)" }

  package var clientSecret: String {
    get throws { try directory.read(.clientSecret) }
  }

  /// The password of the login that `connections.yaml` names.
  package func password(of connection: String) throws -> String {
    let server = try estate.world().server(named: connection)
    return try directory.read(
      server?.isManagedInstance == true ? .instancePassword : .sqlServerPassword
    )
  }
}
