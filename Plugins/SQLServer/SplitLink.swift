import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// Two primaries of one link, which no action may choose between.
enum SplitLink {
  /// The repair of "Fail over link - Azure SQL Managed Instance", after a forced failover.
  static func failure(_ link: String, _ summary: String) -> StepFailure {
    StepFailure(
      .permanent,
      .differentObject,
      detail: "\(summary): both take writes, and what one of them has the other lacks.",
      remedy: """
        Decide which of the two lives. Save what only the other has: a tail-log backup of the \
        server, or a COPY_ONLY backup of the instance. Then make the other the secondary, which \
        discards it: at the server
          ALTER AVAILABILITY GROUP \(TSQL.identifier(link)) SET (ROLE = SECONDARY)
        or at the instance by setRole of its link.
        """
    )
  }
}
