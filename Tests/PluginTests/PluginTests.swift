import ManagedInstanceSteps
import SQLServerSteps
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Every action` {
  @Test func `is in its plugin's list`() {
    #expect(
      registry.names == [
        "core.assert", "managed_instance.check_failover", "managed_instance.check_instance",
        "managed_instance.create_link", "managed_instance.delete_link",
        "managed_instance.delete_server_certificate", "managed_instance.fail_over_link",
        "managed_instance.force_link_failover", "managed_instance.read_database",
        "managed_instance.read_endpoint_certificate", "managed_instance.read_instance",
        "managed_instance.read_link_role", "managed_instance.read_link_state",
        "managed_instance.set_replication_mode", "managed_instance.upload_server_certificate",
        "sqlserver.backup_log", "sqlserver.check_database", "sqlserver.check_server",
        "sqlserver.compare_link_ends", "sqlserver.create_availability_group",
        "sqlserver.create_distributed_ag", "sqlserver.drop_availability_group",
        "sqlserver.drop_certificate", "sqlserver.drop_distributed_ag",
        "sqlserver.ensure_full_backup", "sqlserver.ensure_master_key",
        "sqlserver.ensure_mirroring_endpoint", "sqlserver.ensure_recovery_full",
        "sqlserver.ensure_server_certificate", "sqlserver.fail_over_link",
        "sqlserver.force_link_failover", "sqlserver.import_certificate",
        "sqlserver.import_root_authority", "sqlserver.read_change_feed",
        "sqlserver.read_link_role",
        "sqlserver.read_link_state", "sqlserver.read_server", "sqlserver.set_replication_mode",
        "sqlserver.set_trace_flag", "sqlserver.trust_issuer",
        "sqlserver.validate_certificate_chain", "storage.probe_sas", "storage.read_container",
        "storage.remove_marker", "storage.sign_sas", "synapse.read_link_connection",
        "synapse.read_link_status", "synapse.update_landing_zone_credential",
      ]
    )
  }

  @Test(arguments: registry.names)
  func `has a manual page`(_ name: String) throws {
    let descriptor = try #require(registry[name]).descriptor
    for sentence in [descriptor.summary] + descriptor.inputs.map(\.summary)
      + descriptor.outputs.map(\.summary)
    {
      #expect(sentence.hasSuffix("."), "\(descriptor.name): \(sentence)")
    }
    #expect(descriptor.discussion.contains("Source"))
    #expect(!descriptor.permissions.isEmpty)
    guard descriptor.plugin != "core" else { return }
    #expect(descriptor.inputs.first?.name == "connection")
    #expect(
      descriptor.inputs.first?.type == .connection(kind: descriptor.plugin)
    )
  }

  /// The keys below `with`, and the words at the step's own level.
  private func keys(of example: String) -> (step: [String], with: [String]) {
    var step: [String] = []
    var with: [String] = []
    for line in example.split(separator: "\n") {
      let depth = line.prefix { " -".contains($0) }.count
      let key = String(line.dropFirst(depth).prefix { $0 != ":" })
      if depth == 4 { with.append(key) } else { step.append(key) }
    }
    return (step, with)
  }

  @Test(arguments: registry.names)
  func `has an example with its own inputs`(_ name: String) throws {
    let action = try #require(registry[name])
    let (step, with) = keys(of: action.descriptor.example)
    let known = Set(action.descriptor.inputs.map(\.name))
    #expect(Set(with).isSubset(of: known))
    let required = action.descriptor.inputs.filter(\.isRequired).map(\.name)
    #expect(Set(required).isSubset(of: with))
    let isPoll = step.contains("poll")
    #expect(!isPoll || action.effect == .read)
    #expect(action.descriptor.example.contains(" \(action.descriptor.name)\n"))
    if isPoll { #expect(step.contains("fail_when") && step.contains("timeout")) }
  }

  @Test(arguments: registry.names)
  func `is one that can be repeated or probed`(_ name: String) throws {
    let action = try #require(registry[name])
    #expect(action.effect != .unsafe)
  }
}

@Suite struct `An error rule` {
  private func meaning(
    _ action: String,
    _ code: String,
    _ message: String = ""
  ) -> ErrorRule? {
    registry.errorRules(of: action).first { $0.matches(code: code, message: message) }
  }

  @Test(arguments: ["1205", "35250", "41961", "41964", "41968", "41986", "42033"])
  func `lets what passes be tried again`(_ code: String) {
    #expect(meaning("sqlserver.backup_log", code)?.meaning == .failure(.transient))
  }

  @Test(arguments: ["1408", "1412", "1478"])
  func `knows that a truncated log needs a new link`(_ code: String) {
    #expect(meaning("sqlserver.backup_log", code)?.meaning == .failure(.stale))
  }

  @Test(arguments: [
    "1418", "1475", "7862", "9002", "41962", "41963", "41973", "41974", "41976", "41977", "41988",
    "47106", "47521",
  ])
  func `gives a remedy for what somebody must mend`(_ code: String) {
    let rule = meaning("sqlserver.create_availability_group", code)
    #expect(rule?.meaning == .failure(.permanent))
    #expect(rule?.remedy != nil)
  }

  @Test func `takes a second trust for done`() {
    let message =
      "The certificate 'MicrosoftPKI' has been already added as a trusted issuer for "
      + "DNS name '*.database.windows.net'."
    #expect(meaning("sqlserver.trust_issuer", "50000", message)?.meaning == .alreadyDone)
    #expect(meaning("sqlserver.backup_log", "50000", message) == nil)
  }

  @Test func `takes a certificate that is there for done, and lets the probe judge it`() {
    let message =
      "A certificate with name 'x' already exists or this certificate already has been "
      + "added to the database."
    for action in ["sqlserver.import_certificate", "sqlserver.import_root_authority"] {
      #expect(meaning(action, "15232", message)?.meaning == .alreadyDone)
    }
  }

  @Test(arguments: [
    "ManagedInstanceIsBusy", "ConflictingServerOperation", "OperationCanNotStartDueToMiLink",
    "SubscriptionTooManyRequests", "GatewayInternalServerError",
  ])
  func `waits while Azure is busy`(_ code: String) {
    #expect(meaning("managed_instance.create_link", code)?.meaning == .failure(.transient))
  }

  @Test(arguments: [
    "ManagedInstanceLinkConnectivityIsNotEstablished", "ManagedDatabaseNameInUse",
    "InvalidDistributedAvailabilityGroupsCreateOrUpdateRequest",
    "InvalidDistributedAvailabilityGroupsCreateOrUpdateRequestPartnerEndpoint",
    "CloudLifterChimeraMIAgNameIsAlreadyUsed", "ManagedInstanceStoppingOrStopped",
    "ManagedInstanceLinkSourceDbHasFilestream",
  ])
  func `stops where Azure needs something mended`(_ code: String) {
    let rule = meaning("managed_instance.create_link", code)
    #expect(rule?.meaning == .failure(.permanent))
    #expect(rule?.remedy != nil)
  }

  @Test func `names each code once in a plugin`() {
    for plugin in registry.plugins {
      let codes = plugin.errors.map(\.code)
      #expect(Set(codes).count == codes.count)
    }
  }
}
