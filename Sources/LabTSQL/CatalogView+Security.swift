import LabEstate

extension CatalogView {
  /// Views on keys, certificates and logins.
  static let securityViews: [CatalogView] = [
    CatalogView(
      "sys.symmetric_keys",
      columns: """
        name sysname, principal_id int, symmetric_key_id int, key_length int,
        algorithm_desc nvarchar(60)
        """
    ) { context, database in
      let isThere =
        database.id == 1 ? context.server.hasMasterKey : !database.scopedCredentials.isEmpty
      guard isThere else { return [] }
      return [
        [
          "name": .text("##MS_DatabaseMasterKey##"), "principal_id": .number(1),
          "symmetric_key_id": .number(101), "key_length": .number(256),
          "algorithm_desc": .text("AES_256"),
        ]
      ]
    },
    CatalogView(
      "sys.certificates",
      columns: """
        name sysname, certificate_id int, principal_id int, pvt_key_encryption_type varchar(2),
        pvt_key_encryption_type_desc nvarchar(60), is_active_for_begin_dialog bit,
        issuer_name nvarchar(442), cert_serial_number nvarchar(64), sid varbinary(85),
        string_sid nvarchar(128), subject nvarchar(4000), expiry_date datetime,
        start_date datetime, thumbprint varbinary(32), attested_by nvarchar(260),
        pvt_key_last_backup_date datetime
        """
    ) { context, database in
      database.id == 1 ? context.server.certificates.map(certificate) : []
    },
    CatalogView(
      "sys.server_principals",
      columns: """
        name sysname, principal_id int, type varchar(1), type_desc nvarchar(60), is_disabled bit
        """
    ) { context, _ in
      context.server.logins.enumerated().map { index, login in
        [
          "name": .text(login.name), "principal_id": .number(index + 1), "type": .text("S"),
          "type_desc": .text("SQL_LOGIN"), "is_disabled": .flag(false),
        ]
      }
    },
  ]

  private static func certificate(_ certificate: Certificate) -> Row {
    [
      "name": .text(certificate.name), "certificate_id": .number(certificate.id),
      "principal_id": .number(1),
      "pvt_key_encryption_type": .text(certificate.privateKey.rawValue),
      "pvt_key_encryption_type_desc":
        .text(certificate.privateKey == .masterKey ? "ENCRYPTED_BY_MASTER_KEY" : "NO_PRIVATE_KEY"),
      "is_active_for_begin_dialog": .flag(true), "issuer_name": .text(certificate.issuer),
      "cert_serial_number": .text(certificate.serialNumber), "subject": .text(certificate.subject),
      "expiry_date": .moment(certificate.expiry), "start_date": .moment(certificate.start),
      "thumbprint": .bytes(certificate.thumbprint.bytes),
    ]
  }
}
