package import Foundation

/// What a token says, in words, and what speaks against it at a moment.
package struct SharedAccessExplanation: Hashable, Sendable {
  package let lines: [String]
  /// Reasons for which the service would refuse it, or a person should.
  package let objections: [String]

  package init(_ terms: SharedAccessTerms, at moment: Date) {
    lines = Self.lines(terms)
    objections = Self.objections(terms, moment)
  }

  private static func lines(_ terms: SharedAccessTerms) -> [String] {
    var lines: [String]
    switch terms.kind {
    case .account: lines = ["An account's signature, of version \(terms["sv"] ?? "")."]
    case .service: lines = ["A service's signature, of version \(terms["sv"] ?? "")."]
    case .userDelegation:
      lines = ["A user delegation's signature, of version \(terms["sv"] ?? "")."]
    }
    if let resource = terms["sr"] {
      let names = [
        "c": "a container", "d": "a directory", "b": "a blob", "bs": "a snapshot",
        "bv": "a version of a blob",
      ]
      lines.append("It opens \(names[resource] ?? "a resource of kind \(resource)").")
    }
    let words = terms.permissions.map { letter in
      SharedAccessPermission(rawValue: letter)?.words ?? "'\(letter)'"
    }
    if !words.isEmpty { lines.append("It allows: \(words.joined(separator: ", ")).") }
    if let policy = terms["si"] { lines.append("The stored access policy '\(policy)' applies.") }
    if let start = terms.startsAt { lines.append("It begins at \(SharedAccessDate.text(start)).") }
    if let end = terms.expiresAt { lines.append("It ends at \(SharedAccessDate.text(end)).") }
    if let address = terms["sip"] { lines.append("It is good from \(address) only.") }
    return lines
  }

  private static func objections(_ terms: SharedAccessTerms, _ moment: Date) -> [String] {
    var found: [String] = []
    if let end = terms.expiresAt, end <= moment {
      found.append("It ended at \(SharedAccessDate.text(end)).")
    }
    if terms.expiresAt == nil, terms["si"] == nil { found.append("It has no end.") }
    if let start = terms.startsAt, start > moment {
      found.append("It begins only at \(SharedAccessDate.text(start)).")
    }
    if terms["spr"] != "https" { found.append("It may be sent unencrypted: spr is not https.") }
    if terms["sr"] == "d", terms["sdd"] == nil {
      found.append("It opens a directory and does not say at what depth: sdd is missing.")
    }
    if terms.kind == .account {
      if terms["ss"]?.contains("b") != true { found.append("It does not open blobs.") }
      if let types = terms["srt"], !types.contains("c") || !types.contains("o") {
        found.append("It does not open both containers and their blobs.")
      }
    }
    return found
  }
}
