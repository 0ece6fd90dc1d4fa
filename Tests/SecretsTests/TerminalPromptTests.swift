import Dispatch
import Foundation
import Secrets
import Testing

/// Each test speaks through a terminal of its own, of which it holds the other end.
@Suite(.timeLimit(.minutes(1))) struct `A prompt` {
  /// The two ends of a pseudo-terminal.
  private struct Terminal {
    let person: Int32
    let device: String

    init() throws {
      person = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var isLocked: Int32 = 0
      var number: UInt32 = 0
      // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which Glibc's module does not have.
      try #require(ioctl(person, 0x4004_5431, &isLocked) == 0)
      try #require(ioctl(person, 0x8004_5430, &number) == 0)
      device = "/dev/pts/\(number)"
    }

    func type(_ text: String) {
      let bytes = Array(text.utf8)
      _ = write(person, bytes, bytes.count)
    }

    /// What the screen shows until `ending`; waits on a thread of its own.
    func screen(until ending: String) async -> String {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          var shown = ""
          var chunk = [UInt8](repeating: 0, count: 256)
          while !shown.contains(ending) {
            let count = read(person, &chunk, chunk.count)
            guard count > 0 else { break }
            shown += String(decoding: chunk.prefix(count), as: UTF8.self)
          }
          continuation.resume(returning: shown)
        }
      }
    }
  }

  @Test func `asks once and does not show the answer`() async throws {
    let terminal = try Terminal()
    // Held open, so that the terminal outlives each question.
    let held = open(terminal.device, O_RDWR | O_NOCTTY)
    defer { for end in [held, terminal.person] { close(end) } }
    let prompt = TerminalPrompt(device: terminal.device)
    let redaction = Redaction()
    let resolver = SecretResolver(redaction: redaction, prompt: prompt)
    async let answer = resolver.resolve(.prompt("sa"))
    let question = await terminal.screen(until: "): ")
    #expect(question == "Secret 'sa' (not shown while you type): ")
    terminal.type("hunter22\n")
    #expect(try await answer.reveal() == "hunter22")
    #expect(await terminal.screen(until: "\n").contains("hunter22") == false)
    #expect(try await resolver.resolve(.prompt("sa")).reveal() == "hunter22")
    #expect(redaction.redact("hunter22") == Secret.mask)
  }

  @Test func `takes its question back when it is cancelled`() async throws {
    let terminal = try Terminal()
    let held = open(terminal.device, O_RDWR | O_NOCTTY)
    defer { for end in [held, terminal.person] { close(end) } }
    let prompt = TerminalPrompt(device: terminal.device)
    let failure = await withTaskGroup(of: SecretFailure?.self) { group in
      group.addTask {
        do throws(SecretFailure) {
          _ = try await prompt.secret(named: "sa")
          return nil
        } catch {
          return error
        }
      }
      _ = await terminal.screen(until: "): ")
      group.cancelAll()
      return await group.next() ?? nil
    }
    #expect(failure == .notAnswered("sa"))
    var settings = termios()
    tcgetattr(held, &settings)
    #expect(settings.c_lflag & tcflag_t(ECHO) != 0)
  }

  @Test(arguments: ["/dev/null", "/nowhere"])
  func `is refused where there is no terminal`(_ device: String) async {
    let prompt = TerminalPrompt(device: device)
    await #expect(throws: SecretFailure.noTerminal("sa")) { try await prompt.secret(named: "sa") }
    #expect(SecretFailure.noTerminal("sa").remedy.contains("env://NAME"))
  }

  @Test func `does not make what is made from a key`() async throws {
    let reference = try SecretReference("sas://landing/c?sp=r&sr=c")
    await #expect(throws: SecretFailure.notKept(reference)) {
      try await SecretResolver().resolve(reference)
    }
  }
}
