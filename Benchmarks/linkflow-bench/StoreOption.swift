import ArgumentParser
import Foundation
import SQLiteStore

/// The folder of the store that a benchmark works on.
struct StoreOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder of the store; made when it is not there.", valueName: "dir")
  )
  var store: String

  func open() throws -> SQLiteStore { try SQLiteStore(folder: store) }

  /// - Throws: a usage error when the folder holds no store.
  func openExisting() throws -> SQLiteStore {
    guard FileManager.default.fileExists(atPath: store + "/state.db") else {
      throw ValidationError("'\(store)' holds no store; make one with 'linkflow-bench w3prep'.")
    }
    return try open()
  }

  func validate() throws {
    if store.isEmpty { throw ValidationError("'--store' names no folder.") }
  }
}

/// A number of things of which there must be one at least.
struct Count: ExpressibleByArgument, Sendable {
  var value: Int

  init?(argument: String) {
    guard let value = Int(argument), (1...10_000_000).contains(value) else { return nil }
    self.value = value
  }
}
