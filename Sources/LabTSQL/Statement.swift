import LabEstate

/// One statement of a batch and the line on which it starts.
struct Statement: Hashable, Sendable {
  var line: Int32
  var kind: Kind

  indirect enum Kind: Hashable, Sendable {
    case use(String)
    /// `SET NOCOUNT ON`, also with several options at once.
    case setOptions([String], value: String)
    case declare([Declaration])
    case setVariable(String, Expression)
    case select(SelectQuery)
    case insert(Insert)
    case update(Update)
    case delete(Delete)
    case createTable(ObjectName, TableSchema)
    case dropTable(ObjectName, ifExists: Bool)

    case beginTransaction
    case commit
    /// With the name of a savepoint.
    case rollback(String?)
    case save(String)

    case print(Expression)
    case raise(Raise)
    /// Without arguments it throws again what CATCH caught.
    case throwError(ThrownError?)
    case waitFor(Expression)
    case ifElse(Predicate, [Statement], otherwise: [Statement])
    case loop(Predicate, [Statement])
    case leaveLoop
    case continueLoop
    case block([Statement])
    case tryCatch([Statement], [Statement])
    case returnValue(Expression?)

    case execute(ProcedureCall)
    case executeText(Expression)
    case dbcc(String, [Expression], noInfo: Bool)

    case createMasterKey
    case setMasterKeyEncryption(Bool)
    case createCertificate(String, subject: String, start: String?, expiry: String?)
    case importCertificate(String, Blob)
    case dropCertificate(String)
    case createEndpoint(String, EndpointClauses)
    case alterEndpoint(String, EndpointClauses)
    case dropEndpoint(String)
    case setDatabaseOption(database: String, DatabaseOptions.Change)
    case setRecoveryModel(database: String, UserDatabase.RecoveryModel)
    case backUp(BackUp)
    case alterScopedCredential(String, identity: String, secret: String?)

    case createGroup(CreateGroup)
    case createDistributedGroup(String, [AvailabilityGroup.Replica])
    case modifyDistributedGroup(String, [String: AvailabilityGroup.AvailabilityMode])
    case setCreateAnyDatabase(group: String, isGranted: Bool)
    case dropGroup(String)
    case failOver(group: String)
    case forceFailover(group: String)
    case setSecondary(group: String)
    case setSuspended(database: String, isSuspended: Bool)
  }

  struct Declaration: Hashable, Sendable {
    var name: String
    var type: TSQLType
    var value: Expression?
  }

  struct Insert: Hashable, Sendable {
    enum Source: Hashable, Sendable {
      case rows([[Expression]])
      case query(SelectQuery)
      case defaults
    }

    var table: ObjectName
    var columns: [String]
    var source: Source
  }

  struct Update: Hashable, Sendable {
    struct Assignment: Hashable, Sendable {
      var column: String
      var value: Expression
    }

    var table: ObjectName
    var top: Expression?
    var assignments: [Assignment]
    var condition: Predicate?
  }

  struct Delete: Hashable, Sendable {
    var table: ObjectName
    var top: Expression?
    var condition: Predicate?
  }

  struct Raise: Hashable, Sendable {
    var message: Expression
    var severity: Expression
    var state: Expression
    var arguments: [Expression]
  }

  struct ThrownError: Hashable, Sendable {
    var number: Expression
    var message: Expression
    var state: Expression
  }

  struct ProcedureCall: Hashable, Sendable {
    struct Argument: Hashable, Sendable {
      /// With its `@`; nil for a positional one.
      var name: String?
      /// Nil stands for DEFAULT.
      var value: Expression?
      var isOutput: Bool
    }

    var name: ObjectName
    var arguments: [Argument]
    /// `EXEC @r = procedure`.
    var result: String?
  }

  struct BackUp: Hashable, Sendable {
    var database: String
    var kind: BackupRecord.Kind
    var device: Expression
    var isCopyOnly: Bool
    var hasChecksums: Bool
    /// The step of `STATS`, nil without it.
    var progressStep: Int?
  }

  struct CreateGroup: Hashable, Sendable {
    var name: String
    var clusterType: AvailabilityGroup.ClusterType
    var databases: [String]
    var replicas: [AvailabilityGroup.Replica]
  }
}
