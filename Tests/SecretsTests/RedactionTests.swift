import Foundation
import Secrets
import Testing

@Suite struct `A redaction` {
  private static let value = #"p/w+1 "ü"\it's]}x"#

  @Test(
    arguments: [
      value,
      #"p/w+1 \"ü\"\\it's]}x"#, #"p\/w+1 \"\u00fc\"\\it's]}x"#,
      "p%2Fw%2B1%20%22%C3%BC%22%5Cit%27s%5D%7Dx", "p%2fw%2b1+%22%c3%bc%22%5cit%27s%5d%7dx",
      #"p/w+1 "ü"\it''s]}x"#, #"p/w+1 "ü"\it's]]}x"#, #"p/w+1 "ü"\it's]}}x"#,
      Data(value.utf8).base64EncodedString(),
    ]
  )
  func `finds a secret as it is written elsewhere`(_ form: String) {
    let redaction = Redaction()
    redaction.learn(Secret(Self.value))
    #expect(redaction.redact("a \(form) b") == "a ‹secret› b")
  }

  @Test func `finds a secret inside a longer base64 text`() {
    let redaction = Redaction()
    redaction.learn(Secret("hunter22"))
    for prefix in ["u:", "us:", "usr:"] {
      let text = Data("\(prefix)hunter22@host".utf8).base64EncodedString()
      #expect(redaction.redact(text).contains("‹secret›"), "\(prefix)")
    }
  }

  @Test func `takes the longest of two that begin alike`() {
    let redaction = Redaction()
    redaction.learn(Secret("abcd"))
    redaction.learn(Secret("abcdef"))
    #expect(redaction.redact("abcdef abcd abc") == "‹secret› ‹secret› abc")
  }

  @Test func `leaves alone what is too short to be told from other text`() {
    let redaction = Redaction()
    #expect(!redaction.learn(Secret("abc")))
    #expect(redaction.redact("abc abc") == "abc abc")
  }
}
