/// A row of `sys.database_scoped_credentials`, with its secret.
package struct ScopedCredential: Hashable, Codable, Sendable {
  package var id: Int
  package var name: String
  package var identity: String
  package var secret: String?
  package var createdAt: EstateInstant
  package var modifiedAt: EstateInstant

  package static let sharedAccess = "SHARED ACCESS SIGNATURE"
}

extension UserDatabase {
  package func credential(named name: String) -> ScopedCredential? {
    scopedCredentials.first { $0.name.isSameName(as: name) }
  }

  /// Makes it where there is none.
  mutating func setCredential(
    _ name: String,
    identity: String,
    secret: String?,
    at now: EstateInstant
  ) {
    if let index = scopedCredentials.firstIndex(where: { $0.name.isSameName(as: name) }) {
      scopedCredentials[index].identity = identity
      scopedCredentials[index].secret = secret
      scopedCredentials[index].modifiedAt = now
    } else {
      scopedCredentials.append(
        ScopedCredential(
          id: 65_536 + scopedCredentials.count,
          name: name,
          identity: identity,
          secret: secret,
          createdAt: now,
          modifiedAt: now
        )
      )
    }
  }
}
