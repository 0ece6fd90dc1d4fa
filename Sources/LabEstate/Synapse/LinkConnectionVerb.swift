/// What a link connection can be told to do.
package enum LinkConnectionVerb: String, CaseIterable, Sendable {
  case start, stop, pause, resume

  /// The states in which it may be said: "Manage a link connection".
  var from: [LinkConnection.Status] {
    switch self {
    case .start: [.initial, .stopped]
    case .stop: [.running, .starting, .paused]
    case .pause: [.running]
    case .resume: [.paused]
    }
  }

  var leadsTo: LinkConnection.Status {
    switch self {
    case .start: .starting
    case .stop: .stopping
    case .pause: .pausing
    case .resume: .resuming
    }
  }
}
