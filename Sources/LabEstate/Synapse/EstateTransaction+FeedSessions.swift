extension EstateTransaction {
  mutating func noteSuccess(
    of link: LinkConnection,
    in workspace: String,
    _ changes: [(table: LinkTable, source: RowTable, count: Int)]
  ) {
    let now = now
    noteSession(of: link, changes: changes.reduce(0) { $0 + $1.count }, refusal: nil, changes)
    world.update(connection: link.name, of: workspace) { link in
      link.failure = nil
      link.changedAt = nil
      link.retryAt = nil
      if !changes.isEmpty {
        link.batch += 1
        link.publishedAt = link.publishedAt ?? now
      }
      for table in link.tables where table.status == .suspended {
        link.update(table.id) { table in
          table.status = table.snapshotEnd == nil ? .waiting : .replicating
          table.failure = nil
        }
      }
      for (table, _, count) in changes where table.snapshotEnd == nil {
        link.update(table.id) { table in
          table.status = .snapshotting
          table.startedAt = now
          table.snapshotRows = count
          table.snapshotEnd = now
        }
      }
    }
  }

  mutating func noteFailure(
    _ refusal: StorageRefusal,
    of link: LinkConnection,
    in workspace: String,
    _ changes: [(table: LinkTable, source: RowTable, count: Int)]
  ) {
    let now = now
    noteSession(of: link, changes: 0, refusal: refusal, changes)
    let failure = LinkConnection.Failure(
      code: refusal.code,
      message: "Writing to the landing zone failed with HTTP \(refusal.status): \(refusal.message)"
        + (refusal.detail.map { " \($0)" } ?? "")
    )
    world.update(connection: link.name, of: workspace) { link in
      link.failure = failure
      link.retryAt = now + Self.feedRetry
      for (table, _, _) in changes {
        link.update(table.id) { table in
          table.status = .suspended
          table.failure = failure
        }
      }
    }
  }

  private mutating func noteSession(
    of link: LinkConnection,
    changes: Int,
    refusal: StorageRefusal?,
    _ tables: [(table: LinkTable, source: RowTable, count: Int)]
  ) {
    let now = now
    let feedTime = feedTime
    world.update(server: link.request.server) { server in
      server.update(database: link.request.database) { database in
        var feed = database.changeFeed ?? ChangeFeed()
        let id = feed.sessionCount + 1
        feed.note(
          ChangeFeed.Session(
            id: id,
            start: link.changedAt ?? now,
            end: now,
            errors: refusal == nil ? 0 : tables.count,
            changes: changes,
            latency: Int((now - (link.changedAt ?? now)).components.seconds),
            first: database.endOfLog,
            last: database.endOfLog
          )
        )
        if let refusal {
          for (_, source, _) in tables {
            let failure = ChangeFeed.Failure(
              session: id,
              task: 3,
              tableObjectID: source.schema.objectID,
              tableGroupID: link.tableGroupID,
              time: feedTime,
              number: 22_736,
              message: refusal.asFeedMessage,
              position: database.endOfLog
            )
            feed.note(failure)
          }
        }
        database.changeFeed = feed
      }
    }
  }
}

extension StorageRefusal {
  /// As the change feed's errors tell it; their documented texts carry the storage's answer.
  fileprivate var asFeedMessage: String {
    "Failed to interact with landing zone. HTTP status \(status), error code \(code): \(message)"
      + (detail.map { " \($0)" } ?? "")
  }
}
