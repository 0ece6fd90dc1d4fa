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
    lines += world.storageAccounts.flatMap(connection(to:))
    lines += world.workspaces.flatMap(connection(to:))
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
          + "/providers/Microsoft.Sql/managedInstances/\(server.name)"
      ]
      lines += signIn
    }
    return lines
  }

  private func connection(to account: StorageAccount) -> [String] {
    guard let key = account.keys.first else { return [] }
    return [
      "  \(account.name):",
      "    kind: storage",
      "    account: \(account.name)",
      "    account_key: file://\(LabDirectory.keyFile(of: account.name, key.name))",
      "    key_name: \(key.name)",
      "    blob: https://localhost:\(record.azurePort)/\(account.name)",
      "    ca_file: \(LabDirectory.Content.authority.rawValue)",
    ]
  }

  private func connection(to workspace: SynapseWorkspace) -> [String] {
    [
      "  \(workspace.name):",
      "    kind: synapse",
      "    resource: \(workspace.resourceID)",
      "    development: https://localhost:\(record.azurePort)/\(workspace.name)",
      "    ca_file: \(LabDirectory.Content.authority.rawValue)",
    ] + signIn
  }

  /// How to sign in at the lab's Entra for its Resource Manager.
  private var signIn: [String] {
    [
      "    resource_manager: https://localhost:\(record.azurePort)",
      "    authority: https://localhost:\(record.azurePort)",
      "    credential:",
      "      type: client_secret",
      "      tenant: \(record.tenant)",
      "      client_id: \(record.clientID)",
      "      secret: file://\(LabDirectory.Content.clientSecret.rawValue)",
    ]
  }
}
