import Foundation
import SQLServerClient

/// The drivers that the wire tests use: FreeTDS always, Microsoft's where its place is named.
///
/// Microsoft's terms allow everyone to install the driver and nobody to pass it on, so this machine
/// says by `LINKFLOW_MSODBC` where it is.
enum InstalledDrivers {
  static let all = [ODBCDriver.freeTDS] + microsoft

  static let microsoft: [ODBCDriver] =
    ProcessInfo.processInfo.environment["LINKFLOW_MSODBC"]
    .map { [ODBCDriver(.microsoft, at: $0)] } ?? []
}
