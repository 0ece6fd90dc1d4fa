import Foundation

/// An error as Azure Resource Manager tells it ("Common Resource Provider Contract").
package struct ARMError: Error, Hashable, Sendable {
  package var code: String
  package var message: String
  package var target: String?
  package var details: [ARMError]

  package init(code: String, message: String, target: String? = nil, details: [ARMError] = []) {
    self.code = code
    self.message = message
    self.target = target
    self.details = details
  }

  /// Reads `{"error": {…}}`, and the barer forms that gateways send; nil when it is none of them.
  package init?(body: [UInt8]) {
    guard let json = try? JSONSerialization.jsonObject(with: Data(body)),
      let object = json as? [String: Any]
    else { return nil }
    if let error = object["error"] as? [String: Any] {
      self.init(object: error)
    } else if let code = object["error"] as? String {
      // OAuth 2.0's form (RFC 6749, section 5.2), which Entra keeps to.
      self.init(code: code, message: object["error_description"] as? String ?? "")
    } else {
      self.init(object: object)
    }
  }

  private init?(object: [String: Any]) {
    let code = object["code"] as? String ?? object["Code"] as? String
    let message = object["message"] as? String ?? object["Message"] as? String
    guard code != nil || message != nil else { return nil }
    let details = object["details"] as? [[String: Any]] ?? []
    self.init(
      code: code ?? "",
      message: message ?? "",
      target: object["target"] as? String,
      details: details.compactMap(ARMError.init(object:))
    )
  }

  /// The innermost detail, which most often names the cause.
  package var deepest: ARMError { details.last?.deepest ?? self }
}

extension ARMError: CustomStringConvertible {
  package var description: String {
    let own = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
    let cause = deepest
    guard cause != self, cause.message != message else { return own }
    return "\(own) (\(cause.description))"
  }
}
