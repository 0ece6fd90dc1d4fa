import GRDB

extension EstateTransaction {
  /// At most so many databases are seeded at a time on one instance.
  private static let concurrentSeedings = 5

  /// Lets everything happen that is due until then, in the order in which it falls due.
  ///
  /// The world after it depends on the moment alone, not on how often anyone looked.
  mutating func advance(to moment: EstateInstant) throws {
    while let next = nextStep(until: moment) {
      world.time = max(world.time, next.time)
      try take(next)
    }
    world.time = max(world.time, moment)
  }

  private struct Step {
    var time: EstateInstant
    var instance: String
    var link: Link
  }

  private func nextStep(until moment: EstateInstant) -> Step? {
    var earliest: Step?
    for server in world.servers {
      for link in server.instance?.links ?? [] {
        guard let due = due(link, on: server), due <= moment else { continue }
        if earliest.map({ due < $0.time }) ?? true {
          earliest = Step(time: due, instance: server.name, link: link)
        }
      }
    }
    return earliest
  }

  private func due(_ link: Link, on server: Server) -> EstateInstant? {
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
    case .synchronizing: return replicationDue(link)
    case .deleting: return link.phaseStart + .seconds(10)
    case .initFailed, .creationFailed: return nil
    }
  }

  /// Nil while nothing waits, or while the primary's endpoint or distributed group is away.
  private func replicationDue(_ link: Link) -> EstateInstant? {
    guard let since = link.laggingSince, let partner = link.partner.flatMap(world.server(named:)),
      let endpoint = partner.endpoint, endpoint.state == .started,
      partner.group(named: link.name) != nil
    else { return nil }
    let due = since + .milliseconds(world.replicationLagMilliseconds)
    return max(world.time, due, endpoint.availableFrom)
  }

  private mutating func take(_ step: Step) throws {
    switch step.link.phase {
    case .connecting:
      if let obstacle = world.obstacle(to: step.link, on: step.instance) {
        let partner = world.partner(at: step.link.request.partnerEndpoint)?.serverName
        fail(
          step.link,
          on: step.instance,
          phase: .initFailed,
          obstacle.refusal(link: step.link, server: partner)
        )
      } else {
        connect(step.link, on: step.instance)
      }
    case .waitingToSeed: try beginSeeding(step.link, on: step.instance)
    case .seeding: try endSeeding(step.link, on: step.instance)
    case .catchingUp: try finishCatchUp(step.link, on: step.instance)
    case .synchronizing: try replicate(step.link, on: step.instance)
    case .deleting: try remove(step.link, from: step.instance)
    case .initFailed, .creationFailed: break
    }
  }
}
