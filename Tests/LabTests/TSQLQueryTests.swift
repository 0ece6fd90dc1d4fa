import LabEstate
import LabTSQL
import Testing

@Suite struct `A query` {
  let estate: Estate
  let sql: TSQLConversation

  init() throws {
    estate = try Estate.temporary(clock: ManualEstateClock().clock)
    sql = try TSQLConversation(estate, database: "Sales")
  }

  @Test func `joins, groups and orders user tables`() async {
    let answer = await sql.ask(
      """
      SELECT TOP (2) c.City, COUNT(*) AS n, SUM(i.Total) AS total
      FROM dbo.Customer AS c INNER JOIN Sales.dbo.Invoice i ON i.CustomerID = c.CustomerID
      WHERE c.City <> N'OSLO' GROUP BY c.City HAVING COUNT(*) > 1 ORDER BY n DESC, 1
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows.count == 2)
    #expect(answer.columns.map(\.name) == ["City", "n", "total"])
    #expect(answer.columns[1].type == .int)
    #expect(answer.columns[2].type == .decimal(precision: 38, scale: 2))
  }

  @Test func `compares text without regard to case, and decimals by value`() async {
    #expect(
      await sql.ask("SELECT database_id FROM sys.databases WHERE NAME = N'SALES'").value == .int(5)
    )
    let answer = await sql.ask(
      """
      SELECT CASE WHEN CAST('10.50' AS decimal(9,2)) > CAST('9.7' AS decimal(9,1)) THEN 1 END,
             CASE WHEN 1.0 = 1.000 THEN 'same' ELSE 'other' END,
             IIF(CAST('18446744073709551617' AS numeric(25,0)) > 5, 'big', 'small')
      """
    )
    #expect(answer.rows == [[.int(1), .text("same"), .text("big")]])
  }

  @Test func `keeps log positions exact beyond 64 bits`() async {
    _ = await sql.ask(
      "ALTER DATABASE Stock SET RECOVERY FULL; BACKUP DATABASE Stock TO DISK = 'x'"
    )
    let answer = await sql.ask(
      """
      SELECT last_log_backup_lsn, CAST(last_log_backup_lsn AS varchar(30))
      FROM sys.database_recovery_status WHERE database_id = DB_ID('Stock')
      """
    )
    #expect(answer.columns[0].type == .decimal(precision: 25, scale: 0))
    let digits = "40077000000512000001"
    #expect(answer.rows == [[.decimal(digits), .text(digits)]])
  }

  @Test func `answers the checks of the link's documentation`() async {
    let state = await sql.ask(
      """
      SELECT database_id, state, user_access, is_read_only, is_auto_close_on, recovery_model,
        source_database_id, group_database_id, replica_id, is_encrypted, is_broker_enabled,
        is_published, is_cdc_enabled, log_reuse_wait_desc
      FROM sys.databases WHERE name = @db
      """,
      [TSQLBatch.Parameter(name: "@db", type: .nvarchar(4000), value: .text("Stock"))]
    )
    #expect(state.errors == [])
    #expect(state.rows.first?[5] == .int(3))
    #expect(state.columns[7].type == .uniqueIdentifier)
    #expect(
      await sql.ask("SELECT SERVERPROPERTY('IsHadrEnabled'), SERVERPROPERTY('EngineEdition')").rows
        == [[.int(1), .int(3)]]
    )
    #expect(
      await sql.ask("SELECT SERVERPROPERTY('EngineEdition')").columns[0].type == .sqlVariant
    )
    #expect(
      await sql.ask("SELECT @@SERVERNAME, IS_SRVROLEMEMBER(N'sysadmin')").rows
        == [[.text("SQL1"), .int(1)]]
    )
    #expect(
      await sql.ask(
        "SELECT COUNT(*) FROM sys.all_objects WHERE name IN (N'sp_certificate_add_issuer', "
          + "N'sp_validate_certificate_ca_chain', N'sp_get_endpoint_certificate')"
      ).value == .int(3)
    )
    let backups = await sql.ask(
      """
      SELECT TOP (1) backup_finish_date, is_copy_only, has_backup_checksums FROM msdb.dbo.backupset
      WHERE database_name = N'Sales' AND type = 'D' AND is_copy_only = 0
      ORDER BY backup_finish_date DESC
      """
    )
    #expect(backups.errors == [])
    #expect(backups.rows == [])
    let flags = await sql.ask("DBCC TRACESTATUS (1800, 9567, 12381, -1) WITH NO_INFOMSGS")
    #expect(flags.rows.map { $0[1] } == [.int(1), .int(1), .int(0)])
    #expect(flags.messages == [])
    #expect(await sql.ask("DBCC SQLPERF(LOGSPACE)").rows.count == 8)
  }

  @Test func `runs subqueries, EXISTS, UNION and derived tables`() async {
    let answer = await sql.ask(
      """
      SELECT d.name FROM (SELECT name, database_id AS id FROM sys.databases) AS d
      WHERE EXISTS (SELECT 1 FROM sys.master_files f WHERE f.database_id = d.id AND f.type = 1)
        AND d.id > (SELECT MAX(database_id) FROM sys.databases WHERE name LIKE N'm[as]%') - 0
        AND d.name NOT IN (SELECT N'Stock' UNION ALL SELECT N'none')
      UNION SELECT N'zz' ORDER BY name DESC
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows == [[.text("zz")], [.text("Sales")], [.text("Orders")], [.text("Ledger")]])
  }

  @Test func `takes one value from a subquery that looks at the row around it`() async {
    let answer = await sql.ask(
      """
      SELECT d.name, (SELECT f.name FROM sys.master_files f
                      WHERE f.database_id = d.database_id AND f.type = 1) AS log
      FROM sys.databases d WHERE d.database_id = 5
      """
    )
    #expect(answer.errors == [])
    #expect(answer.rows == [[.text("Sales"), .text("Sales_log")]])
  }

  @Test func `converts between binary and hexadecimal text`() async {
    let answer = await sql.ask(
      """
      SELECT CONVERT(varchar(max), 0xABCD, 1), CONVERT(varchar(max), 0xABCD, 2),
        CONVERT(varbinary(max), '0xABCD', 1), CAST(N'é' AS varbinary(10)), CAST(258 AS varbinary(4))
      """
    )
    #expect(
      answer.rows == [
        [
          .text("0xABCD"), .text("ABCD"), .bytes([0xAB, 0xCD]), .bytes([0xE9, 0]),
          .bytes([0, 0, 1, 2]),
        ]
      ]
    )
  }

  @Test func `computes with dates, text and NULL`() async {
    let answer = await sql.ask(
      """
      SELECT CONVERT(varchar(30), CAST('2024-02-29T10:11:12.345' AS datetime2(3)), 121),
        CONVERT(char(8), DATEADD(year, 1, CAST('20240229' AS date)), 112),
        DATEDIFF(hour, '2024-01-01', '2024-01-02 03:00'), N'a' + NULL, ISNULL(NULL, N'x'),
        COALESCE(NULL, NULL, 7), LEFT(N'Linkflow', 4) + RIGHT(N'Linkflow', 4),
        QUOTENAME(N'a]b'), REPLACE('aXbx', 'x', '-'), CHARINDEX(N'f', N'Linkflow'), 7 / 2, 7 % 4,
        7.0 / 2, NULLIF(1, 1), LEN(N'ab  ')
      """
    )
    #expect(
      answer.rows == [
        [
          .text("2024-02-29 10:11:12.345"), .text("20250228"), .int(27), .null, .text("x"), .int(7),
          .text("Linkflow"), .text("[a]]b]"), .text("a-b-"), .int(5), .int(3), .int(3),
          .decimal("3.500000"), .null, .int(2),
        ]
      ]
    )
  }

  @Test func `changes rows and counts them`() async throws {
    #expect(
      await sql.errors(
        of: "CREATE TABLE dbo.t (id int IDENTITY(1, 1) PRIMARY KEY, name nvarchar(5) NOT NULL, v "
          + "decimal(9, 2))",
        "INSERT t (name, v) VALUES (N'one', 1), (N'two', 2.5)",
        "INSERT INTO t (name) SELECT TOP 1 LEFT(City, 3) FROM Customer ORDER BY CustomerID",
        "INSERT t (name) VALUES (N'too long')",
        "INSERT t (name) VALUES (NULL)",
        "INSERT t VALUES (1)",
        "UPDATE t SET v += 1, name = UPPER(name) WHERE v > 2",
        "INSERT Customer (CustomerID, Name) VALUES (1, N'again')"
      ) == [8152, 515, 213, 2627]
    )
    let answer = await sql.ask("SELECT id, name, v FROM t WHERE v IS NOT NULL; SELECT @@ROWCOUNT")
    #expect(
      answer.rows == [
        [.int(1), .text("one"), .decimal("1.00")], [.int(2), .text("TWO"), .decimal("3.50")],
        [.int(2)],
      ]
    )
    #expect(await sql.ask("DELETE TOP (1) FROM t").pieces == [.done(count: 1)])
    #expect(
      try estate.effects().map(\.kind) == [
        "create_table", "insert_rows", "insert_rows", "update_rows", "delete_rows",
      ]
    )
  }
}
