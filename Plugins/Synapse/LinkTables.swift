import WorkflowModel
import WorkflowPlugin

/// The tables of a link: their names beside how each is getting on.
struct LinkTables {
  private struct Table {
    var name: String
    var status: String
    var error: String
  }

  private var tables: [Table]
  /// False when the service holds more tables than it gave.
  var isComplete: Bool

  /// From `linktables`, which has the names, and `querytablestatus`, which has the states.
  init(named names: Answer, standing states: Answer) {
    let named = Self.names(names)
    tables = (states.body.object?["value"]?.list ?? []).compactMap { value in
      guard let object = value.object else { return nil }
      let id = object["id"]?.string ?? ""
      let error = [object["errorCode"], object["errorMessage"]]
        .compactMap { $0?.string }
        .filter { !$0.isEmpty }
      return Table(
        name: named[id] ?? id,
        status: object["status"]?.string ?? "",
        error: error.joined(separator: ": ")
      )
    }
    isComplete = states.body.object?["continuationToken"]?.isNull ?? true
  }

  var count: Int { tables.count }

  func count(of states: String...) -> Int {
    tables.count { table in states.contains { $0.lowercased() == table.status.lowercased() } }
  }

  /// One line for each table that does not replicate: its name, its state and its error.
  var troubled: [String] {
    tables.filter { $0.status.lowercased() != "replicating" }
      .map { "\($0.name): \($0.status)" + ($0.error.isEmpty ? "" : " (\($0.error))") }
  }

  /// `schema.table` by the identifier that the link's maker chose.
  static func names(_ answer: Answer?) -> [String: String] {
    var names: [String: String] = [:]
    for value in answer?.body.object?["value"]?.list ?? [] {
      guard let id = value.object?["id"]?.string else { continue }
      let source = value.object?["source"]?.object ?? [:]
      let parts = [source["schemaName"]?.string, source["tableName"]?.string].compactMap { $0 }
      names[id] = parts.isEmpty ? id : parts.joined(separator: ".")
    }
    return names
  }
}
