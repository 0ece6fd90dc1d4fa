import Foundation
import SharedAccess
import Testing

@Suite struct `A shared access token` {
  @Test(arguments: GoldenToken.all)
  func `is signed as Microsoft's library signs it`(_ golden: GoldenToken) throws {
    let token = try SharedAccessToken(golden.token)
    let text = token.terms.stringToSign(on: golden.resource, conditions: golden.conditions)
    #expect(text == golden.stringToSign)
    let isDelegated = token.terms.kind == .userDelegation
    let key = try #require(
      AccountKey(base64: isDelegated ? GoldenToken.delegationKey : GoldenToken.accountKey)
    )
    #expect(key.signature(of: text) == token.signature)
  }

  @Test(arguments: GoldenToken.all)
  func `is read and written without loss`(_ golden: GoldenToken) throws {
    let token = try SharedAccessToken(golden.token)
    // A solidus may stand as itself or encoded: decoded values are what counts.
    #expect(try SharedAccessToken(token.text) == token)
    #expect(
      token.text.replacing("%2F", with: "/") == golden.token.replacing("%2F", with: "/")
    )
    #expect(try SharedAccessToken("https://a.example/c?" + golden.token) == token)
    #expect(try SharedAccessToken("?" + golden.token) == token)
  }

  @Test func `follows from its terms`() throws {
    let start = try #require(SharedAccessDate.parse("2025-03-01T08:00:00Z"))
    let end = try #require(SharedAccessDate.parse("2025-09-01T08:00:00Z"))
    let key = try #require(AccountKey(base64: GoldenToken.accountKey))
    let terms = SharedAccessTerms(
      containerWith: "racwdl",
      from: start,
      until: end,
      version: "2022-11-02"
    )
    let resource = SharedAccessResource(account: "contosolz", container: "landingzone")
    let golden = try #require(GoldenToken.all.first { $0.name.hasPrefix("S1") })
    #expect(terms.token(on: resource, signedWith: key).text == golden.token)
    #expect(try SharedAccessTerms(terms.query.text) == terms)
    #expect(terms.expiresAt == end)
  }

  @Test func `is never shown whole`() throws {
    let golden = try #require(GoldenToken.all.first)
    let token = try SharedAccessToken(golden.token)
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped] {
      #expect(!text.contains(token.signature))
      #expect(!text.contains("WRtyfdvN"))
    }
    #expect("\(token)".hasSuffix("&sig=***"))
  }

  @Test(
    arguments: [
      ("", .notAQuery), ("hunter22", .notAQuery), ("sv=%ZZ", .notAQuery),
      ("sv=1&sv=2", .repeatedField("sv")), ("sv=2022-11-02&sp=r", .unknownKind),
      ("sr=c&sp=r", .missingField("sv")), ("sr=c&sv=2022-11-02", .missingField("sig")),
      ("sr=c&sv=2022-11-02&se=tomorrow", .invalidDate(field: "se")),
      ("sr=c&sv=2022-11-02&se=2025-13-01", .invalidDate(field: "se")),
      ("sr=c&sv=2022-11-02&sig=abc%3D", .invalidSignature(isPlusLost: false)),
      ("sr=c&sv=2022-11-02&sig=a%20c", .invalidSignature(isPlusLost: true)),
    ] as [(String, SharedAccessFault)]
  )
  func `is refused in words that do not repeat it`(
    _ text: String,
    _ expected: SharedAccessFault
  ) {
    let fault = #expect(throws: SharedAccessFault.self) { try SharedAccessToken(text) }
    #expect(fault == expected)
    #expect(fault?.description.contains("hunter22") == false)
  }

  @Test func `has dates in three forms`() throws {
    for (text, seconds) in [
      ("2025-03-01", 1_740_787_200.0), ("2025-03-01T08:00Z", 1_740_816_000),
      ("2025-03-01T08:00:01Z", 1_740_816_001), ("2025-03-01T08:00:01.1234567Z", 1_740_816_001),
    ] {
      #expect(SharedAccessDate.parse(text)?.timeIntervalSince1970 == seconds)
    }
    #expect(SharedAccessDate.parse("2025-02-30") == nil)
    #expect(SharedAccessDate.parse("01.03.2025") == nil)
  }

  @Test func `takes a container's letters in the service's order`() {
    #expect(SharedAccessPermission.ordered(forContainer: "ldwcar") == "racwdl")
    #expect(SharedAccessPermission.ordered(forContainer: "rr") == "r")
    #expect(SharedAccessPermission.ordered(forContainer: "rp") == nil)
  }
}

@Suite struct `The explanation of a token` {
  private func explanation(
    _ query: String,
    at moment: String = "2025-04-01"
  ) throws -> SharedAccessExplanation {
    SharedAccessExplanation(
      try SharedAccessTerms(query),
      at: try #require(SharedAccessDate.parse(moment))
    )
  }

  private let container =
    "st=2025-03-01T08:00:00Z&se=2025-09-01T08:00:00Z&sp=racwdl&spr=https&sv=2022-11-02&sr=c"

  @Test func `says what it allows, and until when`() throws {
    let explanation = try explanation(container)
    #expect(
      explanation.lines == [
        "A service's signature, of version 2022-11-02.",
        "It opens a container.",
        "It allows: read, append, create, write, delete, list.",
        "It begins at 2025-03-01T08:00:00Z.",
        "It ends at 2025-09-01T08:00:00Z.",
      ]
    )
    #expect(explanation.objections.isEmpty)
  }

  @Test func `says what speaks against it`() throws {
    #expect(
      try explanation(container, at: "2025-10-01").objections
        == ["It ended at 2025-09-01T08:00:00Z."]
    )
    #expect(
      try explanation(container, at: "2025-02-01").objections
        == ["It begins only at 2025-03-01T08:00:00Z."]
    )
    #expect(try explanation("sp=r&sv=2022-11-02&sr=d").objections.count == 3)
    #expect(
      try explanation("se=2025-09-01&spr=https&sv=2022-11-02&ss=q&srt=s").objections.count == 2
    )
  }

  @Test func `ends a delegated token with its key`() throws {
    let terms = try SharedAccessTerms(
      "se=2025-09-01&ske=2025-03-07&skoid=1&sv=2022-11-02&sr=c&spr=https"
    )
    #expect(terms.expiresAt == SharedAccessDate.parse("2025-03-07"))
    #expect(try SharedAccessTerms("si=p&sv=2022-11-02&sr=c").expiresAt == nil)
  }
}
