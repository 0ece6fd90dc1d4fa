import Foundation
import SQLiteStore
import Synchronization
import Testing
import WorkflowModel
import WorkflowStore
import WorkflowTesting

/// What a queue was told to write, in order; the first time, it waits until others wait for it.
private final class Page: Sendable {
  static let failure = StoreFailure.unusable(detail: "ink", remedy: "refill")

  private let batches = Mutex<[[Int]]>([])
  private let isNew = Mutex(true)
  private let queue = Mutex<CommitQueue<Int>?>(nil)
  private let expected: Int

  init(waitingFor expected: Int) { self.expected = expected }

  var written: [[Int]] { batches.withLock { $0 } }

  func open() -> CommitQueue<Int> {
    let queue = CommitQueue<Int> { [self] numbers throws(StoreFailure) in try write(numbers) }
    self.queue.withLock { $0 = queue }
    return queue
  }

  private func write(_ numbers: [Int]) throws(StoreFailure) {
    let isFirst = isNew.withLock { isNew in
      defer { isNew = false }
      return isNew
    }
    while isFirst, (queue.withLock { $0 }?.waiting ?? 0) < expected { usleep(100) }
    if numbers.contains(13) { throw Self.failure }
    batches.withLock { $0.append(numbers) }
  }
}

/// A thread for one task that blocks: the pool has only as many as there are cores.
private final class OwnThread: TaskExecutor {
  private let queue = DispatchQueue(label: "own thread")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

@Suite struct `A commit queue` {
  @Test(.timeLimit(.minutes(1)))
  func `writes together what came while it wrote`() async throws {
    let page = Page(waitingFor: 5)
    let queue = page.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...6 {
        group.addTask(executorPreference: OwnThread()) { try await queue.commit(number) }
      }
      try await group.waitForAll()
    }
    #expect(page.written.map(\.count) == [1, 5])
    #expect(Set(page.written.joined()) == Set(1...6))
  }

  @Test(.timeLimit(.minutes(1)))
  func `lets a failure take no neighbour with it`() async throws {
    let page = Page(waitingFor: 5)
    let queue = page.open()
    let failed = await withTaskGroup(of: Int?.self) { group in
      for number in 10...15 {
        group.addTask(executorPreference: OwnThread()) { await commit(number, to: queue) }
      }
      return await group.reduce(into: []) { found, number in found += [number].compactMap(\.self) }
    }
    #expect(failed == [13])
    #expect(Set(page.written.joined()) == [10, 11, 12, 14, 15])
  }

  /// The number when it could not be written.
  private func commit(_ number: Int, to queue: CommitQueue<Int>) async -> Int? {
    do {
      try await queue.commit(number)
      return nil
    } catch {
      return number
    }
  }
}

@Suite struct `A store of many runs` {
  @Test func `refuses one that lost its lease, and keeps its neighbours' commits`() async throws {
    let folder = NSTemporaryDirectory() + "linkflow-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(folder: folder)
    let definition = Definitions.sequence(1)
    let leases = try (0..<8).map { number in
      let run = try Definitions.run(definition, id: "run-\(number)")
      let begin = Transition(events: [Event(.runStarted, at: run.startedAt)], run: run)
      let owner = LeaseOwner(process: 1, host: "h")
      var lease = try store.create(run, definition: definition, source: "", owner: owner) { _ in
        begin
      }
      if number == 3 { lease.epoch = 0 }
      return lease
    }
    let refused = await withTaskGroup(of: RunID?.self) { group in
      for lease in leases {
        group.addTask {
          let event = Event(.timePassed, at: Instant(millisecondsSince1970: 1))
          do throws(StoreFailure) {
            for _ in 1...20 {
              try await store.commit(Transition(events: [event]), to: lease.run, under: lease)
            }
            return nil
          } catch {
            return error == .leaseLost(lease.run) ? lease.run : nil
          }
        }
      }
      return await group.reduce(into: []) { found, run in found += [run].compactMap(\.self) }
    }
    #expect(refused == [leases[3].run])
    for lease in leases {
      #expect(try store.journal(of: lease.run).count == (lease.run == refused.first ? 1 : 21))
    }
  }
}
