extension Estate {
  /// Begins a link; see `EstateTransaction.putLink`.
  package func putLink(
    _ name: String,
    _ request: Link.Request,
    on instance: String
  ) throws -> LinkPutOutcome {
    try change { try $0.putLink(name, request, on: instance) }
  }

  /// Nil when there is no such link (204).
  package func deleteLink(_ name: String, on instance: String) throws -> LongRunningOperation? {
    try change { try $0.deleteLink(name, on: instance) }
  }

  package func patchLink(
    _ name: String,
    replicationMode: String,
    on instance: String
  ) throws -> Link {
    try change { try $0.patchLink(name, replicationMode: replicationMode, on: instance) }
  }

  /// Begins a change of a link's roles; see `EstateTransaction.changeRole`.
  package func changeRole(
    _ change: Link.RoleChange.Kind,
    ofLink name: String,
    on instance: String,
    as kind: LongRunningOperation.Kind
  ) throws -> LongRunningOperation {
    try self.change { try $0.changeRole(change, ofLink: name, on: instance, as: kind) }
  }

  /// True when the certificate is new (201), false when the same one was there (200).
  package func putTrustCertificate(
    _ name: String,
    publicBlob: String,
    on instance: String
  ) throws -> Bool {
    try change { try $0.putTrustCertificate(name, publicBlob: publicBlob, on: instance) }
  }

  /// False when there was none (204).
  package func deleteTrustCertificate(_ name: String, on instance: String) throws -> Bool {
    try change { try $0.deleteTrustCertificate(name, on: instance) }
  }

  /// An operation of any instance, by its id without regard to case.
  package func operation(_ id: String) throws -> LongRunningOperation? {
    try world().servers.lazy.compactMap(\.instance).flatMap(\.operations)
      .first { $0.id.isSameName(as: id) }
  }
}
