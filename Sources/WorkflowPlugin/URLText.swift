/// The one place where names become a part of a URL.
public enum URLText {
  /// A name as one segment of a path, or a value of a query: all but RFC 3986's unreserved
  /// characters percent-encoded.
  public static func segment(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch UnicodeScalar(byte) {
      case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~":
        text.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        text += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return text
  }
}
