import LabEstate

extension CatalogView {
  private struct File {
    /// In the order of `sys.master_files.type`.
    enum Kind: Int { case rows = 0, log, filestream }

    var kind: Kind
    var name: String
    var ending: String
    var bytes: Int64
  }

  /// The rows of a database in `sys.master_files`.
  static func files(of database: UserDatabase, on server: Server) -> [Row] {
    var files = [File(kind: .rows, name: database.name, ending: ".mdf", bytes: database.dataBytes)]
    for number in 1...max(1, database.options.logFiles) {
      files.append(
        File(
          kind: .log,
          name: "\(database.name)_log\(number == 1 ? "" : String(number))",
          ending: ".ldf",
          bytes: database.logBytes
        )
      )
    }
    if database.options.hasFilestream {
      files.append(
        File(kind: .filestream, name: "\(database.name)_filestream", ending: "", bytes: 0)
      )
    }
    return files.enumerated().map { index, file in
      let space =
        switch file.kind {
        case .rows: 1
        case .log: 0
        case .filestream: 2
        }
      return [
        "database_id": .number(database.id), "file_id": .number(index + 1),
        "type": .number(file.kind.rawValue),
        "type_desc": .text("\(file.kind)".uppercased()), "data_space_id": .number(space),
        "name": .text(file.name),
        "physical_name": .text(server.dataFolder + file.name + file.ending),
        "state": .number(0), "state_desc": .text("ONLINE"), "size": .int(file.bytes / 8192),
        "max_size": .number(-1), "growth": .number(8192),
      ]
    }
  }
}

extension Server {
  fileprivate var dataFolder: String {
    switch platform {
    case .linux: "/var/opt/mssql/data/"
    case .windows: #"C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\DATA\"#
    }
  }
}
