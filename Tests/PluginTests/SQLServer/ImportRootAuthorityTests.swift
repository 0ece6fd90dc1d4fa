import Crypto
import SQLServerSteps
import Testing
import WorkflowModel
import WorkflowPlugin

@Suite struct `Importing a root authority` {
  let bench: Bench

  init() throws {
    bench = try Bench("sqlserver.import_root_authority", ["authority": "MicrosoftPKI"])
  }

  @Test func `finds it by thumbprint under whatever name`() throws {
    let observation = try bench.observe(
      .rows([
        "name": "Microsoft RSA Root", "pvt_key_encryption_type": "NA",
        "thumbprint": "0x73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74",
      ])
    )
    #expect(observation.state == .mine)
    #expect(observation.outputs["name"] == "Microsoft RSA Root")
  }

  @Test func `imports it where it is not`() throws {
    let observation = try bench.observe(.noRows)
    #expect(observation.state == .absent)
    #expect(
      try bench.writes(after: observation) == [
        "CREATE CERTIFICATE [MicrosoftPKI]\nFROM BINARY = \(RootAuthority.microsoft.blob)"
      ]
    )
  }

  @Test func `leaves another certificate of the name alone`() throws {
    let observation = try bench.observe(
      .rows(["name": "MicrosoftPKI", "pvt_key_encryption_type": "NA", "thumbprint": "0x01"])
    )
    #expect(observation.state == .foreign)
  }

  @Test func `knows two authorities`() throws {
    let bench = try Bench("sqlserver.import_root_authority", ["authority": "LetsEncrypt"])
    let failure = try bench.failure { _ = try $0.probe() }
    #expect(failure.remedy == "Write MicrosoftPKI or DigiCertPKI.")
  }
}

/// The fingerprints are those that the two authorities publish.
@Suite struct `A root authority's bytes` {
  private func bytes(_ authority: RootAuthority) throws -> [UInt8] {
    let digits = Array(authority.blob.utf8.dropFirst(2))
    return try stride(from: 0, to: digits.count, by: 2).map { index in
      try #require(UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16))
    }
  }

  private func hex(_ digest: some Sequence<UInt8>) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16, uppercase: true)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }

  @Test(arguments: [
    (
      RootAuthority.microsoft, 1452, "73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74",
      "C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0"
    ),
    (
      RootAuthority.digiCert, 914, "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4",
      "CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F"
    ),
  ])
  func `have the published fingerprints`(
    _ authority: RootAuthority,
    _ size: Int,
    _ sha1: String,
    _ sha256: String
  ) throws {
    let bytes = try bytes(authority)
    #expect(bytes.count == size)
    #expect(hex(Insecure.SHA1.hash(data: bytes)) == sha1)
    #expect(hex(SHA256.hash(data: bytes)) == sha256)
    #expect(authority.thumbprint == "0x\(sha1)")
  }
}
