import Foundation
import Synchronization
import WorkflowEngine
import WorkflowModel
import WorkflowReport

/// A run as it goes: a line when a step changes, and on a terminal what is under way below them.
final class LiveProgress: Sendable {
  private struct State {
    var shown: [StepAddress: String] = [:]
    var percents: [StepAddress: Int] = [:]
    var underWay: [StepAddress: String] = [:]
    var drawn = 0
    var announced: Set<String> = []
  }

  private let console: Console
  private let state = Mutex(State())

  init(console: Console) { self.console = console }

  func show(_ progress: RunProgress) {
    state.withLock { state in
      erase(&state)
      for row in progress.changed { show(row, &state) }
      if console.isTerminal { draw(&state) }
    }
  }

  /// Says something beside the run, on standard error, and once however often it comes up.
  func announce(_ text: String) {
    state.withLock { state in
      guard state.announced.insert(text).inserted else { return }
      erase(&state)
      console.note(text)
      if console.isTerminal { draw(&state) }
    }
  }

  /// Takes what is under way off the screen.
  func end() { state.withLock { erase(&$0) } }

  private func show(_ row: StepRow, _ state: inout State) {
    // A group speaks through its members.
    if case .pending(nil) = row.state { return }
    if row.item != nil || !row.items.isEmpty { return }
    if row.state == .settled(.done(.executed)), row.observation == nil { return }
    let name = row.address.rawValue
    let percent = row.observation?.percent.map { Int($0.rounded()) }
    var detail = row.observation?.summary ?? ""
    switch row.state.question {
    case .failure(let failure): detail = "\(failure.code): \(failure.detail)"
    case .approval(let message, _, _): detail = message
    case .work(let instructions): detail = String(instructions.prefix { $0 != "\n" })
    case nil: break
    }
    if case .settled(.failed(let failure)) = row.state {
      detail = "\(failure.code): \(failure.detail)"
    }
    let progress = percent.map { "\($0)%  " } ?? ""
    if row.state.isSettled || row.state.question != nil {
      state.underWay[row.address] = nil
    } else {
      state.underWay[row.address] = "\(name.padded(to: 40)) \(progress)\(detail)"
    }
    let word = row.status.rawValue
    let isStep = state.shown[row.address] != word
    // A pipe gets a line for each tenth of the way.
    let isTenth = percent.map { $0 / 10 != state.percents[row.address].map { $0 / 10 } } ?? false
    guard isStep || (isTenth && !console.isTerminal) else { return }
    state.shown[row.address] = word
    state.percents[row.address] = percent
    // That a step began is seen on a terminal below the lines; a pipe waits for its news.
    if row.status == .running || row.status == .undoing { return }
    if row.status == .waiting, detail.isEmpty { return }
    let styled = console.output.status(row.status)
    let gap = String(repeating: " ", count: max(1, 11 - word.count))
    let time = console.output.faint(Self.time(of: row.settledAt))
    // 10 for the time, 3 around the mark; a pipe gets every word.
    let taken = 13 + 41 + word.count + gap.count
    let room = console.isTerminal ? max(10, Self.columns - taken - 1) : .max
    let news = (progress + detail).prefix(room)
    console.say("\(time)\(styled.mark) \(name.padded(to: 40)) \(styled.text)\(gap)\(news)")
  }

  private func draw(_ state: inout State) {
    let lines = state.underWay.sorted { $0.key < $1.key }.map(\.value)
    guard !lines.isEmpty else { return }
    let width = Self.columns
    for line in lines { console.draw(console.output.faint("  " + line.prefix(width - 3)) + "\n") }
    state.drawn = lines.count
  }

  /// ECMA-48: cursor up (CUU), erase to the end of the page (ED).
  private func erase(_ state: inout State) {
    if state.drawn > 0 { console.draw("\u{1B}[\(state.drawn)A\u{1B}[J") }
    state.drawn = 0
  }

  private static var columns: Int {
    var size = winsize()
    let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    return known ? Int(size.ws_col) : 80
  }

  private static func time(of instant: Instant?) -> String {
    let date = instant.map { Date(timeIntervalSince1970: Double($0.millisecondsSince1970) / 1000) }
    let style = Date.VerbatimFormatStyle(
      format:
        "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)  ",
      locale: Locale(identifier: "en_US_POSIX"),
      timeZone: .current,
      calendar: Calendar(identifier: .gregorian)
    )
    return (date ?? Date()).formatted(style)
  }
}
