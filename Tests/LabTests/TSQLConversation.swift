import LabEstate
import LabTSQL
import Synchronization

/// One session with a server of an estate, as a test speaks to it.
struct TSQLConversation {
  var session: any TSQLSession

  init(
    _ estate: Estate,
    server: String = "SQL1",
    database: String = ""
  ) throws {
    try self.init(TSQLInstance(estate: estate, server: server), database: database)
  }

  /// A session with a server that other sessions are with too.
  init(_ server: TSQLInstance, database: String = "") throws {
    let login = TSQLLogin(
      user: "sa",
      password: EstateDescription.defaultPassword,
      database: database,
      application: "tests",
      host: "here"
    )
    session = try server.login(login)
  }

  /// All that came back for one batch.
  struct Answer {
    var pieces: [TSQLReply]

    var rows: [[TSQLValue]] {
      pieces.compactMap { if case .row(let values) = $0 { values } else { nil } }
    }

    var columns: [TSQLReply.Column] {
      for case .columns(let columns) in pieces { return columns }
      return []
    }

    var messages: [TSQLMessage] {
      pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    var errors: [TSQLMessage] { messages.filter { $0.severity > 10 } }

    var errorNumbers: [Int32] { errors.map(\.number) }

    var status: Int32? {
      for case .returnStatus(let status) in pieces { return status }
      return nil
    }

    /// The first value of the first row.
    var value: TSQLValue? { rows.first?.first }

    var isLost: Bool { pieces.contains(.connectionLost) }
  }

  func ask(_ text: String, _ parameters: [TSQLBatch.Parameter] = []) async -> Answer {
    let pieces = Mutex<[TSQLReply]>([])
    await session.run(TSQLBatch(text, parameters: parameters)) { piece in
      pieces.withLock { $0.append(piece) }
    }
    return Answer(pieces: pieces.withLock { $0 })
  }

  /// The number of the first error of each statement, in order.
  func errors(of statements: String...) async -> [Int32] {
    var numbers: [Int32] = []
    for statement in statements { numbers += await ask(statement).errorNumbers }
    return numbers
  }
}
