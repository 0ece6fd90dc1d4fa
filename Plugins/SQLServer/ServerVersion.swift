/// `SERVERPROPERTY('ProductVersion')` as four numbers, compared from the left.
struct ServerVersion: Hashable, Comparable, CustomStringConvertible {
  var parts: [Int]

  init(_ parts: Int...) { self.parts = parts }

  init?(_ text: String) {
    let parts = text.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4 else { return nil }
    self.parts = parts
  }

  var major: Int { parts[0] }

  var description: String { parts.map(String.init).joined(separator: ".") }

  static func < (a: ServerVersion, b: ServerVersion) -> Bool {
    a.parts.lexicographicallyPrecedes(b.parts)
  }

  /// The least build that can be the initial primary of a link, and how to get it.
  ///
  /// Source: `Managed Instance link overview`, prerequisites. The 13.0.6300 and 14.0.3456 lines are
  /// newer by date than the Azure Connect pack and still lack it, so the number decides.
  static let linkMinimum: [Int: (version: ServerVersion, remedy: String)] = [
    13: (
      ServerVersion(13, 0, 7000, 253),
      "Install SQL Server 2016 SP3 and the Azure Connect pack (13.0.7000.253), then restart."
    ),
    14: (
      ServerVersion(14, 0, 3490, 10),
      "Install SQL Server 2017 CU31 and the Azure Connect pack (14.0.3490.10), then restart."
    ),
    15: (
      ServerVersion(15, 0, 4312, 2),
      "Install SQL Server 2019 CU20 (15.0.4312.2) or later, then restart."
    ),
    16: (
      ServerVersion(16, 0, 1000, 6), "Install the released SQL Server 2022 (16.0.1000.6) or later."
    ),
    17: (
      ServerVersion(17, 0, 1000, 7), "Install the released SQL Server 2025 (17.0.1000.7) or later."
    ),
  ]
}
