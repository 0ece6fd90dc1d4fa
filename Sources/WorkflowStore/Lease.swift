package import WorkflowModel

/// The right to drive one run, until it expires or another epoch begins.
package struct Lease: Hashable, Sendable {
  /// How long a lease stands without renewal.
  package static let term = Duration.seconds(30)
  /// How often its holder renews it.
  package static let renewal = Duration.seconds(10)

  package var run: RunID
  package var owner: LeaseOwner
  /// Grows by one with each claim; a commit under an older one is refused.
  package var epoch: Int64

  package init(run: RunID, owner: LeaseOwner, epoch: Int64) {
    self.run = run
    self.owner = owner
    self.epoch = epoch
  }
}

/// One process, for people; whether it still drives, the lock of the run's file tells.
package struct LeaseOwner: Hashable, Sendable, Codable {
  package var process: Int32
  package var host: String

  package init(process: Int32, host: String) {
    self.process = process
    self.host = host
  }
}

extension LeaseOwner: CustomStringConvertible {
  package var description: String { "process \(process) on \(host)" }
}
