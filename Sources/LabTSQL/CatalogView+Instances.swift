import LabEstate

extension CatalogView {
  /// Views that only a Managed Instance has.
  static let instanceViews: [CatalogView] = [
    CatalogView(
      "sys.dm_hadr_fabric_config_parameters",
      isInstanceOnly: true,
      columns: """
        section_name nvarchar(128), parameter_name nvarchar(128), value nvarchar(4000)
        """
    ) { context, _ in
      [
        ("SQL", "InstanceName", context.server.name), ("SQL", "HadrPort", "11002"),
        ("Cluster", "DnsRecordName", context.server.serverName),
      ].map { section, name, value in
        ["section_name": .text(section), "parameter_name": .text(name), "value": .text(value)]
      }
    }
  ]
}
