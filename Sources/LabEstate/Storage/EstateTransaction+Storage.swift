package import Foundation

extension EstateTransaction {
  /// True when it is new; a container that is there stays as it is.
  package mutating func putContainer(_ name: String, of account: String) throws -> Bool {
    guard let owner = world.storageAccount(named: account), owner.container(named: name) == nil
    else { return false }
    let form = /[a-z0-9](?:-?[a-z0-9])*/
    guard (3...63).contains(name.utf8.count), name.wholeMatch(of: form) != nil else {
      throw StorageRefusal(400, "InvalidResourceName", "The specified resource name is invalid.")
    }
    let container = StorageAccount.Container(
      name: name,
      createdAt: now,
      etag: BlobStore.newTag()
    )
    world.update(storageAccount: account) { $0.containers.append(container) }
    try recordEffect(on: owner.name, "create_container", name)
    return true
  }

  package mutating func deleteContainer(_ name: String, of account: String) throws {
    let store = try store(of: name, in: account)
    try store.deleteAll(in: rows)
    world.update(storageAccount: account) { $0.containers.removeAll { $0.name == name } }
    try recordEffect(on: store.account, "delete_container", name)
  }

  package mutating func put(
    _ upload: BlobUpload,
    into container: String,
    of account: String
  ) throws -> StoredBlob {
    let store = try store(of: container, in: account)
    if upload.onlyIfAbsent, try store.blob(named: upload.name, in: rows) != nil {
      throw StorageRefusal(409, "BlobAlreadyExists", "The specified blob already exists.")
    }
    try store.put(
      upload.name,
      kind: upload.kind,
      contentType: upload.contentType,
      upload.content,
      at: now,
      in: rows
    )
    try recordEffect(on: store.account, "put_blob", "\(container)/\(upload.name)")
    return try blob(upload.name, in: store)
  }

  package mutating func append(
    _ content: Data,
    to name: String,
    in container: String,
    of account: String
  ) throws -> StoredBlob {
    let store = try store(of: container, in: account)
    guard try blob(name, in: store).kind == .append else {
      throw StorageRefusal(
        409,
        "InvalidBlobType",
        "The blob type is invalid for this operation."
      )
    }
    try store.append(content, to: name, at: now, in: rows)
    try recordEffect(on: store.account, "append_blob", "\(container)/\(name)")
    return try blob(name, in: store)
  }

  package mutating func deleteBlob(
    _ name: String,
    in container: String,
    of account: String
  ) throws {
    let store = try store(of: container, in: account)
    _ = try blob(name, in: store)
    try store.delete(name, in: rows)
    try recordEffect(on: store.account, "delete_blob", "\(container)/\(name)")
  }

  /// A new key in the place of one; everything that was signed with the old one is void.
  package mutating func regenerateKey(_ name: String, of account: String) throws {
    guard let owner = world.storageAccount(named: account), owner.key(named: name) != nil else {
      throw ARMRefusal(400, "InvalidValuesForRequestParameters", "There is no key '\(name)'.")
    }
    let new = StorageAccount.AccessKey.random(name, createdAt: now)
    world.update(storageAccount: account) { account in
      for index in account.keys.indices where account.keys[index].name == name {
        account.keys[index] = new
      }
    }
    try recordEffect(on: owner.name, "regenerate_key", name)
  }

  /// - Throws: `StorageRefusal` where there is no such container.
  package func store(of container: String, in account: String) throws -> BlobStore {
    guard let owner = world.storageAccount(named: account),
      owner.container(named: container) != nil
    else { throw StorageRefusal.noContainer() }
    return BlobStore(account: owner.name, container: container)
  }

  /// - Throws: `StorageRefusal` where there is no such blob.
  package func blob(_ name: String, in store: BlobStore) throws -> StoredBlob {
    guard let blob = try store.blob(named: name, in: rows) else { throw StorageRefusal.noBlob() }
    return blob
  }
}
