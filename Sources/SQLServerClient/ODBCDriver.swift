/// A driver that the driver manager loads, and whose rules it follows.
package struct ODBCDriver: Hashable, Sendable {
  /// The two drivers differ in quoting, encryption and what they can do.
  package enum Family: Hashable, Sendable { case freeTDS, microsoft }

  package var family: Family
  /// A name registered in `odbcinst.ini`, a library's name, or its absolute path.
  package var location: String

  package init(_ family: Family, at location: String) {
    self.family = family
    self.location = location
  }

  /// Debian's `tdsodbc`; its library is found without a registration.
  package static let freeTDS = ODBCDriver(.freeTDS, at: "libtdsodbc.so")
  package static let microsoft = ODBCDriver(.microsoft, at: "ODBC Driver 18 for SQL Server")

  /// Tells the family by the name or path; nil when it fits neither.
  package init?(named name: String) {
    let folded = name.lowercased()
    switch folded {
    case "freetds": self = .freeTDS
    case "microsoft": self = .microsoft
    case _ where folded.contains("tds"): self.init(.freeTDS, at: name)
    case _ where folded.contains("msodbcsql"), _ where folded.hasPrefix("odbc driver "):
      self.init(.microsoft, at: name)
    default: return nil
    }
  }

  var isPath: Bool { location.hasPrefix("/") || location.hasSuffix(".so") }
}
