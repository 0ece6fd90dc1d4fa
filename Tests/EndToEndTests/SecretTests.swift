import Foundation
import Lab
import LabEstate
import LinkflowProgram
import Testing

@Suite struct `A secret` {
  @Test(.timeLimit(.minutes(15)))
  func `is in no file, row, line or report that the program writes`() async throws {
    try await Rehearsal.run { rehearsal in
      // One failure of each kind, so that error paths speak too.
      _ = try rehearsal.lab.estate.add(Fault(.dropAfter, door: .sql, match: "CREATE MASTER KEY"))
      _ = try rehearsal.lab.estate.add(Fault(.dropBefore, door: .rest, match: "token"))
      let run = try await rehearsal.create()
      #expect(run.exitStatus == 0, "\(run.errors)")
      let status = try await rehearsal.program.run(["status"])
      let report = try await rehearsal.program.run(["report"])
      var texts = [
        "run": run.output + run.errors,
        "status": status.output + status.errors,
        "report": report.output + report.errors,
      ]
      let workspace = rehearsal.program.workspace
      for name in try FileManager.default.subpathsOfDirectory(atPath: workspace)
      where !name.hasPrefix("lab") {
        let url = URL(filePath: workspace + "/" + name)
        guard let data = try? Data(contentsOf: url) else { continue }
        texts[name] = String(decoding: data, as: UTF8.self)
      }
      #expect(texts.keys.contains("state.db"))
      let secrets = [
        try #require(rehearsal.program.environment["LINKFLOW_MASTER_KEY_PASSWORD"]),
        try rehearsal.lab.password(of: "sql1"),
        try rehearsal.lab.password(of: "mi1"),
        try rehearsal.lab.clientSecret,
      ]
      for secret in secrets {
        #expect(secret.count > 8)
        let forms = [
          secret, Data(secret.utf8).base64EncodedString(),
          Data(secret.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).base64EncodedString(),
        ]
        for (place, text) in texts {
          #expect(!forms.contains { text.contains($0) }, "\(place) holds a secret")
        }
      }
      #expect(report.output.contains("‹env://LINKFLOW_MASTER_KEY_PASSWORD›"))
    }
  }
}
