import Testing
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin
import WorkflowTesting

@testable import WorkflowPlan

@Suite struct `A sender that only reads` {
  @Test(arguments: [
    Call(.write, on: "target", "make it", sql: SQLCall("write a")),
    Call(.read, on: "target", "make it", rest: RESTCall(.put, "/a", apiVersion: "1")),
    Call(.read, on: "target", "make it", rest: RESTCall(.delete, "/a", apiVersion: "1")),
    Call(.write, on: "target", "make it", rest: RESTCall(.post, "/a", apiVersion: "1")),
  ])
  func `lets no write through`(_ call: Call) async throws {
    let target = ScriptedSender()
    let session = ReadOnlySender(target).open(barrier: "barrier")
    await #expect { _ = try await session.send(call) } throws: { error in
      (error as? CallFailure)?.code == DiagnosticCode.writeInPlan.id
    }
    #expect(target.log.isEmpty)
    #expect(target.barriers.isEmpty)
  }

  @Test func `lets a read through`() async throws {
    let target = ScriptedSender()
    let session = ReadOnlySender(target).open(barrier: nil)
    _ = try await session.send(Call(.read, on: "target", "look", sql: SQLCall("read a")))
    #expect(target.log == ["read a"])
  }
}
