import SharedAccess
import Testing

/// The vectors have the account `contosolz` and the key of ``GoldenToken``.
@Suite struct `A request signed with the account's key` {
  private let always = [
    ("x-ms-version", "2022-11-02"), ("x-ms-date", "Sat, 01 Mar 2025 08:00:00 GMT"),
  ]

  private func authorization(_ request: SharedKeyRequest) throws -> String {
    let key = try #require(AccountKey(base64: GoldenToken.accountKey))
    return request.authorization(account: "contosolz", key: key)
  }

  @Test func `may create a container`() throws {
    let request = SharedKeyRequest(
      "PUT",
      path: "/landingzone",
      parameters: [("restype", "container")],
      headers: always
    )
    #expect(
      try authorization(request)
        == "SharedKey contosolz:f2IuFQ14zoyS3rdK2k6X87tOiIyhRYmJU+zeo6zo2rw="
    )
  }

  @Test func `may list blobs`() throws {
    let request = SharedKeyRequest(
      "GET",
      path: "/landingzone",
      parameters: [
        ("restype", "container"), ("comp", "list"), ("prefix", "synapselink/sales/"),
        ("maxresults", "5"),
      ],
      headers: always
        + [("x-ms-client-request-id", "6f1d8c1e-0000-4000-8000-000000000001")]
    )
    #expect(
      try authorization(request)
        == "SharedKey contosolz:0bQ+4HHmiGhI/oXhXMKojr8n/J2jqpTZPVMl8dhSiUo="
    )
  }

  @Test func `may write a blob`() throws {
    let request = SharedKeyRequest(
      "PUT",
      path: "/landingzone/synapselink/sales/_probe%20a.txt",
      headers: always + [
        ("x-ms-blob-type", "BlockBlob"), ("Content-Type", "text/plain"), ("If-None-Match", "*"),
      ],
      contentLength: 4
    )
    #expect(
      try authorization(request)
        == "SharedKey contosolz:2Hm0iFV+VD9YP3ZaZkCebV1xwM2vYqjFluOnRhioExw="
    )
  }

  @Test func `has its parameters sorted and joined`() {
    let request = SharedKeyRequest(
      "GET",
      path: "/a/c",
      parameters: [("B", "2"), ("a", "x"), ("b", "1")]
    )
    #expect(request.stringToSign(account: "a").hasSuffix("\n/a/a/c\na:x\nb:1,2"))
  }
}
