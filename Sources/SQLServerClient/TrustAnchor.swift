import Glibc
import Synchronization

/// The one CA file of this process for Microsoft's driver.
///
/// The driver has no keyword for a file of issuers: it trusts OpenSSL's, which the variable
/// `SSL_CERT_FILE` names for the whole process. So a second file is refused rather than mixed in.
final class TrustAnchor: Sendable {
  static let shared = TrustAnchor()
  private let chosen = Mutex<String??>(nil)

  /// Settles on a file for good, or on the system's issuers where it is nil.
  func use(_ caFile: String?) throws(SQLServerFailure) {
    let earlier = chosen.withLock { chosen in
      if let chosen { return chosen }
      chosen = .some(caFile)
      if let caFile { setenv("SSL_CERT_FILE", caFile, 1) }
      return caFile
    }
    guard earlier != caFile else { return }
    throw .notConnected(
      .optionRefused(
        detail: "Microsoft's driver can use one CA file in a process, and another connection "
          + "uses \(earlier ?? "the system's"). Put all issuers into one file and name it in both."
      )
    )
  }
}
