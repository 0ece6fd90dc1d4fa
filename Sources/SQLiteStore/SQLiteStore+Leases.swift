import Foundation
import GRDB
package import WorkflowModel
package import WorkflowStore

extension SQLiteStore {
  package func claim(
    _ run: RunID,
    owner: LeaseOwner,
    at now: Instant
  ) throws(StoreFailure) -> Lease {
    // The file lock ends with its process, so a killed driver's run can be taken at once.
    guard try locks.take(run) else {
      let holder = try read { try self.owner(of: run, in: $0) }
      throw .runIsDriven(run, by: holder?.owner ?? owner)
    }
    do {
      let epoch = try write { db -> Int64 in
        guard let holder = try self.owner(of: run, in: db) else {
          throw StoreFailure.runNotFound(run)
        }
        if let other = holder.owner, other.host != owner.host, holder.expires > now {
          throw StoreFailure.runIsDriven(run, by: other)
        }
        try db.execute(
          sql: """
            UPDATE run SET lease_epoch = lease_epoch + 1, lease_owner = ?, lease_expires = ?
            WHERE id = ?
            """,
          arguments: [
            try text(owner), (now + Lease.term).millisecondsSince1970, run.rawValue,
          ]
        )
        return holder.epoch + 1
      }
      return Lease(run: run, owner: owner, epoch: epoch)
    } catch {
      locks.drop(run)
      throw error
    }
  }

  package func renew(_ lease: Lease, at now: Instant) throws(StoreFailure) {
    try write { db in
      try check(lease, in: db)
      try db.execute(
        sql: "UPDATE run SET lease_expires = ? WHERE id = ?",
        arguments: [(now + Lease.term).millisecondsSince1970, lease.run.rawValue]
      )
    }
  }

  package func release(_ lease: Lease) throws(StoreFailure) {
    defer { locks.drop(lease.run) }
    try write { db in
      try db.execute(
        sql: """
          UPDATE run SET lease_owner = NULL, lease_expires = NULL
          WHERE id = ? AND lease_epoch = ?
          """,
        arguments: [lease.run.rawValue, lease.epoch]
      )
    }
  }

  package func driver(of run: RunID) throws(StoreFailure) -> LeaseOwner? {
    guard locks.isHeld(run) else { return nil }
    return try read { try self.owner(of: run, in: $0)?.owner }
  }

  package func verify(_ lease: Lease) throws(StoreFailure) {
    try read { try check(lease, in: $0) }
  }

  func check(_ lease: Lease, in db: Database) throws {
    let epoch = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT lease_epoch FROM run WHERE id = ?"),
      arguments: [lease.run.rawValue]
    )
    guard epoch == lease.epoch else { throw StoreFailure.leaseLost(lease.run) }
  }

  private func owner(
    of run: RunID,
    in db: Database
  ) throws -> (owner: LeaseOwner?, epoch: Int64, expires: Instant)? {
    guard
      let row = try Row.fetchOne(
        db,
        sql: "SELECT lease_owner, lease_epoch, lease_expires FROM run WHERE id = ?",
        arguments: [run.rawValue]
      )
    else { return nil }
    let owner: String? = row["lease_owner"]
    return (
      try owner.map { try value(LeaseOwner.self, $0) },
      row["lease_epoch"],
      Instant(millisecondsSince1970: row["lease_expires"] ?? 0)
    )
  }
}
