/// One change in a target, as the lab itself saw it.
package struct Effect: Hashable, Codable, Sendable {
  /// From 1, without gaps.
  package var sequence: Int64
  package var time: EstateInstant
  package var server: String
  /// For instance `create_certificate`.
  package var kind: String
  /// The name of what was changed.
  package var object: String
  package var detail: String
}
