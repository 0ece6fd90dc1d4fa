import ArgumentParser
import Lab
import LabEstate

/// As `reporting`, for the lab's own errors.
func reportingLab(on console: Console, _ body: () async throws -> ExitStatus) async throws {
  try await reporting(on: console) {
    do {
      return try await body()
    } catch let error as LabError {
      let remedy =
        switch error {
        case .noLab, .notRunning: "Start it:\n  linkflow lab up"
        case .alreadyRunning: "End it:\n  linkflow lab down"
        case .portTaken: "End the program that holds it, or begin anew:\n  linkflow lab up --fresh"
        case .doesNotEnd: "Wait, or end it:\n  kill -9 PID"
        }
      console.complain("\(error)", remedy: remedy)
      return .failed
    }
  }
}
