import LabEstate
import LabTSQL
import Testing

@Suite struct `The T-SQL reader` {
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    estate = try Estate.temporary(clock: ManualEstateClock().clock)
    sql = try TSQLConversation(estate)
  }

  @Test func `takes statements with and without semicolons, in any case`() async {
    let answer = await sql.ask("select 1 SELECT 2; ;sElEcT 3 -- end\nPRINT N'done'")
    #expect(answer.rows == [[.int(1)], [.int(2)], [.int(3)]])
    #expect(answer.messages.map(\.text) == ["done"])
  }

  @Test func `keeps doubled quotes and brackets, and nested comments`() async {
    let answer = await sql.ask(
      "SELECT N'O''Neil' AS [a]]b], /* one /* two */ still */ 'x' AS \"q\"\"r\", N'日本語'"
    )
    #expect(answer.rows == [[.text("O'Neil"), .text("x"), .text("日本語")]])
    #expect(answer.columns.map(\.name) == ["a]b", "q\"r", ""])
  }

  @Test func `reads binary literals of odd length and of none`() async {
    #expect(await sql.ask("SELECT 0xABC, 0x").rows == [[.bytes([0x0A, 0xBC]), .bytes([])]])
  }

  @Test func `takes double quotes for strings once QUOTED_IDENTIFIER is off`() async {
    let answer = await sql.ask(" set quoted_identifier off ")
    #expect(answer.errors == [])
    #expect(await sql.ask("SELECT \"text\"").value == .text("text"))
  }

  @Test(arguments: [
    " SET TRANSACTION ISOLATION LEVEL SERIALIZABLE ",
    " set ansi_nulls off set ansi_padding off set ansi_warnings off "
      + " set concat_null_yields_null off ",
    "SET ARITHABORT ON;SET CONCAT_NULL_YIELDS_NULL ON;SET ANSI_NULLS ON;SET ANSI_NULL_DFLT_ON ON;"
      + "SET ANSI_PADDING ON;SET ANSI_WARNINGS ON;SET CURSOR_CLOSE_ON_COMMIT ON;"
      + "SET QUOTED_IDENTIFIER ON;SET TEXTSIZE 2147483647;",
    "use [msdb]", "sp_datatype_info_100 12,3", "EXEC [sys].sp_datatype_info @ODBCVer = 3",
    "SET LOCK_TIMEOUT -1; SET DATEFORMAT ymd; SET LANGUAGE us_english; SET NOCOUNT, XACT_ABORT ON",
  ])
  func `takes what clients send on their own`(_ text: String) async {
    #expect(await sql.ask(text).errors == [])
  }

  @Test(arguments: [
    ("SELEC 1 FROM x y z", 102), ("no_such_procedure 1, 'x'", 2812), ("EXEC dbo.nothing", 2812),
    ("SELECT * FROM nowhere", 208), ("SELECT nothing FROM sys.databases", 207),
    ("SELECT @x", 137), ("SELECT no_such_function(1)", 195), ("SELECT 'unclosed", 105),
    ("SELECT d.name FROM sys.databases", 4104), ("MERGE INTO t USING s ON 1 = 1", 102),
    ("CREATE PROCEDURE p AS SELECT 1", 102), ("SELECT 1 +", 102), ("RESTORE DATABASE x", 102),
    ("SELECT LEN()", 174), ("INSERT BULK t (a int)", 102), ("SELECT 1/0", 8134),
    ("SELECT CAST('x' AS int)", 245),
    (
      "SELECT a.name FROM sys.databases a, sys.databases b "
        + "WHERE name = 'x'", 209
    ), ("SELECT name, COUNT(*) FROM sys.databases", 8120),
    ("DECLARE @a int, @A int", 134), ("ALTER AVAILABILITY GROUP g ADD DATABASE d", 102),
    ("SELECT * FROM OPENROWSET('x', 'y')", 102), ("USE nowhere", 911), ("SELECT *", 263),
    ("IF 1 SELECT 1", 102),
    ("SELECT (SELECT name FROM sys.databases)", 512), ("SELECT 'a' FOR XML PATH", 102),
    ("DBCC CHECKDB", 102),
  ])
  func `refuses what it does not know by number`(_ text: String, _ number: Int32) async {
    let answer = await sql.ask(text)
    #expect(answer.errorNumbers == [number])
    #expect(answer.rows == [])
  }

  @Test func `runs nothing of a batch that it cannot read`() async throws {
    let answer = await sql.ask("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'; SELECT FROM")
    #expect(answer.errorNumbers == [102])
    #expect(try estate.effects() == [])
  }

  @Test func `runs nothing of a batch that uses a variable before its DECLARE`() async throws {
    let answer = await sql.ask(
      "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'; SELECT @late; DECLARE @late int"
    )
    #expect(answer.errorNumbers == [137])
    #expect(try estate.effects() == [])
  }

  @Test func `tells the line of an error`() async {
    #expect(await sql.ask("SELECT 1\n\nSELECT x FROM sys.databases").errors.first?.line == 3)
    #expect(await sql.ask("SELECT 1\n SELECT 2 2 3").errors.first?.line == 2)
  }

  @Test func `names the statement that it does not speak`() async {
    let text = await sql.ask("ALTER TABLE t ADD x int").errors.first?.text ?? ""
    #expect(text.contains("ALTER TABLE"))
  }
}
