import Synchronization

/// Takes every secret that it has learned out of texts that come from elsewhere.
///
/// It is the second line of defence: the first is that a ``Secret`` shows nothing. A target's error
/// message may still repeat a password in the form in which it was sent, so each known encoding is
/// looked for, the longest first.
package final class Redaction: Sendable {
  /// Shorter values would be found in innocent text.
  package static let minimumLength = 4

  private struct Known {
    var secrets: Set<Secret> = []
    /// Forms by their first byte, longest first.
    var forms: [UInt8: [[UInt8]]] = [:]
  }

  private let known = Mutex(Known())

  package init() {}

  /// Remembers a secret; says false when it is too short to be looked for.
  @discardableResult
  package func learn(_ secret: Secret) -> Bool {
    let forms = secret.withValue { value in
      value.utf8.count < Self.minimumLength ? [] : SecretForms(of: value).all
    }
    guard !forms.isEmpty else { return false }
    known.withLock { known in
      guard known.secrets.insert(secret).inserted else { return }
      for form in forms {
        guard let first = form.first, known.forms[first]?.contains(form) != true else { continue }
        known.forms[first, default: []].append(form)
        known.forms[first]?.sort { $0.count > $1.count }
      }
    }
    return true
  }

  /// Returns the text with ``Secret/mask`` in place of each secret.
  package func redact(_ text: String) -> String {
    let forms = known.withLock { $0.forms }
    guard !forms.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var clean: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if let hit = forms[bytes[index]]?.first(where: { rest.starts(with: $0) }) {
        clean += Secret.mask.utf8
        index += hit.count
      } else {
        clean.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: clean, as: UTF8.self)
  }
}
