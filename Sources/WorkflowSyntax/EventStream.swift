import CLibYAML
import WorkflowDiagnostics

/// What stops the reading of a file for good.
struct SyntaxRefusal: Error {
  var diagnostic: Diagnostic
}

/// The events of one text, pulled from libyaml one at a time.
final class EventStream {
  private var parser = yaml_parser_t()
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  let source: SourceText

  init(_ source: SourceText) {
    self.source = source
    // libyaml keeps the address of its input, so the bytes must stay where they are.
    bytes = .allocate(capacity: max(1, source.bytes.count))
    _ = bytes.initialize(from: source.bytes)
    precondition(yaml_parser_initialize(&parser) == 1, "libyaml has no memory for a parser")
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(&parser, bytes.baseAddress, source.bytes.count)
  }

  deinit {
    yaml_parser_delete(&parser)
    bytes.deallocate()
  }

  func next() throws(SyntaxRefusal) -> YAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(&parser, &event) == 1 else { throw SyntaxRefusal(diagnostic: problem) }
    defer { yaml_event_delete(&event) }
    guard let copy = YAMLEvent(event) else {
      preconditionFailure("libyaml gives no event after the end of the stream")
    }
    return copy
  }

  /// What libyaml found wrong, in its words.
  private var problem: Diagnostic {
    let words = parser.problem.map { String(cString: $0) } ?? "the text cannot be read"
    if parser.error == YAML_READER_ERROR {
      return Diagnostic(
        .invalidYAML,
        detail: "The text is not valid YAML: \(words).",
        at: source.location(ofByte: parser.problem_offset)
      )
    }
    let context = parser.context.map { "\(String(cString: $0)), " } ?? ""
    let mark = SourceMark(parser.problem_mark)
    return Diagnostic(
      .invalidYAML,
      detail: "The text is not valid YAML: \(context)\(words).",
      remedy: remedy(for: source.line(at: mark)),
      at: source.location(from: mark, to: mark)
    )
  }

  private func remedy(for line: String) -> String? {
    if line.contains("${{") {
      return "Put the fence in quotes: it needs them inside [ ] and { }, "
        + "and with ': ' or ' #' in it."
    }
    if line.contains("\t") { return "Indent with spaces; YAML does not allow tabs." }
    return nil
  }
}
