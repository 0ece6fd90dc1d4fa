import LabEstate

/// Lets requests through to the estate with the faults that are scripted for them.
struct FaultGate: Sendable {
  /// A scripted fault broke the connection: there is nobody to answer.
  struct ConnectionLost: Error {}

  let estate: Estate

  /// Answers a request, or has it disturbed.
  ///
  /// - Parameters:
  ///   - server: The name that a fault may be meant for.
  ///   - text: What a fault may match a part of.
  ///   - disturbed: The answer in place of the true one, for an HTTP status and a `Retry-After`.
  ///   - body: Gives the true answer.
  /// - Returns: The one or the other.
  /// - Throws: `ConnectionLost`, and what the body throws.
  func pass<Answer>(
    server: String,
    text: String,
    disturbed: (_ status: Int, _ retryAfter: Int?) -> Answer,
    body: () throws -> Answer
  ) async throws -> Answer {
    let admission = try await estate.faultBefore(door: .rest, server: server, text: text)
    switch admission.action {
    case .proceed: break
    case .connectionLost: throw ConnectionLost()
    case .status(let status, let retryAfter): return disturbed(status, retryAfter)
    }
    let answer = try body()
    switch try await estate.faultAfter(admission) {
    case .proceed: return answer
    case .connectionLost: throw ConnectionLost()
    case .status(let status, let retryAfter): return disturbed(status, retryAfter)
    }
  }
}
