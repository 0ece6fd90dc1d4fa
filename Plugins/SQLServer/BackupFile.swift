/// Where a backup goes on the server's disk.
enum BackupFile {
  /// The path for `TO DISK`; without a directory, a relative one.
  ///
  /// SQL Server puts a relative path into the instance's default backup directory
  /// (`Backup devices (SQL Server)`), so that nobody need know it.
  static func path(database: String, ending: String, directory: String?) -> String {
    let safe = String(database.map { #"\/:*?"<>|"#.contains($0) ? "_" : $0 })
    let file = "\(safe)_linkflow_\(ending)"
    guard let directory, !directory.isEmpty else { return file }
    if directory.hasSuffix("/") || directory.hasSuffix("\\") { return directory + file }
    return directory + (directory.contains("/") ? "/" : "\\") + file
  }
}
