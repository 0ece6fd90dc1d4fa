import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Validating a chain` {
  let bench: Bench

  init() throws {
    bench = try Bench("sqlserver.validate_certificate_chain", ["certificate": "mi1.x"])
  }

  @Test func `turns the server's refusal into a row`() throws {
    #expect(
      try bench.probe() == [
        """
        DECLARE @certificate_id int = CERT_ID(N'mi1.x');
        BEGIN TRY
          EXEC sp_validate_certificate_ca_chain @certificate_id;
          SELECT 1 AS is_valid, N'' AS message;
        END TRY
        BEGIN CATCH
          SELECT 0 AS is_valid, ERROR_MESSAGE() AS message;
        END CATCH;
        """
      ]
    )
  }

  @Test func `says yes`() throws {
    let observation = try bench.observe(.rows(["is_valid": 1, "message": ""]))
    #expect(observation.outputs == ["valid": true, "message": ""])
  }

  @Test func `says no without failing`() throws {
    let answer = Answer.sql(resultSets: [[], [["is_valid": 0, "message": "no revocation list"]]])
    let observation = try bench.observe(answer)
    #expect(observation.state == .mine)
    #expect(observation.outputs == ["valid": false, "message": "no revocation list"])
  }

  @Test func `takes silence for a failure`() throws {
    #expect(try bench.failure { _ = try $0.observe(.noRows) }.kind == .permanent)
  }
}
