import AzureClient
import Foundation
import Testing

@Suite struct `A long-running operation` {
  private static let host = "https://management.azure.com"
  private static let status = "\(host)/subscriptions/s/operationStatuses/1?api-version=x"
  private static let location = "\(host)/subscriptions/s/operationResults/1?api-version=x"
  private let endpoint = AzureCloud.global.resourceManager

  private func started(
    _ status: Int,
    _ headers: HTTPFields
  ) throws(HTTPFailure) -> LongRunningOperation? {
    try LongRunningOperation(startedBy: HTTPReply(status: status, headers: headers), at: endpoint)
  }

  @Test func `is read from the answer to a write`() throws {
    let headers: HTTPFields = [
      "Azure-AsyncOperation": Self.status, "Location": Self.location, "Retry-After": "15",
    ]
    let operation = try #require(try started(202, headers))
    #expect(operation.pollURL == Self.status)
    #expect(operation.retryAfter == .seconds(15))
    #expect(operation.resultURL(after: .put, of: "r") == "r")
    #expect(operation.resultURL(after: .post, of: "r") == Self.location)
    #expect(operation.resultURL(after: .delete, of: "r") == nil)
    let stored = try JSONEncoder().encode(operation)
    #expect(try JSONDecoder().decode(LongRunningOperation.self, from: stored) == operation)
  }

  @Test func `is none where the work is finished`() throws {
    #expect(try started(200, [:]) == nil)
    #expect(try started(202, [:]) == nil)
    #expect(try started(201, ["Location": Self.location]) == nil)
    #expect(try started(201, ["Azure-AsyncOperation": Self.status])?.pollURL == Self.status)
    #expect(try started(202, ["Location": Self.location])?.pollURL == Self.location)
  }

  @Test(
    arguments: [
      "https://management.azure.com.evil.example/x", "https://evil.example/x",
      "http://management.azure.com/x", "https://management.azure.com:444/x",
      "https://management.azure.com@evil.example/x", "/relative",
    ]
  )
  func `that leaves the service's host is refused`(_ url: String) {
    for header in ["Azure-AsyncOperation", "Location"] {
      let failure = #expect(throws: HTTPFailure.self) {
        try started(202, HTTPFields([HTTPFields.Field(header, url)]))
      }
      guard case .notSent(.foreignHost) = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }

  private func read(
    _ operation: LongRunningOperation,
    _ status: Int,
    _ body: String = "",
    _ headers: HTTPFields = [:]
  ) -> OperationProgress {
    operation.read(HTTPReply(status: status, headers: headers, body: Array(body.utf8)))
  }

  @Test func `is followed by its status`() {
    let operation = LongRunningOperation(statusURL: Self.status)
    #expect(
      read(operation, 200, #"{"status":"InProgress","percentComplete":40}"#, ["Retry-After": "3"])
        == .running(retryAfter: .seconds(3), percent: 40)
    )
    #expect(read(operation, 200, "{}") == .running(retryAfter: nil, percent: nil))
    let done = #"{"status":"succeeded"}"#
    #expect(read(operation, 200, done) == .succeeded(body: Array(done.utf8)))
    #expect(
      read(operation, 200, #"{"status":"Failed","error":{"code":"X","message":"y"}}"#)
        == .failed(ARMError(code: "X", message: "y"))
    )
    #expect(read(operation, 200, #"{"status":"Canceled"}"#) == .canceled(nil))
  }

  @Test func `is followed by its location`() {
    let operation = LongRunningOperation(locationURL: Self.location)
    #expect(
      read(operation, 202, "", ["Retry-After": "3"])
        == .running(retryAfter: .seconds(3), percent: nil)
    )
    #expect(read(operation, 200, "{}") == .succeeded(body: Array("{}".utf8)))
    #expect(read(operation, 204) == .succeeded(body: nil))
    #expect(
      read(operation, 409, #"{"error":{"code":"X","message":"y"}}"#)
        == .failed(ARMError(code: "X", message: "y"))
    )
  }

  @Test func `is not judged by a poll that was refused`() {
    let operation = LongRunningOperation(statusURL: Self.status)
    #expect(read(operation, 404) == .forgotten)
    #expect(
      read(operation, 429, "", ["Retry-After": "9"])
        == .unanswered(status: 429, error: nil, retryAfter: .seconds(9))
    )
    #expect(read(operation, 401) == .unanswered(status: 401, error: nil, retryAfter: nil))
  }

  @Test func `takes up a new location`() throws {
    let operation = LongRunningOperation(locationURL: Self.location, retryAfter: .seconds(1))
    let moved = Self.location + "&t=2"
    let reply = HTTPReply(status: 202, headers: ["Location": moved, "Retry-After": "8"])
    #expect(
      try operation.updated(by: reply, at: endpoint)
        == LongRunningOperation(locationURL: moved, retryAfter: .seconds(8))
    )
  }
}
