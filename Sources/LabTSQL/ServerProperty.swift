import LabEstate

/// The answers of SERVERPROPERTY; NULL for a property that there is not.
enum ServerProperty {
  static func value(of property: String, on server: Server) -> TSQLValue {
    let isInstance = server.isManagedInstance
    let machine = isInstance ? server.name : String(server.serverName.prefix { $0 != "\\" })
    return switch property.lowercased() {
    case "productversion": .text(server.productVersion)
    case "productmajorversion":
      .text(String(server.productVersion.prefix { $0 != "." }))
    case "productminorversion":
      .text(String(server.productVersion.split(separator: ".").dropFirst().first ?? ""))
    case "productbuild":
      .text(String(server.productVersion.split(separator: ".").dropFirst(2).first ?? ""))
    case "productlevel": .text(server.productLevel)
    case "productupdatelevel": server.productUpdateLevel.map { .text($0) } ?? .null
    case "productupdatetype" where isInstance: .text("CU")
    case "edition": .text(server.edition)
    case "engineedition": .int(Int64(server.engineEdition))
    case "ishadrenabled": .int(server.isHADREnabled ? 1 : 0)
    case "hadrmanagerstatus": .int(server.isHADREnabled ? 1 : 2)
    case "isclustered", "issingleuser", "isfulltextinstalled": .int(0)
    case "isintegratedsecurityonly": .int(0)
    case "collation": .text(server.collation)
    case "servername": .text(server.serverName)
    case "machinename", "computernamephysicalnetbios": .text(machine)
    case "instancename": .null
    case "processid": .int(4242)
    case "lcid": .int(1033)
    case "sqlcharsetname": .text("iso_1")
    default: .null
    }
  }

  /// What `@@VERSION` answers; it says that it is the lab.
  static func version(of server: Server) -> String {
    if server.isManagedInstance {
      return "Microsoft SQL Azure (RTM) - \(server.productVersion) (simulated by the Linkflow lab)"
    }
    let level = server.productUpdateLevel.map { "(\(server.productLevel)-\($0)) " } ?? ""
    let years = ["13": "2016", "14": "2017", "15": "2019", "16": "2022", "17": "2025"]
    let year = years[String(server.productVersion.prefix { $0 != "." })] ?? ""
    let system = server.platform == .windows ? "Windows Server 2022" : "Linux"
    return "Microsoft SQL Server \(year) \(level)- \(server.productVersion) (X64) "
      + "(simulated by the Linkflow lab)\n\t\(server.edition) on \(system)"
  }
}
