import LabEstate

/// The `api-version` of a request: a date, perhaps with `-preview`.
struct APIVersion: Hashable, Comparable {
  private var text: String

  init(_ text: String) { self.text = text }

  /// From here on a link has its present shape.
  static let currentLinkShape = APIVersion("2023-02-01-preview")
  static let linkMode = APIVersion("2025-08-01-preview")
  static let mostRecentError = APIVersion("2026-08-01-preview")

  private var date: Substring { text.prefix(10) }

  /// By date alone: a preview and its release bring the same.
  static func < (left: Self, right: Self) -> Bool { left.date < right.date }

  /// - Throws: `ARMRefusal` in the words of ARM.
  init(query: String?) throws {
    guard let query, !query.isEmpty else {
      throw ARMRefusal(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests."
      )
    }
    guard query.wholeMatch(of: /\d{4}-\d{2}-\d{2}(-preview)?/) != nil else {
      throw ARMRefusal(
        400,
        "InvalidApiVersionParameter",
        "The api-version '\(query)' is invalid."
      )
    }
    self.init(query)
  }
}
