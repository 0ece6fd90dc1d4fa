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

/// One process, recognisable after its end: a fresh token for each, so that a reused process
/// number never passes for the old one.
package struct LeaseOwner: Hashable, Sendable, Codable {
  package var token: String
  package var process: Int32
  package var host: String
  /// The kernel's boot id: a process of an earlier boot is dead.
  package var boot: String

  package init(token: String, process: Int32, host: String, boot: String) {
    self.token = token
    self.process = process
    self.host = host
    self.boot = boot
  }
}

extension LeaseOwner: CustomStringConvertible {
  package var description: String { "process \(process) on \(host)" }
}
