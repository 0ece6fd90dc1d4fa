import ArgumentParser
import Foundation
import WorkflowDiagnostics
import WorkflowStore

/// Runs a command's body and turns what it throws into words and the documented exit status.
func reporting(on console: Console, _ body: () async throws -> ExitStatus) async throws {
  let status: ExitStatus
  do {
    status = try await body()
  } catch let failure as StoreFailure {
    status = complain(failure, console)
  } catch let error as DiagnosticsError {
    for diagnostic in error.diagnostics {
      console.note(diagnostic.rendered(source: nil))
    }
    let isOfRuns = error.diagnostics.contains { $0.code.id.hasPrefix("LF7") }
    status = isOfRuns ? .failed : .usage
  } catch let error as CocoaError {
    let path = error.filePath.map { "'\($0)': " } ?? ""
    let cause = (error.underlying as? POSIXError).map {
      String(cString: strerror($0.code.rawValue))
    }
    console.complain(path + (cause ?? error.localizedDescription))
    status = .failed
  }
  if status != .done { throw status.code }
}

private func complain(_ failure: StoreFailure, _ console: Console) -> ExitStatus {
  switch failure {
  case .runNotFound(let run):
    console.complain(
      "[\(DiagnosticCode.runNotFound)] There is no run '\(run)' in this workspace.",
      remedy: "List the runs:\n  linkflow status"
    )
    return .usage
  case .runIsDriven(let run, let owner):
    console.complain(
      "[\(DiagnosticCode.runIsDriven)] Run '\(run)' is driven by \(owner).",
      remedy: "Watch it:\n  linkflow status \(run) --watch"
    )
    return .resumable
  case .leaseLost(let run):
    console.complain(
      "[\(DiagnosticCode.leaseLost)] Another process has taken run '\(run)' over; this one stops.",
      remedy: "Watch it:\n  linkflow status \(run) --watch"
    )
    return .resumable
  case .locked(let detail, let remedy):
    console.complain("[\(DiagnosticCode.storeUnusable)] \(detail)", remedy: remedy)
    return .resumable
  case .unusable(let detail, let remedy):
    console.complain("[\(DiagnosticCode.storeUnusable)] \(detail)", remedy: remedy)
    return .failed
  }
}
