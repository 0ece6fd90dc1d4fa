import WorkflowModel
import WorkflowPlugin

/// The certificates of `master`, by which a probe finds one under whatever name it was imported.
struct StoredCertificates {
  struct Certificate: Hashable {
    var name: String
    /// `0x` and upper-case hex.
    var thumbprint: String
    var hasPrivateKey: Bool
  }

  var all: [Certificate]

  init(_ answer: Answer?) {
    all = (answer?.catalogRows ?? []).map { row in
      Certificate(
        name: row.text("name") ?? "",
        thumbprint: row.binary("thumbprint"),
        hasPrivateKey: row.text("pvt_key_encryption_type").map { $0 != "NA" } ?? false
      )
    }
  }

  func named(_ name: String) -> Certificate? { all.first { $0.name.isSameName(as: name) } }

  func withThumbprint(_ thumbprint: String) -> Certificate? {
    all.first { $0.thumbprint == thumbprint }
  }

  /// `sys.certificates (Transact-SQL)`; a server has a handful, so all are read.
  static func read(on connection: String) -> Call {
    Call(
      .read,
      on: connection,
      "read the certificates of master",
      sql: SQLCall("SELECT name, pvt_key_encryption_type, thumbprint FROM sys.certificates")
    )
  }

  /// `CREATE CERTIFICATE (Transact-SQL)`, from the public part alone.
  static func create(_ name: String, from blob: String, on connection: String) -> Call {
    Call(
      .write,
      on: connection,
      "import the certificate",
      sql: SQLCall("CREATE CERTIFICATE \(TSQL.identifier(name))\nFROM BINARY = \(blob)")
    )
  }

  /// The same certificate cannot be added twice; the probe that follows tells whether it is ours.
  static let alreadyThere = ErrorRule(
    "",
    text: "this certificate already has been added to the database",
    .alreadyDone
  )
}
