import LabEstate

/// What an expression may look at: the world and the session.
struct EvaluationContext: Sendable {
  var world: World
  var server: Server
  var session: SessionFacts
  /// All sessions of the server.
  var sessions: [SessionFacts]

  /// The moment of the statement.
  var now: EstateInstant { world.time }

  /// The database that the session is in.
  var database: UserDatabase? { server.database(named: session.database) }

  /// Certificates and keys live in `master`.
  var isInMaster: Bool { session.database.isSameName(as: "master") }
}

/// What functions and `@@` variables tell of a session.
struct SessionFacts: Hashable, Sendable {
  struct Variable: Hashable, Sendable {
    var type: TSQLType
    var value: TSQLValue
  }

  var id: Int
  var login: TSQLLogin
  var database: String
  /// When the server that it logged in to was started; it does not outlive that.
  var serverStart: EstateInstant
  var variables: [String: Variable] = [:]
  var transactionDepth = 0
  var rowCount: Int64 = 0
  var lastError: Int32 = 0
  var lastIdentity: Int64?
  /// What the CATCH block that is running has caught.
  var caught: TSQLMessage?
}
