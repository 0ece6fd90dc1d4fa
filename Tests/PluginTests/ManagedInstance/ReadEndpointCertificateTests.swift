import SQLServerSteps
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Reading an endpoint certificate` {
  let bench: Bench

  init() throws { bench = try Bench("managed_instance.read_endpoint_certificate", [:]) }

  @Test func `asks for that of database mirroring`() throws {
    #expect(
      try bench.probe() == [
        "GET {resource}/endpointCertificates/DATABASE_MIRRORING?api-version=2025-01-01"
      ]
    )
  }

  @Test(arguments: [true, false])
  func `adds the prefix and the thumbprint`(_ isPrefixed: Bool) throws {
    let root = RootAuthority.digiCert
    let blob = isPrefixed ? root.blob : String(root.blob.dropFirst(2)).lowercased()
    let outputs = try bench.observe(.found(["properties": ["publicBlob": .string(blob)]])).outputs
    #expect(outputs["public_blob"] == .string(root.blob))
    #expect(outputs["thumbprint"] == .string(root.thumbprint))
  }

  @Test func `fails without a public part`() throws {
    let empty = Answer.found(["properties": ["publicBlob": ""]])
    #expect(try bench.failure { _ = try $0.observe(empty) }.kind == .permanent)
  }
}
