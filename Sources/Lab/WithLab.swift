import Foundation

/// Runs the body with a lab in a directory of its own, which goes with the lab.
package func withLab<Answer: Sendable>(
  _ options: LabOptions = LabOptions(),
  _ body: @escaping @Sendable (RunningLab) async throws -> Answer
) async throws -> Answer {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("linkflow-lab-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try await withLab(options, in: directory, body)
}

/// Serves the lab of a directory while the body runs.
package func withLab<Answer: Sendable>(
  _ options: LabOptions = LabOptions(),
  in directory: String,
  _ body: @escaping @Sendable (RunningLab) async throws -> Answer
) async throws -> Answer {
  try await withThrowingTaskGroup(of: Answer?.self) { group in
    let (answers, continuation) = AsyncThrowingStream<Answer, any Error>.makeStream()
    group.addTask {
      try await LabServer.run(directory: directory, options: options) { lab in
        do {
          continuation.yield(try await body(lab))
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      return nil
    }
    group.addTask {
      for try await answer in answers { return answer }
      return nil
    }
    defer { group.cancelAll() }
    while let answer = try await group.next() {
      if let answer { return answer }
    }
    throw CancellationError()
  }
}
