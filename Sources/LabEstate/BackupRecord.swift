/// A row of `msdb.dbo.backupset`.
package struct BackupRecord: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case full = "D"
    case differential = "I"
    case log = "L"
  }

  package var id: Int
  package var database: String
  package var kind: Kind
  package var isCopyOnly: Bool
  package var hasChecksums: Bool
  package var recoveryModel: UserDatabase.RecoveryModel
  package var device: String
  package var start: EstateInstant
  package var finish: EstateInstant
  package var firstPosition: LogPosition
  package var lastPosition: LogPosition
  package var bytes: Int64
  /// Azure took it by itself.
  package var isAutomatic = false
}
