package import LabEstate

/// Where a process is killed: while the lab holds one of its requests.
package struct KillPoint: Hashable, Sendable, CustomStringConvertible {
  package var kind: Fault.Kind
  package var door: Fault.Door
  package var match: String?
  package var skip: Int

  package init(
    _ kind: Fault.Kind,
    door: Fault.Door = .any,
    match: String? = nil,
    skip: Int = 0
  ) {
    self.kind = kind
    self.door = door
    self.match = match
    self.skip = skip
  }

  package var description: String {
    "\(kind.rawValue) request \(skip + 1)\(match.map { " of '\($0)'" } ?? "")"
  }

  package var fault: Fault { Fault(kind, door: door, match: match, skip: skip) }
}
