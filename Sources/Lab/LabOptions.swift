package import LabEstate

/// How a lab is to be started.
package struct LabOptions: Sendable {
  /// What a new estate contains; an estate that is there already keeps what it has.
  package var description: EstateDescription
  /// How many times as fast as the wall clock the lab's time runs; nil for the estate's own.
  package var timeFactor: Double?
  /// Ports by connection name, and `azure` for ARM and Entra; the rest are remembered or chosen.
  package var ports: [String: Int]
  /// For tests that turn the lab's time by hand.
  package var clock: EstateClock?

  package init(
    description: EstateDescription = .standard,
    timeFactor: Double? = nil,
    ports: [String: Int] = [:],
    clock: EstateClock? = nil
  ) {
    self.description = description
    self.timeFactor = timeFactor
    self.ports = ports
    self.clock = clock
  }

  /// The name in `ports` of the door of ARM and Entra.
  package static let azure = "azure"
}
