public import WorkflowModel

/// For whom calls are sent; a sender may tell it, and must not act on it.
public enum CallOrigin {
  /// The step at work in this task.
  @TaskLocal public static var step: StepAddress?
}
