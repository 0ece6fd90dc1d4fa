import LabEstate
import LabTSQL
import Testing

@Suite struct `A batch` {
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    var description = EstateDescription.standard
    description.timeFactor = 1000
    estate = try Estate.temporary(description)
    sql = try TSQLConversation(estate, database: "Sales")
  }

  @Test func `keeps variables, branches and loops`() async {
    let answer = await sql.ask(
      """
      DECLARE @i int = 0, @text nvarchar(20) = N'';
      WHILE @i < 5
      BEGIN
        SET @i += 1;
        IF @i = 2 CONTINUE
        IF @i > 4 BREAK;
        SELECT @text = @text + CAST(@i AS nvarchar(5));
      END
      IF EXISTS (SELECT 1 FROM Customer WHERE CustomerID = 1) AND @text = '134' SELECT @text
      ELSE SELECT N'wrong'
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows == [[.text("134")]])
  }

  @Test func `catches errors and throws them again`() async {
    let answer = await sql.ask(
      """
      BEGIN TRY
        SELECT CAST('x' AS int);
        SELECT 'not reached';
      END TRY
      BEGIN CATCH
        SELECT ERROR_NUMBER(), ERROR_LINE(), XACT_STATE();
        THROW;
      END CATCH
      SELECT 'not reached either'
      """
    )
    #expect(answer.rows == [[.int(245), .int(2), .int(0)]])
    #expect(answer.errorNumbers == [245])
  }

  @Test func `goes on after a refused statement unless XACT_ABORT is on`() async {
    let batch = "DROP CERTIFICATE nothing; SELECT @@ERROR"
    _ = await sql.ask("USE master")
    #expect(await sql.ask(batch).value == .int(15151))
    #expect(await sql.ask("SET XACT_ABORT ON; " + batch).rows == [])
  }

  @Test func `raises information and errors`() async {
    let answer = await sql.ask(
      "RAISERROR(N'%d of %s', 10, 1, 3, N'five') WITH NOWAIT; RAISERROR('bad', 16, 2); SELECT 1"
    )
    #expect(answer.messages.map(\.text) == ["3 of five", "bad"])
    #expect(answer.messages.map(\.severity) == [10, 16])
    #expect(answer.errors.first?.number == 50000)
    #expect(answer.value == .int(1))
    #expect(await sql.ask("THROW 50001, N'mine', 3").errors.first?.state == 3)
  }

  @Test func `takes back what it did not commit`() async throws {
    let answer = await sql.ask(
      """
      BEGIN TRAN
      DELETE FROM Customer WHERE CustomerID <= 10
      SAVE TRANSACTION here
      DELETE FROM Customer
      ROLLBACK TRAN here
      SELECT COUNT(*), @@TRANCOUNT FROM Customer
      ROLLBACK
      SELECT COUNT(*), @@TRANCOUNT FROM Customer
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows == [[.int(230), .int(1)], [.int(240), .int(0)]])
    #expect(answer.pieces.contains(.transactionBegan))
    #expect(answer.pieces.contains(.transactionRolledBack))
    #expect(try estate.effects() == [])
    _ = await sql.ask("BEGIN TRAN; DELETE FROM Customer WHERE CustomerID = 1; COMMIT")
    #expect(try estate.effects().map(\.kind) == ["delete_rows"])
  }

  @Test func `is undone when its session ends inside a transaction`() async throws {
    let other = try TSQLConversation(estate, database: "Sales")
    _ = await other.ask("BEGIN TRAN DELETE FROM Invoice")
    await other.session.close()
    #expect(await sql.ask("SELECT COUNT(*) FROM Invoice").value == .int(360))
  }

  @Test func `runs sp_executesql with output`() async {
    let answer = await sql.ask(
      """
      DECLARE @n int, @r int;
      EXEC @r = sp_executesql N'SELECT @count = COUNT(*) FROM Customer WHERE CustomerID <= @max',
        N'@max int, @count int OUTPUT', @max = 7, @count = @n OUTPUT;
      SELECT @n, @r;
      EXEC (N'SELECT 5')
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows == [[.int(7), .int(0)], [.int(5)]])
  }

  @Test func `waits in the lab's own time`() async throws {
    let before = try estate.now()
    #expect(await sql.ask("WAITFOR DELAY '00:00:10'").errors == [])
    #expect(try estate.now() - before >= .seconds(10))
  }

  @Test(.timeLimit(.minutes(1)))
  func `ends its wait when it is cancelled`() async {
    await withTaskGroup { group in
      group.addTask { _ = await sql.ask("WAITFOR DELAY '23:00:00'") }
      group.cancelAll()
    }
    #expect(await sql.ask("SELECT 1").value == .int(1))
  }
}
