/// What an action looks at and what it changes, named so that two of them can be compared.
///
/// A plan asks a probe before any step has run. It may call the answer known only where no earlier
/// step changes what the probe looks at; an action without a footprint may look at and change
/// everything. A name is a path, `sqlserver/certificate/Sales`, and stands for all below it.
/// Connections are no part of it: two of them may lead to one server.
public struct Footprint: Hashable, Sendable {
  public var reads: Set<String>
  public var writes: Set<String>

  public init(reads: Set<String>, writes: Set<String> = []) {
    self.reads = reads
    self.writes = writes
  }

  /// For an action that looks at what it makes, and at nothing else.
  public init(of names: String...) {
    self.init(reads: Set(names), writes: Set(names))
  }
}
