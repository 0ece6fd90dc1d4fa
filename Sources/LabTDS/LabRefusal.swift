import LabEstate

/// Errors that are the lab's own: SQL Server would have done what was asked.
enum LabRefusal {
  /// The number of texts that are not in sys.messages, as RAISERROR gives them.
  static let number: Int32 = 50_000

  static func message(_ text: String, severity: UInt8 = 16) -> TSQLMessage {
    TSQLMessage(number, "Lab: " + text, severity: severity)
  }
}
