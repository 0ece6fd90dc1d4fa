/// An error as blob storage tells it: `<Error><Code>…</Code><Message>…</Message>…</Error>`
/// ("Status and error codes", Azure Storage REST API reference).
struct StorageError {
  var code: String
  /// With the detail of a refused authorization, where the service gives one.
  var message: String

  /// Nil when the body is no such document, which may begin with a byte order mark.
  init?(body: [UInt8]) {
    let text = String(decoding: body, as: UTF8.self)
    guard text.contains("<Error>"), let code = Self.content(of: "Code", in: text) else {
      return nil
    }
    self.code = code
    // The service appends the request's ID and the time in lines of their own.
    let lines = (Self.content(of: "Message", in: text) ?? "").split(separator: "\n")
    let told = lines.filter { !$0.hasPrefix("RequestId:") && !$0.hasPrefix("Time:") }
    // What the service says that it signed goes over many lines; its first sentence tells enough.
    let detail = Self.content(of: "AuthenticationErrorDetail", in: text).flatMap { detail in
      detail.split(separator: "\n").first.map { line in
        String(line.firstRange(of: "Server used following").map { line[..<$0.lowerBound] } ?? line)
      }
    }
    message = (told.map(String.init) + [detail].compactMap { $0 }).joined(separator: " ")
  }

  private static func content(of element: String, in text: String) -> String? {
    guard let opening = text.firstRange(of: "<\(element)>"),
      let closing = text[opening.upperBound...].firstRange(of: "</\(element)>")
    else { return nil }
    var content = String(text[opening.upperBound..<closing.lowerBound])
    // XML 1.0, 4.6: the ampersand last, so that none is read twice.
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
    ] {
      content = content.replacing(entity, with: character)
    }
    return content
  }
}
