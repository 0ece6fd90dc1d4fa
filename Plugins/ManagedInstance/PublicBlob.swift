import Crypto
import WorkflowPlugin

/// The public part of a certificate, DER, however its hex was written.
package struct PublicBlob: Hashable, Sendable {
  /// `0x` and upper-case hex, as T-SQL and the PUT of a certificate want it.
  package let text: String

  /// Nil when the text is not hex.
  package init?(_ hex: String) {
    guard let text = TSQL.binary(hex) else { return nil }
    self.text = text
  }

  /// The SHA-1, as `0x` and hex: what `sys.certificates.thumbprint` and Azure both call so.
  package var thumbprint: String {
    let digits = Array(text.utf8.dropFirst(2))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
    }
    let digest = Insecure.SHA1.hash(data: bytes).map { byte in
      let hex = String(byte, radix: 16, uppercase: true)
      return hex.utf8.count == 1 ? "0\(hex)" : hex
    }
    return "0x" + digest.joined()
  }
}
