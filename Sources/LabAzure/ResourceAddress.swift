import Foundation

/// A path below ARM's `/subscriptions`; its fixed words are matched without regard to case.
enum ResourceAddress: Hashable {
  struct Instance: Hashable {
    var subscription: String
    var resourceGroup: String
    var name: String

    var id: String {
      "/subscriptions/\(subscription)/resourceGroups/\(resourceGroup)"
        + "/providers/\(ResourceAddress.instanceType)/\(name)"
    }

    func id(_ child: Child, _ name: String) -> String { "\(id)/\(child.rawValue)/\(name)" }
  }

  /// The collections below a Managed Instance that the lab has.
  enum Child: String, CaseIterable {
    case databases
    case endpointCertificates
    case serverTrustCertificates
    case distributedAvailabilityGroups
    case operations
    case encryptionProtector

    var type: String { "\(ResourceAddress.instanceType)/\(rawValue)" }
  }

  /// What a long-running operation's address answers.
  enum OperationView: Hashable { case status, result }

  static let instanceType = "Microsoft.Sql/managedInstances"

  case subscriptions
  case subscription(String)
  case instances(subscription: String, resourceGroup: String?)
  case instance(Instance)
  case children(Instance, Child)
  case child(Instance, Child, name: String)
  case verb(Instance, Child, name: String, verb: String)
  case operation(subscription: String, view: OperationView, id: String)

  /// Nil for a path that the lab does not have.
  init?(path: String) {
    var segments = path.split(separator: "/").map { String($0).removingPercentEncodingOnce }
    func take(_ word: String) -> Bool {
      guard let first = segments.first, first.isSameWord(as: word) else { return false }
      segments.removeFirst()
      return true
    }
    func takeName() -> String? { segments.isEmpty ? nil : segments.removeFirst() }

    guard take("subscriptions") else { return nil }
    guard let subscription = takeName() else {
      self = .subscriptions
      return
    }
    guard !segments.isEmpty else {
      self = .subscription(subscription)
      return
    }
    var group: String?
    if take("resourceGroups") {
      group = takeName()
      guard group != nil else { return nil }
    }
    guard take("providers"), take("Microsoft.Sql") else { return nil }
    if group == nil, take("locations") {
      guard let operation = Self.operation(subscription, segments) else { return nil }
      self = operation
      return
    }
    guard take("managedInstances") else { return nil }
    guard let name = takeName() else {
      self = .instances(subscription: subscription, resourceGroup: group)
      return
    }
    guard let group else { return nil }
    let instance = Instance(subscription: subscription, resourceGroup: group, name: name)
    guard let collection = takeName() else {
      self = .instance(instance)
      return
    }
    guard let child = Child.allCases.first(where: { $0.rawValue.isSameWord(as: collection) })
    else { return nil }
    switch (takeName(), takeName(), segments.isEmpty) {
    case (nil, nil, true): self = .children(instance, child)
    case (let name?, nil, true): self = .child(instance, child, name: name)
    case (let name?, let verb?, true): self = .verb(instance, child, name: name, verb: verb)
    default: return nil
    }
  }

  /// `{region}/{collection}AzureAsyncOperation/{id}` or `…OperationResults/{id}`.
  private static func operation(_ subscription: String, _ segments: [String]) -> Self? {
    guard segments.count == 3 else { return nil }
    let kind = segments[1].lowercased()
    if kind.hasSuffix("azureasyncoperation") {
      return .operation(subscription: subscription, view: .status, id: segments[2])
    }
    guard kind.hasSuffix("operationresults") else { return nil }
    return .operation(subscription: subscription, view: .result, id: segments[2])
  }

  /// The instance that a fault may be meant for; empty above the instances.
  var server: String {
    switch self {
    case .instance(let instance), .children(let instance, _), .child(let instance, _, _),
      .verb(let instance, _, _, _):
      instance.name
    case .subscriptions, .subscription, .instances, .operation: ""
    }
  }
}

extension String {
  func isSameWord(as other: String) -> Bool { lowercased() == other.lowercased() }

  fileprivate var removingPercentEncodingOnce: String { removingPercentEncoding ?? self }
}
