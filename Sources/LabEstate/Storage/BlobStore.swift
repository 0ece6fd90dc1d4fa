package import Foundation
package import GRDB

/// The blobs of one container.
package struct BlobStore: Hashable, Sendable {
  package var account: String
  package var container: String

  package init(account: String, container: String) {
    self.account = account
    self.container = container
  }

  static func create(in store: GRDB.Database) throws {
    try store.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS blob (
          account TEXT NOT NULL,
          container TEXT NOT NULL,
          name TEXT NOT NULL,
          kind TEXT NOT NULL,
          contentType TEXT NOT NULL,
          etag TEXT NOT NULL,
          created INTEGER NOT NULL,
          modified INTEGER NOT NULL,
          blocks INTEGER NOT NULL,
          content BLOB NOT NULL,
          PRIMARY KEY (account, container, name)
        )
        """
    )
  }

  package func blob(named name: String, in store: GRDB.Database) throws -> StoredBlob? {
    try SQLRequest<Row>(
      literal: """
        SELECT *, length(content) AS size FROM blob
        WHERE account = \(account) AND container = \(container) AND name = \(name)
        """
    )
    .fetchOne(store)
    .flatMap(StoredBlob.init)
  }

  package func content(of name: String, in store: GRDB.Database) throws -> Data {
    try SQLRequest<Data>(
      literal: """
        SELECT content FROM blob
        WHERE account = \(account) AND container = \(container) AND name = \(name)
        """
    )
    .fetchOne(store) ?? Data()
  }

  /// In the order of their names, as a listing has them.
  package func blobs(
    prefix: String = "",
    in store: GRDB.Database
  ) throws -> [StoredBlob] {
    try SQLRequest<Row>(
      literal: """
        SELECT *, length(content) AS size FROM blob
        WHERE account = \(account) AND container = \(container)
          AND substr(name, 1, length(\(prefix))) = \(prefix)
        ORDER BY name
        """
    )
    .fetchAll(store)
    .compactMap(StoredBlob.init)
  }

  /// Replaces what was there under the name.
  package func put(
    _ name: String,
    kind: StoredBlob.Kind = .block,
    contentType: String = "application/octet-stream",
    _ content: Data,
    at now: EstateInstant,
    in store: GRDB.Database
  ) throws {
    try store.execute(
      literal: """
        INSERT OR REPLACE INTO blob
        VALUES (\(account), \(container), \(name), \(kind.rawValue), \(contentType),
          \(Self.newTag()), \(now.microseconds), \(now.microseconds), 0, \(content))
        """
    )
  }

  /// Does nothing where there is no such blob.
  package func append(
    _ content: Data,
    to name: String,
    at now: EstateInstant,
    in store: GRDB.Database
  ) throws {
    try store.execute(
      literal: """
        UPDATE blob SET content = CAST(content || \(content) AS BLOB), blocks = blocks + 1,
          etag = \(Self.newTag()), modified = \(now.microseconds)
        WHERE account = \(account) AND container = \(container) AND name = \(name)
        """
    )
  }

  package func delete(_ name: String, in store: GRDB.Database) throws {
    try store.execute(
      literal: """
        DELETE FROM blob
        WHERE account = \(account) AND container = \(container) AND name = \(name)
        """
    )
  }

  package func deleteAll(prefix: String = "", in store: GRDB.Database) throws {
    try store.execute(
      literal: """
        DELETE FROM blob WHERE account = \(account) AND container = \(container)
          AND substr(name, 1, length(\(prefix))) = \(prefix)
        """
    )
  }

  package static func newTag() -> String {
    "\"0x8D" + UUID().uuidString.filter(\.isHexDigit).prefix(12) + "\""
  }
}

extension StoredBlob {
  fileprivate init?(_ row: Row) {
    guard let kind = Kind(rawValue: row["kind"]) else { return nil }
    self.init(
      name: row["name"],
      kind: kind,
      contentType: row["contentType"],
      etag: row["etag"],
      createdAt: EstateInstant(microseconds: row["created"]),
      modifiedAt: EstateInstant(microseconds: row["modified"]),
      size: row["size"],
      blocks: row["blocks"]
    )
  }
}
