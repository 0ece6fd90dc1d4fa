import AzureClient
import Foundation
import Testing

@Suite struct `A reply` {
  @Test func `says how long to wait, in seconds or by a date`() {
    #expect(HTTPReply(status: 429, headers: ["retry-after": "17"]).retryAfter() == .seconds(17))
    let dated = HTTPReply(
      status: 503,
      headers: [
        "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
      ]
    )
    #expect(dated.retryAfter() == .seconds(30))
    let undated = HTTPReply(
      status: 503,
      headers: ["Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT"]
    )
    #expect(undated.retryAfter(now: Date(timeIntervalSince1970: 784_111_797)) == .seconds(10))
    #expect(undated.retryAfter() == .zero)
    #expect(HTTPReply(status: 429, headers: ["Retry-After": "soon"]).retryAfter() == nil)
  }

  @Test func `tells what is left of the caller's allowance`() {
    let facts = HTTPReply(
      status: 429,
      headers: ["x-ms-ratelimit-remaining-subscription-writes": "0", "Retry-After": "5"]
    ).throttling
    #expect(facts.isThrottled)
    #expect(facts.retryAfter == .seconds(5))
    #expect(facts.remaining == ["subscription-writes": "0"])
  }

  private func armError(_ body: String, status: Int = 409) -> ARMError? {
    HTTPReply(status: status, body: Array(body.utf8)).error
  }

  @Test func `holds an error with its details`() throws {
    let error = try #require(
      armError(
        """
        {"error": {"code": "Conflict", "message": "No.", "target": null, "details": [
          {"code": "ManagedInstanceIsBusy", "message": "Busy.", "target": "mi1"}],
          "additionalInfo": [{"type": "x", "info": {}}]}}
        """
      )
    )
    #expect(error.code == "Conflict")
    #expect(
      error.details == [
        ARMError(code: "ManagedInstanceIsBusy", message: "Busy.", target: "mi1")
      ]
    )
    #expect(error.description == "Conflict: No. (ManagedInstanceIsBusy: Busy.)")
  }

  @Test func `holds an error in a barer form`() {
    #expect(armError(#"{"code": "X", "message": "y"}"#) == ARMError(code: "X", message: "y"))
    #expect(armError(#"{"Message": "y"}"#) == ARMError(code: "", message: "y"))
    #expect(
      armError(#"{"error": "invalid_client", "error_description": "AADSTS7000215: no"}"#)
        == ARMError(code: "invalid_client", message: "AADSTS7000215: no")
    )
    #expect(armError("<html>Bad gateway</html>", status: 502) == nil)
    #expect(armError(#"{"error": {"code": "X", "message": "y"}}"#, status: 200) == nil)
    #expect(
      HTTPReply(status: 404, headers: ["x-ms-error-code": "BlobNotFound"]).error?.code
        == "BlobNotFound"
    )
  }
}
