import Testing
import WorkflowDiagnostics

@Suite struct `A rendered diagnostic` {
  private let source = "steps:\n\t- id: one\n\t  retyr: 3\nsecret: {from: hunter2, form: x}\n"

  @Test func `shows the line with carets under the place`() {
    let diagnostic = Diagnostic(
      .unknownKey,
      detail: "A step has no key 'retyr'.",
      remedy: "Did you mean 'retry'?",
      at: WorkflowDiagnostics.SourceLocation(file: "w.yaml", line: 3, column: 4, length: 5)
    )
    #expect(
      diagnostic.rendered(source: source) == """
        w.yaml:3:4: error[LF2001]: A step has no key 'retyr'.
          3 | \t  retyr: 3
            | \t  ^^^^^
          help: Did you mean 'retry'?
        """
    )
  }

  @Test func `does without source and place`() {
    let diagnostic = Diagnostic(
      .missingInput,
      severity: .warning,
      detail: "Input 'a' is missing.",
      remedy: "Give it:\n  -i a=…"
    )
    #expect(
      diagnostic.rendered(source: nil) == """
        warning[LF4008]: Input 'a' is missing.
          help: Give it:
                  -i a=…
        """
    )
  }

  @Test func `shows no line that holds a secret, for any diagnostic`() {
    let secret = Diagnostic(
      .invalidSecretReference,
      detail: "A secret is named by a reference.",
      at: WorkflowDiagnostics.SourceLocation(file: "w.yaml", line: 4, column: 16, length: 7)
    )
    let other = Diagnostic(
      .unknownKey,
      detail: "No key 'form'.",
      at: WorkflowDiagnostics.SourceLocation(file: "w.yaml", line: 4, column: 25, length: 4)
    )
    let text = [secret, other].rendered { _ in source }
    #expect(!text.contains("hunter2"))
    #expect(text.contains("w.yaml:4:25: error[LF2001]"))
  }

  @Test func `shows no line in which a password seems to be written out`() {
    let line = "password: @hunter2"
    let diagnostic = Diagnostic(
      .invalidYAML,
      detail: "Not valid.",
      at: WorkflowDiagnostics.SourceLocation(file: "w.yaml", line: 1, column: 11)
    )
    #expect(!diagnostic.rendered(source: line).contains("hunter2"))
    #expect(diagnostic.rendered(source: "password: env://PW").contains("env://PW"))
  }

  @Test func `points past the end of a line`() {
    let diagnostic = Diagnostic(
      .invalidYAML,
      detail: "Not valid.",
      at: WorkflowDiagnostics.SourceLocation(file: "w.yaml", line: 1, column: 5, length: 9)
    )
    #expect(diagnostic.rendered(source: "a: b").hasSuffix("|     ^"))
  }
}
