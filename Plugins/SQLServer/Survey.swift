import WorkflowModel
import WorkflowPlugin

/// Many small reads sent as one batch, none of which can spoil the others.
///
/// Each runs as a statement of its own inside `TRY` (`TRY...CATCH (Transact-SQL)`): a view that the
/// login may not read, a column that an older version lacks or a database that is offline gives an
/// error row in place of its rows.
struct Survey {
  struct Part {
    /// Stands in the column `part` of each of its rows, since an empty result has no name.
    var name: String
    private var text: String

    /// A query without its `SELECT`.
    init(_ name: String, _ query: String) {
      self.name = name
      text = "SELECT \(TSQL.literal(name)) AS part, \(query)"
    }

    /// A `DBCC` command, whose rows are told by their columns.
    init(_ name: String, command: String) {
      self.name = name
      text = command
    }

    func batch(_ parameters: [SQLCall.Parameter]) -> String {
      let bound =
        parameters.isEmpty
        ? ""
        : ", \(TSQL.literal(parameters.map { "@\($0.name) sysname" }.joined(separator: ", "))), "
          + parameters.map { "@\($0.name)" }.joined(separator: ", ")
      return """
        BEGIN TRY
          EXEC sp_executesql \(TSQL.literal(text))\(bound);
        END TRY
        BEGIN CATCH
          SELECT \(TSQL.literal(name)) AS part, ERROR_NUMBER() AS error_number,
            ERROR_MESSAGE() AS error_message;
        END CATCH;
        """
    }
  }

  private var rows: [String: [CatalogRow]]
  /// Names of parts that could not be read, with the server's words.
  private(set) var failures: [(part: String, number: Int, message: String)]

  init(_ answers: [Answer]) {
    rows = [:]
    failures = []
    for case .sql(let sets) in answers {
      for row in sets.joined().map(CatalogRow.init(cells:)) {
        let part = row.text("part") ?? row.commandName
        if let number = row.integer("error_number") {
          failures.append((part, number, row.text("error_message") ?? ""))
        } else {
          rows[part, default: []].append(row)
        }
      }
    }
  }

  subscript(part: String) -> [CatalogRow] { rows[part] ?? [] }

  func first(_ part: String) -> CatalogRow? { rows[part]?.first }

  func canRead(_ part: String) -> Bool { !failures.contains { $0.part == part } }

  /// A warning that names what stayed unread; `optional` are parts that some versions do not have.
  func findings(about subject: String, optional: Set<String>) -> [Finding] {
    let unread = failures.filter { !optional.contains($0.part) }
    guard !unread.isEmpty else { return [] }
    let words = unread.map { "\($0.part) (\($0.number): \($0.message))" }
    return [
      Finding(
        "SS-READ",
        .warns,
        subject,
        "Not everything could be read: \(words.joined(separator: "; "))",
        remedy: "Give the connection a login that is a sysadmin, and look again."
      )
    ]
  }

  static func call(
    _ parts: [Part],
    parameters: [SQLCall.Parameter] = [],
    on connection: String,
    _ purpose: String
  ) -> Call {
    Call(
      .read,
      on: connection,
      purpose,
      sql: SQLCall(
        parts.map { $0.batch(parameters) }.joined(separator: "\n"),
        parameters: parameters,
        timeout: .seconds(120)
      )
    )
  }
}

extension CatalogRow {
  /// The command whose documented columns these are.
  fileprivate var commandName: String {
    if cells["TraceFlag"] != nil { return "trace_flags" }
    return cells["Database Name"] == nil ? "" : "log_space"
  }
}
