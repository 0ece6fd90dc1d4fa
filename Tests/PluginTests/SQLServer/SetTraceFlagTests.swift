import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Setting a trace flag` {
  let bench: Bench

  init() throws { bench = try Bench("sqlserver.set_trace_flag", ["flag": 12381]) }

  private func status(global: Value) -> Answer {
    .rows(["TraceFlag": 12381, "Status": 1, "Global": global, "Session": 1])
  }

  @Test func `reads the flag`() throws {
    #expect(try bench.probe() == ["DBCC TRACESTATUS (12381, -1) WITH NO_INFOMSGS"])
  }

  @Test func `turns it on for the whole server`() throws {
    #expect(try bench.observe(.noRows).state == .absent)
    #expect(try bench.observe(status(global: 0)).state == .absent)
    #expect(try bench.observe(status(global: 1)).state == .mine)
    #expect(try bench.writes() == ["DBCC TRACEON (12381, -1) WITH NO_INFOMSGS"])
  }

  @Test func `takes it back`() throws {
    #expect(try bench.inverse() == ["DBCC TRACEOFF (12381, -1) WITH NO_INFOMSGS"])
  }
}
