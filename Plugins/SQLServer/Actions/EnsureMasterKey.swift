import WorkflowModel
import WorkflowPlugin

/// The database master key of `master`, which protects the private keys of certificates.
enum EnsureMasterKey {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    footprint: { _ in Footprint(of: "sqlserver/master_key") }
  )

  static let descriptor = ActionDescriptor(
    name: "sqlserver.ensure_master_key",
    summary: "Creates the database master key of master unless there is one.",
    discussion: """
      An existing key is kept: others may use it. The password is written into the statement at \
      the moment of sending and nowhere else. Source: "Configure link with scripts - Azure SQL \
      Managed Instance", Create a certificate on SQL Server.
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "sqlserver"), "The SQL Server."),
      ActionInput("password", .secret, "Encrypts the key; must meet the password policy."),
    ],
    permissions: ["CONTROL on master"],
    example: """
      - id: master_key
        uses: sqlserver.ensure_master_key
        with:
          connection: ${{ inputs.source }}
          password: ${{ secrets.master_key_password }}
      """
  )

  /// The key is number 101 (`sys.symmetric_keys (Transact-SQL)`).
  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      Call(
        .read,
        on: arguments.string("connection"),
        "look for the master key",
        sql: SQLCall("SELECT name FROM sys.symmetric_keys WHERE symmetric_key_id = 101")
      )
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    answers.first?.firstRow == nil
      ? Observation(.absent, summary: "master has no master key")
      : Observation(.mine, summary: "master has a master key")
  }

  /// `CREATE MASTER KEY (Transact-SQL)`.
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      Call(
        .write,
        on: arguments.string("connection"),
        "create the master key",
        sql: SQLCall(
          parts: [
            .text("CREATE MASTER KEY ENCRYPTION BY PASSWORD = "),
            .secretLiteral(arguments.secret("password")),
          ]
        )
      )
    ]
  }
}
