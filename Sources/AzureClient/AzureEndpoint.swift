import Foundation

/// The address of a service: scheme, host and port, and so the bounds within which its token may go.
package struct AzureEndpoint: Hashable, Sendable, CustomStringConvertible {
  package let scheme: String
  package let host: String
  package let port: Int

  /// Reads an absolute URL's origin; nil when it is none, or is neither `https` nor `http`.
  package init?(_ url: String) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil
    else { return nil }
    let usual = ["https": 443, "http": 80]
    guard let port = parts.port ?? usual[scheme], usual[scheme] != nil else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  private init(host: String) {
    scheme = "https"
    self.host = host
    port = 443
  }

  /// An endpoint of a known name, on the usual port of `https`.
  static func https(_ host: String) -> AzureEndpoint { AzureEndpoint(host: host) }

  package func contains(_ url: String) -> Bool { AzureEndpoint(url) == self }

  package var description: String {
    let usual = scheme == "https" ? 443 : 80
    return "\(scheme)://\(host)" + (port == usual ? "" : ":\(port)")
  }
}
