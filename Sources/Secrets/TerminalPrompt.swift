import Dispatch
import Foundation
import Synchronization

/// Asks for secrets on the terminal without echo, one question at a time, each once for a process.
package final class TerminalPrompt: Sendable {
  /// The terminal that this process was started from, whatever its standard input is.
  package static let process = TerminalPrompt(device: "/dev/tty")

  private let device: String
  /// Reading from a terminal blocks its thread, and two questions at once would mix.
  private let queue = DispatchQueue(label: "Linkflow terminal prompt")
  private let answers = Mutex<[String: Secret]>([:])

  package init(device: String) { self.device = device }

  /// Returns the answer, the one given before when the name was asked for already.
  ///
  /// - Throws: ``SecretFailure/noTerminal(_:)`` at once where nobody can be asked;
  ///   ``SecretFailure/notAnswered(_:)`` when the task is cancelled meanwhile.
  package func secret(named name: String) async throws(SecretFailure) -> Secret {
    let question = Question(name: name)
    let answer: Result<Secret, SecretFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.async { [self] in continuation.resume(returning: self.answer(to: question)) }
      }
    } onCancel: {
      question.isTakenBack.withLock { $0 = true }
    }
    return try answer.get()
  }

  private func answer(to question: Question) -> Result<Secret, SecretFailure> {
    if let known = answers.withLock({ $0[question.name] }) { return .success(known) }
    let descriptor = open(device, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(.noTerminal(question.name)) }
    defer { close(descriptor) }
    // In the background, touching the terminal would stop the whole process (SIGTTOU).
    let owner = tcgetpgrp(descriptor)
    guard isatty(descriptor) == 1, owner == -1 || owner == getpgrp() else {
      return .failure(.noTerminal(question.name))
    }
    return Self.ask(question, at: descriptor).map { secret in
      answers.withLock { $0[question.name] = secret }
      return secret
    }
  }

  private static func ask(
    _ question: Question,
    at terminal: Int32
  ) -> Result<Secret, SecretFailure> {
    var usual = termios()
    guard tcgetattr(terminal, &usual) == 0 else { return .failure(.noTerminal(question.name)) }
    var silent = usual
    silent.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
      return .failure(.noTerminal(question.name))
    }
    defer {
      tcsetattr(terminal, TCSAFLUSH, &usual)
      write("\n", to: terminal)
    }
    write("Secret '\(question.name)' (not shown while you type): ", to: terminal)
    guard let line = line(from: terminal, until: { question.isTakenBack.withLock { $0 } }) else {
      return .failure(.notAnswered(question.name))
    }
    return line.isEmpty ? .failure(.empty(.prompt(question.name))) : .success(Secret(line))
  }

  /// Nil when it is taken back, or the terminal closes, before the line ends.
  private static func line(from terminal: Int32, until isOver: () -> Bool) -> String? {
    var bytes: [UInt8] = []
    while !isOver() {
      var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, 100) > 0 else { continue }
      var chunk = [UInt8](repeating: 0, count: 1024)
      let count = read(terminal, &chunk, chunk.count)
      guard count > 0 else { return nil }
      bytes += chunk.prefix(count)
      if let end = bytes.firstIndex(of: 10) {
        return String(decoding: bytes[..<end], as: UTF8.self)
      }
    }
    return nil
  }

  private static func write(_ text: String, to terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = Foundation.write(terminal, bytes, bytes.count)
  }

  private final class Question: Sendable {
    let name: String
    let isTakenBack = Mutex(false)

    init(name: String) { self.name = name }
  }
}
