import Glibc

/// A plain TCP connect before the driver's own, for a quick and clear message.
///
/// Microsoft's driver tries a refused port again until the login timeout ends.
struct PortProbe {
  let host: String
  let port: Int

  /// Blocks until one of the host's addresses answers, or none did within `limit`.
  func check(within limit: Duration) throws(SQLServerFailure) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &found)
    guard status == 0, let found else {
      let reason = String(cString: gai_strerror(status))
      throw unreachable("The name \(host) has no address (\(reason)).")
    }
    defer { freeaddrinfo(found) }
    let deadline = ContinuousClock.now + limit
    var problem: Int32 = ETIMEDOUT
    for address in sequence(first: found, next: { $0.pointee.ai_next }) {
      problem = attempt(address.pointee, until: deadline)
      if problem == 0 { return }
    }
    throw switch problem {
    case ECONNREFUSED:
      unreachable("Nothing listens at \(host), port \(port).")
    case ETIMEDOUT:
      unreachable("\(host), port \(port), did not answer within \(limit).")
    default:
      unreachable(
        "\(host), port \(port), cannot be reached (\(String(cString: strerror(problem))))."
      )
    }
  }

  private func unreachable(_ detail: String) -> SQLServerFailure {
    .notConnected(.unreachable(detail: detail))
  }

  /// Returns zero or the error number.
  private func attempt(_ address: addrinfo, until deadline: ContinuousClock.Instant) -> Int32 {
    let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let handle = socket(address.ai_family, kind, address.ai_protocol)
    guard handle >= 0 else { return errno }
    defer { close(handle) }
    if connect(handle, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
    guard errno == EINPROGRESS else { return errno }
    var waiting = pollfd(fd: handle, events: Int16(POLLOUT), revents: 0)
    var ready: Int32
    repeat {
      let left = max(ContinuousClock.now.duration(to: deadline), .zero)
      let (seconds, attoseconds) = left.components
      ready = poll(
        &waiting,
        1,
        Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
      )
    } while ready < 0 && errno == EINTR
    guard ready > 0 else { return ready == 0 ? ETIMEDOUT : errno }
    var problem: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(handle, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 else { return errno }
    return problem
  }
}
