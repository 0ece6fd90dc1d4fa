import LabEstate

/// The lab's `connections.yaml`: what a workspace needs to work on the lab as on the real thing.
struct ConnectionsFile {
  var world: World
  var record: LabRecord

  /// The name of a server's connection.
  static func name(of server: Server) -> String { server.name.lowercased() }

  var text: String {
    var lines = [
      "# Written by `linkflow lab up`. Connections of the lab's estate.",
      "connections:",
    ]
    for server in world.servers {
      lines += connection(to: server)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func connection(to server: Server) -> [String] {
    let name = Self.name(of: server)
    let password: LabDirectory.Content =
      server.isManagedInstance ? .instancePassword : .sqlServerPassword
    var lines = [
      "  \(name):",
      "    kind: \(server.isManagedInstance ? "managed_instance" : "sqlserver")",
      "    server: 127.0.0.1,\(record.ports[name] ?? 0)",
      "    driver: FreeTDS",
      "    encryption: required",
      "    ca_file: \(LabDirectory.Content.authority.rawValue)",
      "    login:",
      "      user: \(server.logins.first?.name ?? "sa")",
      "      password: file://\(password.rawValue)",
    ]
    if let instance = server.instance {
      lines += [
        "    resource: /subscriptions/\(instance.subscription)"
          + "/resourceGroups/\(instance.resourceGroup)"
          + "/providers/Microsoft.Sql/managedInstances/\(server.name)",
        "    resource_manager: https://localhost:\(record.azurePort)",
        "    authority: https://localhost:\(record.azurePort)",
        "    credential:",
        "      type: client_secret",
        "      tenant: \(record.tenant)",
        "      client_id: \(record.clientID)",
        "      secret: file://\(LabDirectory.Content.clientSecret.rawValue)",
      ]
    }
    return lines
  }
}
