extension SharedAccessTerms {
  /// Headers and query parameters that must accompany a request, which later versions sign too.
  package struct Conditions: Hashable, Sendable {
    package var headers: [SharedAccessQuery.Field]
    package var parameters: [SharedAccessQuery.Field]

    package init(
      headers: [(String, String)] = [],
      parameters: [(String, String)] = []
    ) {
      self.headers = headers.map { SharedAccessQuery.Field(name: $0.0, value: $0.1) }
      self.parameters = parameters.map { SharedAccessQuery.Field(name: $0.0, value: $0.1) }
    }
  }

  /// What the key signs: the decoded fields in the order of the kind, each version with the lines
  /// that it knows ("Create an account SAS", "Create a service SAS", "Create a user delegation
  /// SAS": Specify the signature).
  package func stringToSign(
    on resource: SharedAccessResource,
    conditions: Conditions = Conditions()
  ) -> String {
    switch kind {
    case .account: accountLines(resource).map { $0 + "\n" }.joined()
    case .service: serviceLines(resource).joined(separator: "\n")
    case .userDelegation: delegationLines(resource, conditions).joined(separator: "\n")
    }
  }

  private func values(_ names: String...) -> [String] { names.map { query[$0] ?? "" } }

  private func since(_ version: String, _ lines: [String]) -> [String] {
    (query["sv"] ?? "") >= version ? lines : []
  }

  private func accountLines(_ resource: SharedAccessResource) -> [String] {
    [resource.account] + values("sp", "ss", "srt", "st", "se", "sip", "spr", "sv")
      + since("2020-12-06", values("ses"))
  }

  private func serviceLines(_ resource: SharedAccessResource) -> [String] {
    values("sp", "st", "se") + [resource.canonicalized]
      + values("si", "sip", "spr", "sv", "sr", "snapshot")
      + since("2020-12-06", values("ses"))
      + values("rscc", "rscd", "rsce", "rscl", "rsct")
  }

  private func delegationLines(
    _ resource: SharedAccessResource,
    _ conditions: Conditions
  ) -> [String] {
    let headers = conditions.headers.map { "\($0.name):\($0.value)\n" }.joined()
    let parameters = conditions.parameters.map { "\n\($0.name):\($0.value)" }.joined()
    return values("sp", "st", "se") + [resource.canonicalized]
      + values("skoid", "sktid", "skt", "ske", "sks", "skv")
      + since("2020-02-10", values("saoid", "suoid", "scid"))
      + since("2025-07-05", values("skdutid", "sduoid"))
      + values("sip", "spr", "sv", "sr", "snapshot")
      + since("2020-12-06", values("ses"))
      + since("2026-04-06", [headers, parameters])
      + values("rscc", "rscd", "rsce", "rscl", "rsct")
  }
}
