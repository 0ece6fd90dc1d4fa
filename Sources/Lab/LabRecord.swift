import Foundation

/// What a lab remembers of itself between its processes: `lab.json`.
package struct LabRecord: Hashable, Codable, Sendable {
  /// The process that served it last; `LabControl` tells whether one does now.
  package var pid: Int32
  package var directory: String
  /// The port of each server's door, by the name of its connection.
  package var ports: [String: Int]
  /// The port of ARM and Entra; 0 before the first start.
  package var azurePort: Int
  package var tenant: String
  package var clientID: String

  /// The stored one, or a new one with ports to be chosen.
  init(in directory: LabDirectory) throws {
    if directory.has(.record) {
      self = try Self.read(from: directory)
    } else {
      pid = 0
      self.directory = directory.path
      ports = [:]
      azurePort = 0
      tenant = UUID().uuidString.lowercased()
      clientID = UUID().uuidString.lowercased()
    }
    self.directory = directory.path
  }

  static func read(from directory: LabDirectory) throws -> LabRecord {
    guard directory.has(.record) else { throw LabError.noLab(directory: directory.path) }
    return try JSONDecoder().decode(LabRecord.self, from: Data(directory.read(.record).utf8))
  }

  func write(to directory: LabDirectory) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try directory.write(String(decoding: encoder.encode(self), as: UTF8.self) + "\n", to: .record)
  }
}
