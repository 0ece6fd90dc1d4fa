/// How often, and after which failures, a step is tried again.
public struct RetryPolicy: Hashable, Sendable, Codable {
  /// Failure kinds or codes; `indeterminate` needs no mention, since a probe decides it.
  public var errors: [String]
  /// Counts the first attempt.
  public var maxAttempts: Int
  public var initial: Duration
  public var factor: Double
  public var max: Duration
  /// The share of the delay by which chance moves it, 0 to 1.
  public var jitter: Double

  public init(
    errors: [String] = [FailureKind.transient.rawValue],
    maxAttempts: Int = 5,
    initial: Duration = .seconds(5),
    factor: Double = 2,
    max: Duration = .seconds(120),
    jitter: Double = 0.3
  ) {
    self.errors = errors
    self.maxAttempts = maxAttempts
    self.initial = initial
    self.factor = factor
    self.max = max
    self.jitter = jitter
  }

  public static let standard = RetryPolicy()

  /// The wait after attempt `attempt`, moved by `chance` (0 to 1), never beyond `max` and its jitter.
  public func delay(after attempt: Int, chance: Double) -> Duration {
    var delay = Double(initial.milliseconds)
    for _ in 1..<Swift.max(1, attempt) {
      delay = Swift.min(delay * factor, Double(max.milliseconds))
    }
    let moved = delay * (1 + jitter * (2 * chance - 1))
    return .milliseconds(Int64(Swift.max(0, moved)))
  }
}
