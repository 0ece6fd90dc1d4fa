/// What a client gave when it logged in.
package struct TSQLLogin: Hashable, Sendable {
  package var user: String
  package var password: String
  /// Empty when the client named none.
  package var database: String
  package var application: String
  package var host: String

  package init(
    user: String,
    password: String,
    database: String = "",
    application: String = "",
    host: String = ""
  ) {
    self.user = user
    self.password = password
    self.database = database
    self.application = application
    self.host = host
  }
}

/// One request of a client: statement text, and parameters when it came as `sp_executesql`.
package struct TSQLBatch: Hashable, Sendable {
  package struct Parameter: Hashable, Sendable {
    /// With its leading `@`.
    package var name: String
    package var type: TSQLType
    package var value: TSQLValue

    package init(name: String, type: TSQLType, value: TSQLValue) {
      self.name = name
      self.type = type
      self.value = value
    }
  }

  package var text: String
  package var parameters: [Parameter]

  package init(_ text: String, parameters: [Parameter] = []) {
    self.text = text
    self.parameters = parameters
  }
}

/// A column's or parameter's type, as far as the lab speaks it.
package enum TSQLType: Hashable, Codable, Sendable {
  case bit
  case tinyInt
  case smallInt
  case int
  case bigInt
  case decimal(precision: UInt8, scale: UInt8)
  case real
  case float
  case date
  case time(scale: UInt8)
  case dateTime
  case dateTime2(scale: UInt8)
  case uniqueIdentifier
  /// Length in UTF-16 units; nil means `(max)`.
  case nvarchar(Int?)
  case varchar(Int?)
  /// Length in bytes; nil means `(max)`.
  case varbinary(Int?)
  /// Carries a value of the type that the value itself has.
  case sqlVariant
}

/// A value of T-SQL.
package enum TSQLValue: Hashable, Sendable {
  case null
  case bit(Bool)
  case int(Int64)
  case double(Double)
  /// Decimal digits with an optional sign and point; exact.
  case decimal(String)
  case text(String)
  case bytes([UInt8])
  /// Microseconds since 0001-01-01T00:00:00, without a time zone.
  case dateTime(Int64)
  case uuid([UInt8])
}

/// An ERROR or INFO token: `class` up to 10 is information, above it an error.
package struct TSQLMessage: Error, Hashable, Sendable {
  package var number: Int32
  package var state: UInt8
  package var severity: UInt8
  package var text: String
  package var procedure: String
  package var line: Int32

  package init(
    _ number: Int32,
    _ text: String,
    severity: UInt8 = 16,
    state: UInt8 = 1,
    procedure: String = "",
    line: Int32 = 1
  ) {
    self.number = number
    self.text = text
    self.severity = severity
    self.state = state
    self.procedure = procedure
    self.line = line
  }
}

/// One piece of a reply, in the order in which it goes over the wire.
package enum TSQLReply: Hashable, Sendable {
  package struct Column: Hashable, Sendable {
    package var name: String
    package var type: TSQLType

    package init(_ name: String, _ type: TSQLType) {
      self.name = name
      self.type = type
    }
  }

  case columns([Column])
  case row([TSQLValue])
  /// Ends a statement; `count` is its number of rows, where it has one.
  case done(count: Int?)
  case message(TSQLMessage)
  case databaseChanged(from: String, to: String)
  case transactionBegan
  case transactionCommitted
  case transactionRolledBack
  /// What a procedure returned.
  case returnStatus(Int32)
  /// A scripted fault: the door closes the connection without another byte.
  case connectionLost
}

/// What stands behind a TDS door: a simulated server instance.
package protocol TSQLServer: Sendable {
  /// Throws the messages of a refused login, the first of which names the reason.
  func login(_ login: TSQLLogin) throws -> any TSQLSession
}

/// A refused login: 18456 alone, or 4060 before it.
package struct TSQLLoginRefusal: Error, Hashable, Sendable {
  package var messages: [TSQLMessage]

  package init(_ messages: [TSQLMessage]) { self.messages = messages }
}

/// One logged-in session; the door calls it for one batch at a time.
package protocol TSQLSession: Sendable {
  /// The database that the login ended in.
  var database: String { get }
  var serverName: String { get }

  /// Runs a batch and hands over each piece of its reply as it arises.
  ///
  /// Cancelling the task ends a wait inside the batch; the door acknowledges the attention itself.
  func run(_ batch: TSQLBatch, reply: @Sendable (TSQLReply) async -> Void) async

  /// The connection ended, orderly or not: locks of the session are released.
  func close() async
}
