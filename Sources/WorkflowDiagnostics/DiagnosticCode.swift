/// The name of one kind of mistake; a code never changes meaning and is never reused.
///
/// Families: `LF1…` YAML, `LF2…` structure and names, `LF3…` expressions and types,
/// `LF4…` plugins and connections, `LF5…` safety lints, `LF6…` plans, `LF7…` runs.
public struct DiagnosticCode: Hashable, Sendable, Codable {
  /// `LF` and four digits.
  public let id: String
  /// The same words every time, with no user's names in it.
  public let summary: String

  init(_ id: String, _ summary: String) {
    self.id = id
    self.summary = summary
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let id = try container.decode(String.self)
    guard let code = Self.all.first(where: { $0.id == id }) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "no diagnostic code is called '\(id)'"
      )
    }
    self = code
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(id)
  }
}

extension DiagnosticCode: CustomStringConvertible {
  public var description: String { id }
}

extension DiagnosticCode {
  // LF1…: the text as YAML
  public static let fileUnreadable = DiagnosticCode("LF1001", "File cannot be read")
  public static let invalidYAML = DiagnosticCode("LF1002", "Text is not valid YAML")
  public static let duplicateKey = DiagnosticCode("LF1003", "Key appears twice")
  public static let unsupportedYAML = DiagnosticCode("LF1004", "YAML feature is not supported")
  public static let tooLarge = DiagnosticCode("LF1005", "File is too large")
  public static let severalDocuments = DiagnosticCode("LF1006", "File holds several documents")

  // LF2…: structure and names
  public static let unknownKey = DiagnosticCode("LF2001", "Unknown key")
  public static let missingKey = DiagnosticCode("LF2002", "Required key is missing")
  public static let wrongShape = DiagnosticCode("LF2003", "Value has the wrong shape")
  public static let invalidName = DiagnosticCode("LF2004", "Name is not allowed")
  public static let duplicateStep = DiagnosticCode("LF2005", "Step id is used twice")
  public static let ambiguousStep = DiagnosticCode("LF2006", "Step has no single kind")
  public static let unsupportedLanguage = DiagnosticCode("LF2007", "Language version is unknown")
  public static let invalidValue = DiagnosticCode("LF2008", "Value is out of range")
  public static let unknownType = DiagnosticCode("LF2009", "Unknown type")
  public static let callCycle = DiagnosticCode("LF2010", "Workflow calls itself")
  public static let notCallable = DiagnosticCode("LF2011", "Workflow cannot be called")

  // LF3…: expressions and types
  public static let invalidExpression = DiagnosticCode("LF3001", "Expression cannot be parsed")
  public static let unknownReference = DiagnosticCode("LF3002", "Name is not known here")
  public static let typeMismatch = DiagnosticCode("LF3003", "Value has the wrong type")
  public static let fenceRequired = DiagnosticCode(
    "LF3004",
    "Whole value must be an expression"
  )
  public static let referenceOutOfOrder = DiagnosticCode(
    "LF3005",
    "Step is read before it has run"
  )
  public static let misplacedSecret = DiagnosticCode("LF3006", "Secret is not allowed here")

  // LF4…: plugins, connections and inputs
  public static let unknownAction = DiagnosticCode("LF4001", "Unknown action")
  public static let unknownArgument = DiagnosticCode("LF4002", "Action has no such input")
  public static let missingArgument = DiagnosticCode("LF4003", "Action input is missing")
  public static let notAReadAction = DiagnosticCode("LF4004", "A reading action is needed")
  public static let unknownConnection = DiagnosticCode("LF4005", "Connection is not defined")
  public static let wrongConnectionKind = DiagnosticCode("LF4006", "Connection has another kind")
  public static let invalidConnection = DiagnosticCode("LF4007", "Connection is not valid")
  public static let missingInput = DiagnosticCode("LF4008", "Input is missing")
  public static let unknownInput = DiagnosticCode("LF4009", "Workflow has no such input")
  public static let invalidInput = DiagnosticCode("LF4010", "Input has the wrong type")
  public static let invalidSecretReference = DiagnosticCode(
    "LF4011",
    "Secret reference is not valid"
  )

  public static let noInverse = DiagnosticCode("LF4012", "Action has no inverse")
  public static let notAWriteAction = DiagnosticCode("LF4013", "Action changes nothing")

  // LF5…: safety lints
  public static let pollWithoutFailure = DiagnosticCode(
    "LF5001",
    "Poll cannot notice a failure"
  )
  public static let secretLiteral = DiagnosticCode("LF5002", "Secret stands in the file")
  public static let undoWithoutDue = DiagnosticCode("LF5003", "Debt has no due time")
  public static let secondPivot = DiagnosticCode("LF5004", "Pivot follows a pivot")
  public static let constantCondition = DiagnosticCode("LF5005", "Condition is always the same")
  public static let unusedSecret = DiagnosticCode("LF5006", "Secret is not used")
  public static let unguardedFailover = DiagnosticCode(
    "LF5007",
    "Failover without equal log positions"
  )
  public static let unguardedDrop = DiagnosticCode("LF5008", "Link is deleted unguarded")

  // LF6…: plans
  public static let writeInPlan = DiagnosticCode("LF6001", "Plan would write")

  // LF7…: runs
  public static let deadlinePassed = DiagnosticCode("LF7001", "Step reached its deadline")
  public static let pollSaysFailed = DiagnosticCode("LF7002", "Target reports a failure")
  public static let differentObject = DiagnosticCode("LF7003", "Object exists and differs")
  public static let foreignObject = DiagnosticCode("LF7004", "Object belongs to someone else")
  public static let effectNotProved = DiagnosticCode(
    "LF7005",
    "Probe does not find what was sent"
  )
  public static let goneBad = DiagnosticCode("LF7006", "Object is in a failed state")
  public static let evaluationFailed = DiagnosticCode(
    "LF7007",
    "Expression has no value"
  )
  public static let unknownOutcome = DiagnosticCode("LF7008", "Outcome is unknown")
  public static let runNotFound = DiagnosticCode("LF7009", "Run does not exist")
  public static let runIsDriven = DiagnosticCode("LF7010", "Run is driven by another process")
  public static let leaseLost = DiagnosticCode("LF7011", "Lease was lost to another process")
  public static let storeUnusable = DiagnosticCode("LF7012", "Workspace cannot be written")
  public static let eventRefused = DiagnosticCode("LF7013", "Event does not fit the run")
  public static let connectionFailed = DiagnosticCode("LF7014", "Target cannot be reached")
  public static let credentialRefused = DiagnosticCode("LF7015", "Target refuses the credential")
  public static let driverMissing = DiagnosticCode("LF7016", "ODBC driver is not installed")
  public static let answerLost = DiagnosticCode("LF7017", "Answer did not arrive")
  public static let operationFailed = DiagnosticCode("LF7020", "Long operation failed")
  public static let secretUnavailable = DiagnosticCode("LF7021", "Secret cannot be read")
  public static let unexpectedAnswer = DiagnosticCode("LF7022", "Answer is not understood")

  public static let targetBusy = DiagnosticCode(
    "LF7024",
    "Earlier statement may still be running"
  )

  public static let prerequisiteMissing = DiagnosticCode(
    "LF7025",
    "Target lacks a prerequisite"
  )

  public static let outputsWithoutValue = DiagnosticCode(
    "LF7026",
    "Outputs of a group have no value"
  )

  public static let recordUnwritable = DiagnosticCode("LF7027", "Record cannot be written")

  public static let assertionFailed = DiagnosticCode("LF7040", "Assertion does not hold")

  public static let approvalRejected = DiagnosticCode("LF7030", "Approval was refused")
  public static let approvalExpired = DiagnosticCode("LF7031", "Approval was not given in time")
  public static let perhapsNotMine = DiagnosticCode("LF7033", "Effect may be older than the run")
  public static let decisionRefused = DiagnosticCode("LF7032", "Not legal as the run stands")

  /// Every code there is; `init(from:)` and the explanation pages are matched with it.
  public static let all: [DiagnosticCode] = [
    fileUnreadable, invalidYAML, duplicateKey, unsupportedYAML, tooLarge, severalDocuments,
    unknownKey, missingKey, wrongShape, invalidName, duplicateStep, ambiguousStep,
    unsupportedLanguage, invalidValue, unknownType, callCycle, notCallable,
    invalidExpression, unknownReference, typeMismatch, fenceRequired, referenceOutOfOrder,
    misplacedSecret,
    unknownAction, unknownArgument, missingArgument, notAReadAction, unknownConnection,
    wrongConnectionKind, invalidConnection, missingInput, unknownInput, invalidInput,
    invalidSecretReference, noInverse, notAWriteAction,
    pollWithoutFailure, secretLiteral, undoWithoutDue, secondPivot, constantCondition,
    unusedSecret, unguardedFailover, unguardedDrop,
    writeInPlan,
    deadlinePassed, pollSaysFailed, differentObject, foreignObject, effectNotProved, goneBad,
    evaluationFailed, unknownOutcome, runNotFound, runIsDriven, leaseLost, storeUnusable,
    eventRefused, connectionFailed, credentialRefused, driverMissing, answerLost, operationFailed,
    secretUnavailable, unexpectedAnswer, targetBusy, prerequisiteMissing, outputsWithoutValue,
    recordUnwritable,
    approvalRejected, approvalExpired, decisionRefused, perhapsNotMine,
    assertionFailed,
  ]
}
