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

@Suite struct `An answer of blob storage` {
  private func error(_ body: String, status: Int = 403) -> ARMError? {
    HTTPReply(status: status, headers: ["x-ms-error-code": "FromHeader"], body: Array(body.utf8))
      .error
  }

  @Test func `holds an error in XML, with its detail and without the request's name`() {
    let body = """
      \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
      <Error><Code>AuthenticationFailed</Code><Message>Not &quot;signed&quot; &amp;lt; well.
      RequestId:1
      Time:2026-11-21T08:00:00Z</Message><AuthenticationErrorDetail>Expired.</AuthenticationErrorDetail></Error>
      """
    #expect(
      error(body)
        == ARMError(code: "AuthenticationFailed", message: "Not \"signed\" &lt; well. Expired.")
    )
  }

  @Test func `holds an error in its header alone`() {
    #expect(error("")?.code == "FromHeader")
    #expect(error("<html>proxy</html>")?.code == "FromHeader")
    #expect(error("", status: 200) == nil)
  }
}

@Suite struct `A date in a header` {
  @Test func `is written as it is read`() throws {
    let date = Date(timeIntervalSince1970: 1_740_816_000)
    #expect(HTTPDate.text(date) == "Sat, 01 Mar 2025 08:00:00 GMT")
    #expect(HTTPDate.parse(HTTPDate.text(date)) == date)
  }
}

@Suite struct `A cloud's services` {
  @Test func `have addresses for workspaces and storage accounts`() {
    let addresses = AzureCloud.all.map {
      [$0.developmentAddress(of: "ws"), $0.synapseAudience, $0.blobAddress(of: "acc")]
    }
    #expect(
      addresses == [
        [
          "https://ws.dev.azuresynapse.net", "https://dev.azuresynapse.net",
          "https://acc.blob.core.windows.net",
        ],
        [
          "https://ws.dev.azuresynapse.usgovcloudapi.net",
          "https://dev.azuresynapse.usgovcloudapi.net", "https://acc.blob.core.usgovcloudapi.net",
        ],
        [
          "https://ws.dev.azuresynapse.azure.cn", "https://dev.azuresynapse.azure.cn",
          "https://acc.blob.core.chinacloudapi.cn",
        ],
      ]
    )
  }
}
