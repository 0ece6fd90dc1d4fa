import WorkflowModel
import WorkflowPlugin

/// Which trace flags are on, and which come on by themselves when the server starts.
struct TraceFlags {
  /// What "Prepare your environment for a link - Azure SQL Managed Instance" recommends at startup:
  /// 1800 where the sector sizes of the two sides' disks differ, 9567 to compress the seeding.
  static let recommended = [1800, 9567]
  /// Keeps the log while a link is seeded; is to be off otherwise.
  static let keepsLog = 12381

  private var on: Set<Int>
  /// Nil where the server does not tell its startup parameters, as on Linux.
  private var atStartup: Set<Int>?

  /// Rows of `DBCC TRACESTATUS`, and of `sys.dm_server_registry` where `value_name` is `SQLArg…`.
  init(status: [CatalogRow], startupParameters: [CatalogRow]) {
    on = Set(
      status.filter { $0.isTrue("Status") && $0.isTrue("Global") }
        .compactMap { $0.integer("TraceFlag") }
    )
    let parameters = startupParameters.compactMap { $0.text("value_data") }
    atStartup =
      parameters.isEmpty
      ? nil
      : Set(
        parameters.filter { $0.lowercased().hasPrefix("-t") }
          .compactMap { Int($0.dropFirst(2).drop { $0 == " " }) }
      )
  }

  func isOn(_ flag: Int) -> Bool { on.contains(flag) }

  /// Recommended, and off now.
  var missingNow: [Int] { Self.recommended.filter { !on.contains($0) } }

  /// Recommended, and no startup parameter; where these are not told, off now.
  var missingAtStartup: [Int] {
    Self.recommended.filter { !(atStartup ?? on).contains($0) }
  }

  func findings(about subject: String) -> [Finding] {
    var found: [Finding] = []
    if !missingNow.isEmpty {
      found.append(
        Finding(
          "SS-TF",
          .warns,
          subject,
          "Of the trace flags recommended for a link are off: \(words(missingNow)).",
          remedy: "They make it faster. 1800 is not needed where the logs of both sides are on "
            + "disks with sectors of 4 KB."
        )
      )
    }
    if atStartup != nil, !missingAtStartup.isEmpty {
      found.append(
        Finding(
          "SS-TF-BOOT",
          .warns,
          subject,
          "Of them are not startup parameters: \(words(missingAtStartup)).",
          remedy: "The next restart turns off what is not."
        )
      )
    }
    if isOn(Self.keepsLog) {
      found.append(
        Finding(
          "SS-TF-12381",
          .warns,
          subject,
          "Trace flag 12381 is on, which keeps the log for links that are being seeded.",
          remedy: "When no seeding runs, turn it off, or the log fills its disk:\n"
            + "  DBCC TRACEOFF (12381, -1)"
        )
      )
    }
    return found
  }

  private func words(_ flags: [Int]) -> String {
    flags.map(String.init).joined(separator: ", ")
  }
}
