public import WorkflowModel

/// What came back for a call.
public enum Answer: Hashable, Sendable {
  /// Result sets in order; a cell is null, bool, int, decimal or string (binary as `0x…`, dates as text).
  case sql(resultSets: [[[String: Value]]])
  /// `operation` when the target accepted a long operation.
  case rest(status: Int, body: Value, operation: OperationHandle?)

  /// The rows of the first result set.
  public var rows: [[String: Value]] {
    if case .sql(let sets) = self { sets.first ?? [] } else { [] }
  }

  public var status: Int? {
    if case .rest(let status, _, _) = self { status } else { nil }
  }

  public var body: Value {
    if case .rest(_, let body, _) = self { body } else { .null }
  }

  public var operation: OperationHandle? {
    if case .rest(_, _, let operation) = self { operation } else { nil }
  }
}
