package import WorkflowDiagnostics

/// A single value as text; what it means is decided by the position it stands in.
package struct Scalar: Hashable, Sendable {
  package enum Style: Hashable, Sendable {
    case plain
    /// In single or double quotes.
    case quoted
    /// After `|` or `>`.
    case block
  }

  package var text: String
  package var style: Style
  package var location: SourceLocation
  /// Where each Unicode scalar of `text` stands; empty when they follow `origin` in one line.
  var places: [Place]
  /// Where the first Unicode scalar of `text` stands.
  var origin: Place

  struct Place: Hashable, Sendable {
    var line: Int
    var column: Int
  }

  init(
    _ text: String,
    style: Style,
    at location: SourceLocation,
    origin: Place,
    places: [Place] = []
  ) {
    self.text = text
    self.style = style
    self.location = location
    self.origin = origin
    self.places = places
  }

  /// The place in the file of a part of the text, counted in Unicode scalars.
  ///
  /// A part that runs over several lines is cut at the end of its first.
  package func location(of part: Range<Int>) -> SourceLocation {
    if places.isEmpty {
      return SourceLocation(
        file: location.file,
        line: origin.line,
        column: origin.column + part.lowerBound,
        length: part.count
      )
    }
    let first = places[min(part.lowerBound, places.count - 1)]
    let last =
      places[part.clamped(to: 0..<places.count)].last { $0.line == first.line } ?? first
    return SourceLocation(
      file: location.file,
      line: first.line,
      column: first.column,
      length: last.column - first.column + 1
    )
  }
}

extension Scalar {
  /// A text that stands unquoted at a place, or came from elsewhere than a file.
  package static func plain(_ text: String, at location: SourceLocation) -> Scalar {
    let origin = Place(line: location.line, column: location.column)
    return Scalar(text, style: .plain, at: location, origin: origin)
  }
}
