import Foundation
import LabEstate
import Testing

@testable import LabAzure

@Suite struct `The lab's storage` {
  @Test func `keeps what a SAS lets in`() async throws {
    let door = try await SynapseTestDoor()
    let sas = try door.token()
    let path = "/ledgerlanding/landing/_probe/a%20b.txt"
    let fields = [
      "x-ms-blob-type": "BlockBlob", "if-none-match": "*", "content-type": "text/plain",
    ]
    let put = try await door.blob("PUT", path, query: sas, "ping", fields: fields)
    #expect(put.status == 201)
    #expect(put.fields["ETag"]?.isEmpty == false)
    let again = try await door.blob("PUT", path, query: sas, "ping", fields: fields)
    #expect(again.status == 409)
    #expect(again.errorCode == "BlobAlreadyExists")
    let head = try await door.blob("HEAD", path, query: sas)
    #expect(head.fields["Content-Length"] == "4")
    #expect(head.body == nil)
    #expect(try await door.blob("GET", path, query: sas).text == "ping")
    let part = try await door.blob("GET", path, query: sas, fields: ["x-ms-range": "bytes=1-2"])
    #expect(part.status == 206)
    #expect(part.text == "in")
    #expect(part.fields["Content-Range"] == "bytes 1-2/4")
    let list = try await door.blob(
      "GET",
      "/ledgerlanding/landing",
      query: "restype=container&comp=list&prefix=_probe/&maxresults=1&\(sas)"
    )
    #expect(list.text.contains("<Name>_probe/a b.txt</Name>"))
    #expect(try door.estate.worldSummary().storageAccounts[0].blobs == ["landing/_probe/a b.txt"])
    #expect(try await door.blob("DELETE", path, query: sas).status == 202)
    let gone = try await door.blob("GET", path, query: sas)
    #expect(gone.status == 404)
    #expect(gone.errorCode == "BlobNotFound")
    #expect(try door.estate.effects().map(\.kind) == ["put_blob", "delete_blob"])
  }

  @Test func `appends blocks to a blob that grows`() async throws {
    let door = try await SynapseTestDoor()
    let sas = try door.token()
    let path = "/ledgerlanding/landing/log.txt"
    let fields = ["x-ms-blob-type": "AppendBlob"]
    #expect(try await door.blob("PUT", path, query: sas, fields: fields).status == 201)
    for (text, offset) in [("one\n", "0"), ("zwö\u{0}\n", "4")] {
      let reply = try await door.blob("PUT", path, query: "comp=appendblock&\(sas)", text)
      #expect(reply.status == 201)
      #expect(reply.fields["x-ms-blob-append-offset"] == offset)
    }
    #expect(try await door.blob("GET", path, query: sas).text == "one\nzwö\u{0}\n")
  }

  @Test(arguments: [
    ("r", "PUT", "AuthorizationPermissionMismatch"),
    ("l", "GET", "AuthorizationPermissionMismatch"),
    ("racw", "DELETE", "AuthorizationPermissionMismatch"),
    ("racwdl", "PATCH", "NotImplemented"),
  ])
  func `refuses what a SAS does not allow`(
    _ permissions: String,
    _ method: String,
    _ code: String
  ) async throws {
    let door = try await SynapseTestDoor()
    let reply = try await door.blob(
      method,
      "/ledgerlanding/landing/ledger-link/manifest.json",
      query: try door.token(permissions: permissions),
      fields: ["x-ms-blob-type": "BlockBlob"]
    )
    #expect(reply.errorCode == code)
    #expect(reply.text.contains("<Code>\(code)</Code>"))
    #expect(try door.estate.effects() == [])
  }

  @Test func `tells an expired SAS, a wrong one and none apart`() async throws {
    let door = try await SynapseTestDoor()
    let path = "/ledgerlanding/landing/x"
    let old = try door.token(lifetime: .seconds(-60))
    let expired = try await door.blob("GET", path, query: old)
    #expect(expired.status == 403)
    #expect(expired.text.contains("Signature not valid in the specified time frame"))
    let wrong = try await door.blob(
      "GET",
      path,
      query: try door.token().replacing("sig=", with: "sig=A")
    )
    #expect(wrong.errorCode == "AuthenticationFailed")
    let none = try await door.blob("GET", path)
    #expect(none.status == 401)
    #expect(none.errorCode == "NoAuthenticationInformation")
  }

  @Test func `is disturbed by faults and shows it in its own words`() async throws {
    let door = try await SynapseTestDoor()
    let sas = try door.token()
    try door.estate.add(Fault(.status429, door: .rest, server: "ledgerlanding", retryAfter: 7))
    let path = "/ledgerlanding/landing/x"
    let busy = try await door.blob("GET", path, query: sas)
    #expect(busy.status == 429)
    #expect(busy.fields["Retry-After"] == "7")
    try door.estate.add(Fault(.dropAfter, door: .rest, match: "put \(path)"))
    await #expect(throws: FaultGate.ConnectionLost.self) {
      try await door.blob("PUT", path, query: sas, "x", fields: ["x-ms-blob-type": "BlockBlob"])
    }
    #expect(try door.estate.effects().map(\.object) == ["landing/x"])
  }

  @Test func `gives and renews its keys to who may ask Resource Manager`() async throws {
    let door = try await SynapseTestDoor()
    let path = SynapseTestDoor.account
    let keys = try await door.arm("POST", "\(path)/listKeys")
    let before = try #require(try door.estate.world().storageAccount(named: "ledgerlanding")).keys
    #expect(before.allSatisfy { keys.text.contains($0.base64) })
    let new = try await door.arm("POST", "\(path)/regenerateKey", "{\"keyName\":\"key2\"}")
    #expect(new.status == 200)
    #expect(new.text.contains(before[0].base64))
    #expect(!new.text.contains(before[1].base64))
    let wrong = try await door.arm("POST", "\(path)/regenerateKey", "{\"keyName\":\"key3\"}")
    #expect(wrong.status == 400)
    #expect(try await door.arm("GET", path).text.contains("\"isHnsEnabled\":true"))
    let pool = try await door.arm("GET", "\(SynapseTestDoor.workspace)/sqlPools/pool1")
    #expect(try pool.value("properties", "status") == "Online")
    let missing = try await door.arm("GET", "\(SynapseTestDoor.workspace)/sqlPools/pool2")
    #expect(missing.status == 404)
    #expect(try door.estate.effects().map(\.kind) == ["regenerate_key"])
  }
}
