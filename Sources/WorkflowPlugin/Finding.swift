public import WorkflowModel

/// Something in a target that is not as a procedure needs it; a check tells it and never fails on it.
public struct Finding: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable {
    /// The procedure cannot succeed while it is so.
    case blocks
    case warns
  }

  /// Short, and the same every time: `SS-HADR`.
  public var id: String
  public var severity: Severity
  /// What it is about: the name of a server, an instance or a database.
  public var subject: String
  /// Full sentences: what was found.
  public var detail: String
  /// What a person can do.
  public var remedy: String?
  /// Some action puts it right, or leads a person through it: no reason to stop before that.
  public var isMendable: Bool

  public init(
    _ id: String,
    _ severity: Severity,
    _ subject: String,
    _ detail: String,
    remedy: String? = nil,
    isMendable: Bool = false
  ) {
    self.id = id
    self.severity = severity
    self.subject = subject
    self.detail = detail
    self.remedy = remedy
    self.isMendable = isMendable
  }

  /// All of it as one text; the commands of a remedy keep lines of their own.
  public var text: String {
    let about = detail.contains("'\(subject)'") ? id : "\(id), \(subject)"
    return "\(about): \(detail)\(remedy.map { " \($0)" } ?? "")"
  }

  var value: Value {
    [
      "id": .string(id), "severity": .string(severity.rawValue), "subject": .string(subject),
      "detail": .string(detail), "remedy": remedy.map { .string($0) } ?? .null,
      "mendable": .bool(isMendable),
    ]
  }
}

extension [Finding] {
  /// What every check declares.
  public static var declaredOutputs: [ActionOutput] {
    [
      ActionOutput(
        "findings",
        .list(.object),
        "All that was found: id, severity (blocks or warns), subject, detail, remedy, mendable."
      ),
      ActionOutput("blocking", .list(.string), "What blocks, and no action can mend."),
      ActionOutput("mendable", .list(.string), "What blocks, and an action can mend."),
      ActionOutput("warnings", .list(.string), "What does not block."),
    ]
  }

  /// The findings under the names of `declaredOutputs`.
  public var outputs: [String: Value] {
    func texts(_ severity: Finding.Severity, mendable: Bool? = nil) -> Value {
      let fitting = filter {
        $0.severity == severity && (mendable.map { [$0] } ?? [true, false]).contains($0.isMendable)
      }
      return .list(fitting.map { .string($0.text) })
    }
    return [
      "findings": .list(map(\.value)),
      "blocking": texts(.blocks, mendable: false),
      "mendable": texts(.blocks, mendable: true),
      "warnings": texts(.warns),
    ]
  }

  /// How many there are of each kind, for a summary of one line.
  public var tally: String {
    let blocking = count { $0.severity == .blocks && !$0.isMendable }
    let mendable = count { $0.severity == .blocks && $0.isMendable }
    let parts = [
      (blocking, "blocking"), (mendable, "to be mended"),
      (count - blocking - mendable, "to be known"),
    ]
    let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return told.isEmpty ? "nothing found" : told.joined(separator: ", ")
  }
}
