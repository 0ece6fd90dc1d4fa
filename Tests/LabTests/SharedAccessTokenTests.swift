import Foundation
import LabEstate
import Testing

@testable import LabAzure

/// Signatures made by Azure's own client library, from the key of bytes 0 to 63.
enum StorageVectors {
  static let account = StorageAccount(
    name: "contosolz",
    subscription: "s",
    resourceGroup: "g",
    location: "westeurope",
    createdAt: EstateInstant(unixSeconds: 0),
    keys: [
      StorageAccount.AccessKey(
        "key1",
        value: Blob((0..<64).map { UInt8($0) }),
        createdAt: EstateInstant(unixSeconds: 0)
      )
    ]
  )

  static let accountTokens = [
    """
    st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=rwdlac&spr=https&sv=2022-11-02\
    &ss=b&srt=sco&sig=WRtyfdvNdma1c49NV3pEuYLokb8KG5KiUgn6X9urvgg%3D
    """,
    """
    se=2025-09-01T08%3A00%3A00Z&sp=rl&sv=2020-06-12&ss=b&srt=co\
    &sig=qFj0A97fSNEu%2B0W7IlvOk40lvhTN41pXSMAxKktAAek%3D
    """,
    """
    st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=rwdxylacupfti\
    &sip=203.0.113.10-203.0.113.20&spr=https%2Chttp&sv=2026-10-06&ss=bfqt&srt=sco&ses=lzscope\
    &sig=J6rBR%2BIU4PRybQVkxz%2BcE1hE2hVzpkfodOR5sjow64w%3D
    """,
  ]

  /// For a container: what a landing zone is best given.
  static let landing = """
    st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-11-02\
    &sr=c&sig=T0syBTuqsV4CCqoBcR489WVv758FdLe%2BsgRq0vVdwc8%3D
    """

  static let directory = """
    st=2025-03-01T08%3A00%3A00Z&se=2025-09-01T08%3A00%3A00Z&sp=racwdl&spr=https&sv=2022-11-02\
    &sr=d&sdd=2&sig=GLAenJd/nd4/RIxDYHO1f0x0RArHXovOJp%2BhnQnw1og%3D
    """

  private static let blob = """
    se=2025-09-01T08%3A00%3A00Z&sp=r&sip=203.0.113.10&spr=https&sv=2020-10-02&sr=b\
    &rscd=attachment%3B%20filename%3Dping.txt&rsct=text/plain\
    &sig=FrN3hFOqCO96SV7fmhHY02yPfbi2C1FsMZ2lpCne860%3D
    """

  private static let policy = """
    spr=https&sv=2024-05-04&si=link-policy-1&sr=c\
    &sig=eIXjBpvAuO7yetmcR1TXY1ub3TuYW52J1YC9yiWq%2B10%3D
    """

  static let serviceTokens: [(String, String)] = [
    (landing, "/blob/contosolz/landingzone"),
    (directory, "/blob/contosolz/landingzone/synapselink/sales"),
    (blob, "/blob/contosolz/landingzone/probe/ping.txt"), (policy, "/blob/contosolz/landingzone"),
  ]

  static func moment(_ text: String) throws -> EstateInstant {
    try #require(EstateInstant(iso8601: text))
  }
}

@Suite struct `A shared access signature` {
  private let account = StorageVectors.account

  @Test(arguments: StorageVectors.accountTokens)
  func `of an account is known by its key`(_ text: String) throws {
    let token = SharedAccessToken(text)
    #expect(token.kind == .account)
    #expect(try account.signer(of: token, for: .container("any"))?.name == "key1")
  }

  @Test(arguments: StorageVectors.serviceTokens)
  func `of a service is the published text's`(_ text: String, _ resource: String) throws {
    let token = SharedAccessToken("?" + text)
    #expect(token.kind == .service)
    let signed = try #require(token.stringToSign(account: account.name, resource: resource))
    #expect(account.keys[0].signature(of: signed) == token["sig"])
  }

  @Test func `of a directory is good beneath it alone`() throws {
    let token = SharedAccessToken(StorageVectors.directory)
    let inside = StorageAction.Resource.blob(
      container: "landingzone",
      path: "synapselink/sales/a.csv"
    )
    let outside = StorageAction.Resource.blob(container: "landingzone", path: "synapselink/other/a")
    #expect(try account.signer(of: token, for: inside) != nil)
    #expect(try account.signer(of: token, for: outside) == nil)
  }

  @Test(arguments: [
    ("2025-02-28T08:00:00Z", "AuthenticationFailed"), ("2025-03-01T08:00:00Z", nil),
    ("2025-08-31T08:00:00Z", nil), ("2025-09-01T08:00:00Z", "AuthenticationFailed"),
  ])
  func `holds from its start to its expiry`(_ now: String, _ code: String?) throws {
    #expect(try refusal(StorageVectors.landing, "r", at: now)?.code == code)
  }

  @Test func `is void without its key, for another container, or altered`() throws {
    let now = "2025-04-01"
    #expect(try refusal(StorageVectors.landing, "r", at: now) == nil)
    let other = StorageAction(.container("other"), permissions: "l")
    #expect(throws: StorageRefusal.self) {
      try account.authorize(
        SharedAccessToken(StorageVectors.landing),
        for: other,
        from: nil,
        at: try StorageVectors.moment(now)
      )
    }
    let altered = StorageVectors.landing.replacing("2025-09-01", with: "2035-09-01")
    #expect(try refusal(altered, "r", at: now)?.detail == "Signature did not match.")
  }

  @Test func `allows its letters alone`() throws {
    let short = try token(permissions: "rl")
    #expect(try refusal(short, "r", at: "2025-04-01") == nil)
    #expect(try refusal(short, "cw", at: "2025-04-01")?.code == "AuthorizationPermissionMismatch")
  }

  @Test func `is refused where keys are not allowed or the policy is shorter`() throws {
    var strict = account
    strict.sasPolicy = StorageAccount.SASPolicy(seconds: 86_400, blocks: true)
    #expect(try refusal(StorageVectors.landing, "r", at: "2025-04-01", of: strict) != nil)
    strict.sasPolicy = nil
    strict.allowsSharedKeyAccess = false
    let refusal = try refusal(StorageVectors.landing, "r", at: "2025-04-01", of: strict)
    #expect(refusal?.code == "KeyBasedAuthenticationNotPermitted")
  }

  private func token(permissions: String) throws -> String {
    SharedAccessToken.forContainer(
      "landingzone",
      of: account.name,
      permissions: permissions,
      from: try StorageVectors.moment("2025-03-01"),
      until: try StorageVectors.moment("2025-09-01"),
      signedWith: account.keys[0]
    )
    .query
  }

  private func refusal(
    _ token: String,
    _ permissions: String,
    at now: String,
    of account: StorageAccount = StorageVectors.account
  ) throws -> StorageRefusal? {
    do {
      try account.authorize(
        SharedAccessToken(token),
        for: StorageAction(
          .blob(container: "landingzone", path: "a/b.txt"),
          permissions: permissions
        ),
        from: nil,
        at: try StorageVectors.moment(now)
      )
      return nil
    } catch let refusal as StorageRefusal {
      return refusal
    }
  }
}

@Suite struct `A request signed with an account key` {
  private struct Sample {
    var method: String
    var path: String
    var query = ""
    var fields: [String: String] = [:]
    var body = ""
    var signature: String
  }

  private static let samples = [
    Sample(
      method: "PUT",
      path: "/landingzone",
      query: "restype=container",
      fields: ["content-length": "0"],
      signature: "f2IuFQ14zoyS3rdK2k6X87tOiIyhRYmJU+zeo6zo2rw="
    ),
    Sample(
      method: "GET",
      path: "/landingzone",
      query: "restype=container&comp=list&prefix=synapselink%2Fsales%2F&maxresults=5",
      fields: ["x-ms-client-request-id": "6f1d8c1e-0000-4000-8000-000000000001"],
      signature: "0bQ+4HHmiGhI/oXhXMKojr8n/J2jqpTZPVMl8dhSiUo="
    ),
    Sample(
      method: "PUT",
      path: "/landingzone/synapselink/sales/_probe%20a.txt",
      fields: [
        "x-ms-blob-type": "BlockBlob", "content-type": "text/plain", "content-length": "4",
        "if-none-match": "*",
      ],
      body: "ping",
      signature: "2Hm0iFV+VD9YP3ZaZkCebV1xwM2vYqjFluOnRhioExw="
    ),
  ]

  @Test(arguments: 0..<3)
  func `has the signature of the published example`(_ number: Int) throws {
    let request = request(Self.samples[number])
    let sent = try #require(EstateInstant(httpDate: "Sat, 01 Mar 2025 08:00:00 GMT"))
    let header = "SharedKey contosolz:\(Self.samples[number].signature)"
    let account = StorageVectors.account
    try SharedKeyCheck(request: request, account: account, now: sent).check(header)
    #expect(throws: StorageRefusal.self) {
      try SharedKeyCheck(request: request, account: account, now: sent + .seconds(901))
        .check(header)
    }
    var altered = request
    altered.fields["x-ms-version"] = "2020-04-08"
    #expect(throws: StorageRefusal.self) {
      try SharedKeyCheck(request: altered, account: account, now: sent).check(header)
    }
  }

  private func request(_ sample: Sample) -> AzureRequest {
    AzureRequest(
      method: sample.method,
      path: sample.path,
      rawQuery: sample.query,
      authority: "contosolz.blob.core.windows.net",
      fields: sample.fields.merging([
        "x-ms-date": "Sat, 01 Mar 2025 08:00:00 GMT", "x-ms-version": "2022-11-02",
      ]) { $1 },
      body: Data(sample.body.utf8)
    )
  }
}
