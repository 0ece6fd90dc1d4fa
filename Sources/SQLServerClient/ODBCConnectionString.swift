import Secrets

/// What the driver is told, with each driver's own quoting.
///
/// The rules are those of "DSN and Connection String Keywords and Attributes" (Microsoft) and of
/// FreeTDS's user guide, chapter "ODBC", as both drivers were seen to follow them.
struct ODBCConnectionString {
  /// Holds the password, so it is handed to the driver and to nobody else.
  let text: Secret

  /// Writes the string for a target that has passed ``SQLServerTarget/checkedAddress()``; a
  /// `section` of FreeTDS's own file stands for the server's name and its issuers.
  init(
    _ target: SQLServerTarget,
    at address: SQLServerAddress,
    section: String? = nil
  ) throws(SQLServerFailure) {
    let family = target.driver.family
    var items: [(String, String)] = []
    if let section {
      items.append(("SERVERNAME", section))
    } else {
      items.append(("SERVER", Self.server(address)))
    }
    items.append(("DATABASE", try Self.quoted(target.database, "database", family)))
    items.append(("APP", try Self.quoted(target.applicationName, "application name", family)))
    // Some messages have no documented number, and are known by their English words only.
    items.append(("Language", "us_english"))
    if case .login(let user, let password) = target.credential {
      items.append(("UID", try Self.quoted(user, "user", family)))
      items.append(("PWD", try Self.quoted(password.reveal(), "password", family)))
    }
    switch family {
    case .freeTDS:
      // With the default, `auto`, each failed login is tried again with older versions.
      items.append(("TDS_Version", "7.4"))
      items.append(("ClientCharset", "UTF-8"))
      items.append(("Encryption", target.encryption == .off ? "off" : "require"))
    case .microsoft:
      let modes: [SQLServerTarget.Encryption: String] = [
        .required: "yes", .strict: "strict", .off: "no",
      ]
      items.append(("Encrypt", modes[target.encryption] ?? "yes"))
      items.append(("TrustServerCertificate", target.trustsServerCertificate ? "yes" : "no"))
      if let name = target.certificateHost {
        items.append(("HostNameInCertificate", try Self.quoted(name, "certificate host", family)))
      }
    }
    let location = target.driver.location
    let driver = target.driver.isPath ? location : "{\(location)}"
    // The driver manager takes the first DRIVER it meets, so no value can name another one.
    text = Secret(
      "DRIVER=\(driver);" + items.map { "\($0)=\($1);" }.joined()
    )
  }

  private static func server(_ address: SQLServerAddress) -> String {
    var text = address.host
    if let instance = address.instance { text += "\\" + instance }
    if let port = address.probedPort { text += ",\(port)" }
    return text
  }

  /// FreeTDS ends a braced value at `};` and nowhere else, so that sequence cannot be written.
  private static func quoted(
    _ value: String,
    _ name: String,
    _ family: ODBCDriver.Family
  ) throws(SQLServerFailure) -> String {
    guard !value.contains("\0") else {
      throw .notConnected(.optionRefused(detail: "The \(name) contains a NUL character."))
    }
    switch family {
    case .microsoft:
      return "{" + value.replacing("}", with: "}}") + "}"
    case .freeTDS:
      guard !value.contains("};") else {
        throw .notConnected(
          .optionRefused(
            detail: "The \(name) contains `};`, which FreeTDS's driver cannot be given. "
              + "Use Microsoft's driver, or change it."
          )
        )
      }
      return "{\(value)}"
    }
  }
}
