import Crypto
import Foundation

/// A key of a storage account: what signs its requests and its shared access signatures.
///
/// It is not shown by any description, dump or mirror.
package struct AccountKey: Hashable, Sendable {
  private let bytes: Data

  /// Reads the key as the portal and `listKeys` give it; nil when it is not base64.
  package init?(base64 text: String) {
    guard let bytes = Data(base64Encoded: text), !bytes.isEmpty else { return nil }
    self.bytes = bytes
  }

  /// Base64 of the HMAC-SHA256 of a string to sign ("Create a service SAS", Specify the signature).
  package func signature(of text: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data(text.utf8),
      using: SymmetricKey(data: bytes)
    )
    return Data(code).base64EncodedString()
  }
}

extension AccountKey: CustomStringConvertible, CustomReflectable {
  package var description: String { "‹account key›" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
