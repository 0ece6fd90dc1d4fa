import Foundation
package import WorkflowDiagnostics

/// Bounds that no file written by hand comes near.
package struct SyntaxLimits: Sendable {
  package var bytes = 1 << 20
  package var nodes = 100_000
  package var depth = 64

  package init() {}
}

/// Reads YAML to a tree in which every key and value keeps its place.
///
/// One document of mappings, sequences and scalars; anchors, aliases, merge keys and tags are
/// refused, since a reader of the file could not see from a place what holds there.
package enum SyntaxReader {
  /// Reads a text, called `file` in messages; nil when nothing can be said about its content.
  package static func read(
    _ text: String,
    file: String,
    limits: SyntaxLimits = SyntaxLimits(),
    diagnostics: inout [Diagnostic]
  ) -> SyntaxNode? {
    guard text.utf8.count <= limits.bytes else {
      diagnostics.append(
        Diagnostic(
          .tooLarge,
          detail: "The file has \(text.utf8.count) bytes; at most \(limits.bytes) are read.",
          at: SourceLocation(file: file, line: 1, column: 1)
        )
      )
      return nil
    }
    var builder = TreeBuilder(EventStream(SourceText(text, file: file)), limits: limits)
    do {
      let root = try builder.document()
      diagnostics += builder.diagnostics
      return builder.isIncomplete ? nil : root
    } catch {
      diagnostics += builder.diagnostics + [error.diagnostic]
      return nil
    }
  }

  /// The text of a file, which is UTF-8; nil, with the reason among the diagnostics, if it has none.
  package static func text(
    ofFile path: String,
    diagnostics: inout [Diagnostic]
  ) -> String? {
    let reason: String
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      if let text = String(bytes: data, encoding: .utf8) { return text }
      reason = "it is not UTF-8 text"
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      reason = "there is no such file"
    } catch {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      reason = isFolder.boolValue ? "it is a folder" : "this user may not read it"
    }
    diagnostics.append(
      Diagnostic(.fileUnreadable, detail: "The file \(path) cannot be read: \(reason).")
    )
    return nil
  }
}
