import GRDB

extension EstateTransaction {
  /// At most so many databases are seeded at a time on one instance.
  private static let concurrentSeedings = 5

  /// Lets everything happen that is due until then, in the order in which it falls due.
  ///
  /// The world after it depends on the moment alone, not on how often anyone looked.
  mutating func advance(to moment: EstateInstant) throws {
    while true {
      let step = try nextStep(until: moment)
      let connectionStep = nextConnectionStep(until: moment)
      if let next = connectionStep, step.map({ next.time < $0.time }) ?? true {
        world.time = max(world.time, next.time)
        try take(next)
      } else if let next = step {
        world.time = max(world.time, next.time)
        try take(next)
      } else {
        break
      }
    }
    world.time = max(world.time, moment)
  }

  private struct Step {
    enum Kind {
      case link(Link)
      case roleChange(Link.RoleChange, Link)
      case firstBackup(String)
    }

    var time: EstateInstant
    var instance: String
    var kind: Kind
  }

  private func nextStep(until moment: EstateInstant) throws -> Step? {
    var earliest: Step?
    func consider(_ due: EstateInstant?, _ kind: Step.Kind, on server: Server) {
      guard let due, due <= moment, earliest.map({ due < $0.time }) ?? true else { return }
      earliest = Step(time: due, instance: server.name, kind: kind)
    }
    for server in world.managedInstances {
      for link in server.instance?.links ?? [] {
        if let change = link.roleChange {
          let due = change.start + Self.roleChangeTime
          consider(max(world.time, due), .roleChange(change, link), on: server)
        }
        consider(try due(link, on: server), .link(link), on: server)
      }
      for database in server.databases {
        consider(database.firstBackupDue, .firstBackup(database.name), on: server)
      }
    }
    return earliest
  }

  private func due(_ link: Link, on server: Server) throws -> EstateInstant? {
    switch link.phase {
    case .connecting:
      guard let obstacle = world.obstacle(to: link, on: server.name) else {
        return max(world.time, link.phaseStart + .seconds(10))
      }
      return link.phaseStart + obstacle.patience
    case .waitingToSeed:
      let busy = server.instance?.links.filter { $0.phase == .seeding }.count ?? 0
      return busy < Self.concurrentSeedings ? max(world.time, link.phaseStart) : nil
    case .seeding: return link.seedings.compactMap(\.expectedEnd).max()
    case .catchingUp: return link.phaseStart + .seconds(5)
    case .synchronizing: return try replicationDue(link, on: server.name)
    case .deleting: return link.phaseStart + .seconds(10)
    case .initFailed, .creationFailed: return nil
    }
  }

  private mutating func take(_ step: Step) throws {
    switch step.kind {
    case .link(let link): try advance(link, on: step.instance)
    case .roleChange(let change, let link): try finish(change, of: link, on: step.instance)
    case .firstBackup(let database): try takeFirstBackup(of: database, on: step.instance)
    }
  }

  private mutating func advance(_ link: Link, on instance: String) throws {
    switch link.phase {
    case .connecting:
      if let obstacle = world.obstacle(to: link, on: instance) {
        let partner = world.partner(at: link.request.partnerEndpoint)?.serverName
        fail(
          link,
          on: instance,
          phase: .initFailed,
          obstacle.refusal(link: link, server: partner)
        )
      } else {
        connect(link, on: instance)
      }
    case .waitingToSeed: try beginSeeding(link, on: instance)
    case .seeding: try endSeeding(link, on: instance)
    case .catchingUp: try finishCatchUp(link, on: instance)
    case .synchronizing: try replicate(link, on: instance)
    case .deleting: try remove(link, from: instance)
    case .initFailed, .creationFailed: break
    }
  }
}
