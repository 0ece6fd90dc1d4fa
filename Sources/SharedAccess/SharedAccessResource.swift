/// What a service or user-delegation signature opens; an account's opens the account itself.
package struct SharedAccessResource: Hashable, Sendable {
  package var account: String
  package var container: String?
  /// Of a blob or directory, decoded, without slashes at its ends.
  package var path: String?

  package init(account: String, container: String? = nil, path: String? = nil) {
    self.account = account
    self.container = container
    self.path = path
  }

  /// The same for tokens that are used at the `dfs` endpoint.
  var canonicalized: String {
    (["/blob", account] + [container, path].compactMap { $0 }).joined(separator: "/")
  }
}
