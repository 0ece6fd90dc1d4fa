import Testing

@Suite struct `The house` {
  @Test(.timeLimit(.minutes(2)))
  func `imports only downwards`() async throws {
    let floors = try House.floors()
    let targets = try await House.targets()
    let rooms = targets.filter { $0.type != "test" }
    for room in rooms where floors[room.name] == nil {
      Issue.record("ARCHITECTURE.md gives '\(room.name)' no floor")
    }
    for room in rooms {
      guard let own = floors[room.name] else { continue }
      for other in room.houseDependencies {
        let floor = try #require(floors[other], "ARCHITECTURE.md gives '\(other)' no floor")
        #expect(floor < own, "\(room.name), floor \(own), imports \(other), floor \(floor)")
      }
    }
    #expect(rooms.count > 20)
  }

  @Test(.timeLimit(.minutes(2)))
  func `declares every import, and imports what it declares`() async throws {
    let targets = try await House.targets()
    let names = Set(targets.map(\.name))
    for target in targets where target.type != "system" {
      // The program is no module: tests that run it declare it so that it is built.
      let declared = Set(target.houseDependencies).subtracting(["linkflow"])
      var imported: Set<String> = []
      for file in try House.swiftFiles(in: target.folder) {
        imported.formUnion(try House.imports(of: file).filter(names.contains))
      }
      #expect(imported.subtracting(declared).isEmpty, "\(target.name) imports undeclared rooms")
      #expect(declared.subtracting(imported).isEmpty, "\(target.name) declares unused rooms")
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `keeps plugins from engine, store and clients, and the lab from all of them`() async throws {
    for target in try await House.targets() {
      if target.path?.hasPrefix("Plugins/") == true {
        #expect(
          Set(target.houseDependencies).isSubset(of: [
            "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "Secrets",
          ]),
          "\(target.name)"
        )
      }
      if target.name.hasPrefix("Lab"), target.type == "regular" {
        #expect(target.houseDependencies.allSatisfy { $0.hasPrefix("Lab") }, "\(target.name)")
      }
    }
  }
}
