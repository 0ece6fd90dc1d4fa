import Foundation
import LabEstate

/// What ARM answers, before it is put into HTTP.
struct ResourceAnswer: Sendable {
  /// Where the long-running operation that began can be followed.
  struct Operation: Hashable {
    var id: String
    var subscription: String
    var location: String
    /// Begins the name of both of its collections.
    var collection: ResourceAddress.Child
  }

  var status: Int
  var body: Data?
  var operation: Operation?
  /// In seconds; without it clients wait half a minute between polls.
  var retryAfter: Int?

  init(
    _ status: Int,
    operation: Operation? = nil,
    retryAfter: Int? = nil
  ) {
    self.status = status
    self.operation = operation
    self.retryAfter = retryAfter
  }

  init(_ status: Int, _ document: some Encodable, operation: Operation? = nil) throws {
    self.status = status
    self.operation = operation
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    body = try encoder.encode(document)
  }

  init(_ refusal: ARMRefusal) {
    self.init(refusal.status)
    body = try? JSONEncoder().encode(ErrorDocument(refusal))
  }
}

/// ARM's error envelope.
struct ErrorDocument: Encodable, Hashable {
  struct Content: Codable, Hashable {
    var code: String
    var message: String
  }

  var error: Content

  init(_ refusal: ARMRefusal) {
    error = Content(code: refusal.code, message: refusal.message)
  }
}

/// A list is never a bare array.
struct ListDocument<Element: Encodable>: Encodable {
  var value: [Element]
}

/// A resource: where it is, what it is, and its properties.
struct ResourceDocument<Properties: Encodable>: Encodable {
  var id: String
  var name: String
  var type: String
  var location: String?
  var sku: InstanceSKU?
  var tags: [String: String]?
  var properties: Properties
}
