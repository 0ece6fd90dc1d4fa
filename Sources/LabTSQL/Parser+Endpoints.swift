import LabEstate

extension Parser {
  /// The clauses after the name in `CREATE ENDPOINT` and `ALTER ENDPOINT`.
  mutating func endpointClauses() throws -> EndpointClauses {
    var clauses = EndpointClauses()
    if takeWord("AUTHORIZATION") { _ = try name() }
    if takeWord("STATE") {
      try expectSymbol("=")
      clauses.state = try endpointState()
    }
    if takeWord("AS") {
      guard takeWord("TCP") else { throw unsupported("endpoints other than TCP") }
      try listener(&clauses)
    }
    if takeWord("FOR") {
      guard takeWord("DATABASE_MIRRORING") || takeWord("DATA_MIRRORING") else {
        throw unsupported("endpoints for \(current.text.uppercased())")
      }
      try expectSymbol("(")
      _ = try list { try $0.mirroringOption(&clauses) }
      try expectSymbol(")")
    }
    return clauses
  }

  private mutating func endpointState() throws -> MirroringEndpoint.State {
    if takeWord("STARTED") { return .started }
    if takeWord("STOPPED") { return .stopped }
    if takeWord("DISABLED") { return .disabled }
    throw syntaxError()
  }

  private mutating func listener(_ clauses: inout EndpointClauses) throws {
    try expectSymbol("(")
    _ = try list { parser in
      if parser.takeWord("LISTENER_PORT") {
        try parser.expectSymbol("=")
        clauses.port = try parser.integer()
      } else if parser.takeWord("LISTENER_IP") {
        try parser.expectSymbol("=")
        if parser.takeWord("ALL") { return }
        try parser.expectSymbol("(")
        var address = ""
        while !parser.current.isSymbol(")") {
          guard parser.current.kind != .end else { throw parser.syntaxError() }
          address += parser.take().text
        }
        parser.take()
        clauses.address = address
      } else {
        throw parser.syntaxError()
      }
    }
    try expectSymbol(")")
  }

  private mutating func mirroringOption(_ clauses: inout EndpointClauses) throws {
    let option = try anyWord().uppercased()
    try expectSymbol("=")
    switch option {
    case "ROLE":
      let roles: [String: MirroringEndpoint.Role] = [
        "ALL": .all, "PARTNER": .partner, "WITNESS": .witness,
      ]
      guard let role = roles[try anyWord().uppercased()] else { throw syntaxError() }
      clauses.role = role
    case "AUTHENTICATION": try authentication(&clauses)
    case "ENCRYPTION": try encryption(&clauses)
    default: throw syntaxError()
    }
  }

  private mutating func authentication(_ clauses: inout EndpointClauses) throws {
    if takeWord("CERTIFICATE") {
      clauses.certificate = try name()
      guard takeWord("WINDOWS") else {
        clauses.authentication = .certificate
        return
      }
      clauses.authentication =
        [
          .certificateNTLM, .certificateKerberos, .certificateNegotiate,
        ][windowsMethod()]
      return
    }
    try expectWord("WINDOWS")
    let method = windowsMethod()
    guard takeWord("CERTIFICATE") else {
      clauses.authentication = [.ntlm, .kerberos, .negotiate][method]
      return
    }
    clauses.certificate = try name()
    clauses.authentication =
      [
        .ntlmCertificate, .kerberosCertificate, .negotiateCertificate,
      ][method]
  }

  /// 0 NTLM, 1 Kerberos, 2 negotiate, which is the default.
  private mutating func windowsMethod() -> Int {
    if takeWord("NTLM") { return 0 }
    if takeWord("KERBEROS") { return 1 }
    _ = takeWord("NEGOTIATE")
    return 2
  }

  private mutating func encryption(_ clauses: inout EndpointClauses) throws {
    if takeWord("DISABLED") {
      clauses.isEncryptionRequired = false
      clauses.algorithm = MirroringEndpoint.Algorithm.none
      return
    }
    guard atWord("REQUIRED", "SUPPORTED") else { throw syntaxError() }
    clauses.isEncryptionRequired = take().isWord("REQUIRED")
    guard takeWord("ALGORITHM") else { return }
    if takeWord("AES") {
      clauses.algorithm = takeWord("RC4") ? .aesRC4 : .aes
    } else if takeWord("RC4") {
      clauses.algorithm = takeWord("AES") ? .rc4AES : .rc4
    } else {
      throw syntaxError()
    }
  }
}
