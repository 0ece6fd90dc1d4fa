extension EstateTransaction {
  /// `DBCC TRACEON (…, -1)` and `TRACEOFF`; a flag that already is so is no effect.
  package mutating func setTraceFlags(
    _ flags: [Int],
    isOn: Bool,
    on server: String
  ) throws {
    for flag in flags where self.server(server).traceFlags.contains(flag) != isOn {
      world.update(server: server) { server in
        if isOn { server.traceFlags.insert(flag) } else { server.traceFlags.remove(flag) }
      }
      try recordEffect(on: server, isOn ? "trace_on" : "trace_off", String(flag))
    }
  }
}
