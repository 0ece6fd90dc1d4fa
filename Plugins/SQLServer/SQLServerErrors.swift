import WorkflowModel
import WorkflowPlugin

/// What SQL Server's error numbers mean to a link.
///
/// Source: "Troubleshoot issues with the link - Azure SQL Managed Instance" and "Database engine
/// events and errors". Numbers that are not listed are permanent without a remedy.
enum SQLServerErrors {
  static let all = trustAndNetwork + seeding + groups + passing

  private static let trustAndNetwork = [
    ErrorRule(
      "1418",
      .failure(.permanent),
      remedy: "Check that the endpoint is started, and the network between server and instance."
    ),
    ErrorRule(
      "7862",
      .failure(.permanent),
      remedy: "The server has a mirroring endpoint already; it takes no second one."
    ),
    ErrorRule(
      "35250",
      .failure(.transient),
      remedy: "Check endpoint, network and certificates: the primary replica is not connected."
    ),
    ErrorRule(
      "41962",
      .failure(.permanent),
      remedy:
        "Data did not flow within five minutes. Check port 5022 and 11000 to 11999 both ways, "
        + "the address of the server, the certificates and the group names."
    ),
    ErrorRule(
      "41963",
      .failure(.permanent),
      remedy: "The certificate serves another feature; create another one for the endpoint."
    ),
    ErrorRule(
      "41973",
      .failure(.permanent),
      remedy: "Upload the server's endpoint certificate to the instance."
    ),
    ErrorRule(
      "41974",
      .failure(.permanent),
      remedy: "Import the instance's endpoint certificate on the server, under its FQDN."
    ),
    ErrorRule(
      "41986",
      .failure(.transient),
      remedy: "The server did not answer in time. Check the network between it and the instance."
    ),
    ErrorRule(
      "47106",
      .failure(.permanent),
      remedy: "Check network and certificates; on Linux with IPv6 switched off use an IP address."
    ),
  ]

  private static let seeding = [
    ErrorRule("1408", .failure(.stale), remedy: truncated),
    ErrorRule("1412", .failure(.stale), remedy: truncated),
    ErrorRule("1478", .failure(.stale), remedy: truncated),
    ErrorRule(
      "1475",
      .failure(.permanent),
      remedy: "Take a new full backup without COPY_ONLY."
    ),
    ErrorRule(
      "3201",
      .failure(.permanent),
      remedy: "Give a backup directory that exists and in which the service may write."
    ),
    ErrorRule(
      "9002",
      .failure(.permanent),
      remedy: "The log is full. Give it space; log_reuse_wait_desc in sys.databases tells what "
        + "keeps it."
    ),
  ]

  private static let truncated =
    "The log that the secondary needs is gone. Pause log backups, then drop and recreate the link."

  private static let groups = [
    ErrorRule("911", .failure(.permanent), remedy: "There is no database of that name."),
    ErrorRule(
      "35221",
      .failure(.permanent),
      remedy: "Enable Always On availability groups and restart SQL Server."
    ),
    ErrorRule("41042", .alreadyDone),
    ErrorRule("41145", .alreadyDone),
    ErrorRule("41965", .alreadyDone),
    ErrorRule(
      "41132",
      .failure(.permanent),
      remedy: "Stop and look: the database is not in the availability group."
    ),
    ErrorRule(
      "41969",
      .failure(.permanent),
      remedy: "Stop and look at the instance's error log; ask Azure support."
    ),
    ErrorRule(
      "41970",
      .failure(.permanent),
      remedy: "A planned change of role to Primary must be ordered at the current primary."
    ),
    ErrorRule(
      "41976",
      .failure(.permanent),
      remedy: "Compare the names of both groups and the endpoint's address on both sides."
    ),
    ErrorRule(
      "41977",
      .failure(.permanent),
      remedy: "Read the partner's error log: a name may be taken, a right or disk space missing."
    ),
    ErrorRule(
      "41988",
      .failure(.permanent),
      remedy: "Failing over both ways needs equal formats: change the instance's update policy, or "
        + "use failover mode None."
    ),
    ErrorRule(
      "47521",
      .failure(.permanent),
      remedy: "Bring availability group and database to health on the primary, then resume."
    ),
  ]

  /// Over without anybody's doing.
  private static let passing = [
    "1205", "41958", "41959", "41960", "41961", "41964", "41968", "42033",
  ].map { ErrorRule($0, .failure(.transient)) }
}
