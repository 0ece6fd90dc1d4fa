import SQLServerSteps
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Uploading a server certificate` {
  let bench: Bench
  let root = RootAuthority.digiCert

  init() throws {
    bench = try Bench(
      "managed_instance.upload_server_certificate",
      ["name": "Cert_SQL1_endpoint", "public_blob": .string(root.blob)]
    )
  }

  private func found(_ properties: [String: Value]) -> Answer {
    .found([
      "id": """
      /subscriptions/s1/resourceGroups/my rg/providers/Microsoft.Sql/managedInstances/mi1\
      /serverTrustCertificates/Cert_SQL1_endpoint
      """,
      "properties": .object(properties),
    ])
  }

  @Test func `looks for it by name, and takes 404 for an answer`() throws {
    #expect(
      try bench.probe() == [
        "GET {resource}/serverTrustCertificates/Cert_SQL1_endpoint?api-version=2025-01-01"
      ]
    )
    let request = try bench.probeCalls()[0].request
    let expected = RESTCall(
      .get,
      "/serverTrustCertificates/Cert_SQL1_endpoint",
      apiVersion: "2025-01-01",
      accepts: [404]
    )
    #expect(request == .rest(expected))
  }

  @Test func `puts it where it is not`() throws {
    #expect(try bench.observe(.notFound).state == .absent)
    #expect(
      try bench.writes() == [
        """
        PUT {resource}/serverTrustCertificates/Cert_SQL1_endpoint?api-version=2025-01-01
        {"properties":{"publicBlob":"\(root.blob)"}}
        """
      ]
    )
  }

  @Test func `knows its own by thumbprint or by blob`() throws {
    let thumbprint = String(root.thumbprint.dropFirst(2))
    #expect(try bench.observe(found(["thumbprint": .string(thumbprint)])).state == .mine)
    #expect(try bench.observe(found(["publicBlob": .string(root.blob)])).state == .mine)
  }

  @Test func `asks about another one of the name`() throws {
    let observation = try bench.observe(found(["thumbprint": "AB"]))
    #expect(observation.state == .different)
    #expect(bench.action.descriptor.onDifferent == .ask)
    let command =
      "\n  az sql mi partner-cert delete --subscription s1 -g 'my rg' --mi mi1 "
      + "-n Cert_SQL1_endpoint\n  linkflow resume spring-tide"
    #expect(observation.remedy?.hasSuffix(command) == true)
  }

  @Test func `encodes a name in the path`() throws {
    let odd = try Bench(
      "managed_instance.upload_server_certificate",
      ["name": "Cert ä/1", "public_blob": "0x30"]
    )
    #expect(try odd.probe()[0].contains("/serverTrustCertificates/Cert%20%C3%A4%2F1?"))
  }

  @Test func `refuses what is not hex`() throws {
    let bad = try Bench(
      "managed_instance.upload_server_certificate",
      ["name": "x", "public_blob": "-----BEGIN CERTIFICATE-----"]
    )
    #expect(try bad.failure { _ = try $0.writes() }.kind == .permanent)
  }
}
