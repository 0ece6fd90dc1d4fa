import Foundation
import LabEstate

extension ResourceProvider {
  /// `POST …/distributedAvailabilityGroups/{name}/failover` and `…/setRole`.
  func changeRole(
    _ name: String,
    _ verb: String,
    _ request: Request,
    on address: ResourceAddress.Instance
  ) throws -> ResourceAnswer {
    try requireCurrentShape(request.version)
    let change: Link.RoleChange.Kind
    if verb.isSameWord(as: "failover") {
      change = try failover(try decode(FailoverBody.self, from: request.body), name, on: address)
    } else if verb.isSameWord(as: "setRole") {
      change = try roleChange(try decode(SetRoleBody.self, from: request.body))
    } else {
      throw ARMRefusal(501, "NotImplemented", "The lab has no '\(verb)' of a link.")
    }
    let kind: LongRunningOperation.Kind = verb.isSameWord(as: "failover") ? .failover : .setRole
    let operation = try estate.changeRole(
      change,
      ofLink: name,
      on: try server(address).name,
      as: kind
    )
    return try accepted(operation.id, .distributedAvailabilityGroups, address)
  }

  private func failover(
    _ body: FailoverBody,
    _ name: String,
    on address: ResourceAddress.Instance
  ) throws -> Link.RoleChange.Kind {
    switch body.failoverType.lowercased() {
    case "forcedallowdataloss": return .forced
    case "planned":
      let world = try estate.world()
      if let link = try server(address).instance?.link(named: name),
        world.instanceRole(of: link) != .primary
      {
        // Which side may be addressed is not documented; a failover is ordered at the primary.
        throw Self.invalid("a planned failover is ordered at the primary.")
      }
      return .planned
    default: throw Self.invalid("'\(body.failoverType)' is no failover type.")
    }
  }

  private func roleChange(_ body: SetRoleBody) throws -> Link.RoleChange.Kind {
    switch (body.instanceRole.lowercased(), body.roleChangeType.lowercased()) {
    case ("primary", "forced"): return .forced
    case ("secondary", "planned"), ("secondary", "forced"): return .demotion
    case ("primary", "planned"):
      throw ARMRefusal(
        409,
        "DistributedAvailabilityGroupSetRolePrimaryPlannedNotSupported",
        "Error 41970: a planned change of role to Primary is not supported."
      )
    default:
      throw Self.invalid(
        "'\(body.instanceRole)' and '\(body.roleChangeType)' are no change of role."
      )
    }
  }

  private static func invalid(_ text: String) -> ARMRefusal {
    ARMRefusal(
      400,
      "InvalidDistributedAvailabilityGroupFailoverRequest",
      "Invalid request to fail over a distributed availability group: \(text)"
    )
  }

  private struct FailoverBody: Decodable {
    var failoverType: String
  }

  private struct SetRoleBody: Decodable {
    var instanceRole: String
    var roleChangeType: String
  }
}
