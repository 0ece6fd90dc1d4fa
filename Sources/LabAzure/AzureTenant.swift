/// The lab's Entra tenant with its one application, which may do everything in the subscription.
package struct AzureTenant: Hashable, Codable, Sendable {
  package var id: String
  package var clientID: String
  package var clientSecret: String

  package init(id: String, clientID: String, clientSecret: String) {
    self.id = id
    self.clientID = clientID
    self.clientSecret = clientSecret
  }
}
