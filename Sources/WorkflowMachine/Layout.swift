package import WorkflowModel

/// Where each step stands in its definition; computed once for a run.
package struct Layout: Sendable {
  package struct Place: Sendable {
    package var definition: StepDefinition
    /// Among the members of its group.
    package var index: Int
    /// Among all steps, groups before their members.
    package var order: Int
    /// Ids from the top down to this step, itself included.
    package var path: [String]

    /// Whether it runs once for each item of a list.
    package var isIteration: Bool {
      if case .group(let group) = definition.kind { group.iteration != nil } else { false }
    }
  }

  package let top: [StepDefinition]
  package let finally: [StepDefinition]
  private let places: [String: Place]

  package init(_ definition: WorkflowDefinition) {
    top = definition.steps
    finally = definition.finally
    var places: [String: Place] = [:]
    func place(_ members: [StepDefinition], path: [String], from first: Int) {
      for (index, member) in members.enumerated() {
        let own = path + [member.id]
        places[member.id] = Place(
          definition: member,
          index: first + index,
          order: places.count,
          path: own
        )
        if case .group(let group) = member.kind {
          place(group.members, path: own, from: 0)
        }
      }
    }
    place(definition.steps, path: [], from: 0)
    place(definition.finally, path: [], from: definition.steps.count)
    self.places = places
  }

  package subscript(step: String) -> Place {
    guard let place = places[step] else {
      preconditionFailure("every row names a step of its definition; '\(step)' is none")
    }
    return place
  }

  /// Where a step stands for one inside the groups at `around`, by their ids.
  func address(of step: String, around: [String: StepAddress]) -> StepAddress {
    self[step].path.reduce(.root) { address, id in
      around[id] ?? address.child(self[id].definition.name)
    }
  }

  /// Whether it stands among the steps that are run at the end, whatever became of the others.
  package func isFinally(_ step: String) -> Bool {
    guard let top = self[step].path.first else { return false }
    return finally.contains { $0.id == top }
  }

  package func contains(_ step: String) -> Bool { places[step] != nil }
}
