/// One table of a link connection.
package struct LinkTable: Hashable, Codable, Sendable {
  package enum Status: String, Codable, Sendable {
    case waiting = "Waiting"
    case snapshotting = "Snapshotting"
    case replicating = "Replicating"
    /// Goes on by itself when the cause is gone.
    case suspended = "Suspended"
    case failed = "Failed"
  }

  package struct Name: Hashable, Codable, Sendable {
    package var schema: String
    package var table: String

    package init(schema: String, table: String) {
      self.schema = schema
      self.table = table
    }

    package var written: String { "\(schema).\(table)" }
  }

  /// The client's id.
  package var id: String
  /// The service's id, which the source's change feed has too.
  package var tableID: String
  package var source: Name
  package var target: Name
  package var distribution: String?
  package var distributionColumn: String?
  package var structure: String?
  package var status: Status
  package var failure: LinkConnection.Failure?
  package var startedAt: EstateInstant?
  package var snapshotRows: Int
  package var snapshotEnd: EstateInstant?
  package var processedAt: EstateInstant?
}
