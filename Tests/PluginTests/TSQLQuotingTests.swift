import Testing
import WorkflowPlugin

@Suite struct `T-SQL quoting` {
  @Test(arguments: [
    ("Sales", "[Sales]"),
    ("a]b", "[a]]b]"),
    ("]]", "[]]]]]"),
    ("x'y [z", "[x'y [z]"),
    (" two  blanks ", "[ two  blanks ]"),
    ("数据库", "[数据库]"),
    ("x]; DROP DATABASE [Sales", "[x]]; DROP DATABASE [Sales]"),
  ])
  func `doubles only the bracket that ends an identifier`(_ name: String, _ quoted: String) {
    #expect(TSQL.identifier(name) == quoted)
  }

  @Test(arguments: [
    ("", "N''"),
    ("O'Neil", "N'O''Neil'"),
    ("''", "N''''''"),
    ("]", "N']'"),
    ("Größe 数", "N'Größe 数'"),
    ("x'; SHUTDOWN --", "N'x''; SHUTDOWN --'"),
  ])
  func `doubles only the quote that ends a literal`(_ text: String, _ quoted: String) {
    #expect(TSQL.literal(text) == quoted)
  }

  @Test(arguments: ["0x30aB", "0X30AB", "30ab"])
  func `writes equal bytes as equal text`(_ hex: String) {
    #expect(TSQL.binary(hex) == "0x30AB")
  }

  @Test(arguments: ["", "0x", "0x1", "30 ab", "0x30); DROP", "zz", "３０"])
  func `takes nothing for binary that is not whole bytes of hex`(_ text: String) {
    #expect(TSQL.binary(text) == nil)
  }

  @Test func `writes a date without separators`() {
    #expect(TSQL.date("20301231") == "N'20301231'")
  }

  @Test(arguments: ["", "2030-12-31", "12/31/2030", "20301301", "20300100", "2030123'", "２０３０１２３１"])
  func `takes no other date`(_ text: String) {
    #expect(TSQL.date(text) == nil)
  }
}
