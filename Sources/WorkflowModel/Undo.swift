/// How a step's effect is taken away again, and when.
public struct Undo: Hashable, Sendable, Codable {
  public enum Occasion: String, Hashable, Sendable, Codable {
    /// When the run is rolled back.
    case rollback
    /// In any case: a debt, which must be paid before the run can end.
    case always
  }

  public var occasion: Occasion
  /// Of a debt: the step after whose end it is paid; at the end of the run when absent.
  public var after: String?
  /// Of a debt: how long after the step it should be paid at the latest.
  public var due: Duration?
  /// What undoes it; the action's own inverse when absent.
  public var use: ActionUse?

  public init(
    _ occasion: Occasion,
    after: String? = nil,
    due: Duration? = nil,
    use: ActionUse? = nil
  ) {
    self.occasion = occasion
    self.after = after
    self.due = due
    self.use = use
  }
}
