import Foundation

/// What a benchmark found: steps done, and the time that they took.
struct Figure {
  var steps: Int
  var duration: Duration

  /// Prints it as the line that scripts read.
  func printLine() {
    let seconds = duration / .seconds(1)
    let rate = Double(steps) / seconds
    print(
      String(format: #"{"steps":%d,"seconds":%.6f,"rate":%.1f}"#, steps, seconds, rate)
    )
  }
}
