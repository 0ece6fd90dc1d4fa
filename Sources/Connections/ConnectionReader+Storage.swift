import WorkflowDiagnostics
import WorkflowSyntax

extension ConnectionReader {
  mutating func storage(_ fields: Fields) -> StorageSettings? {
    let account = account(fields)
    let key = secret("account_key", in: fields)
    let keyName = keyName(fields)
    let blob = address("blob", in: fields, mayHavePath: true)
    let cloud = word("cloud", in: fields, standard: AzureSettings.Cloud.azure)
    let caFile = path("ca_file", in: fields)
    guard let account, let key else { return nil }
    return StorageSettings(
      account: account,
      accountKey: key,
      keyName: keyName,
      blob: blob,
      cloud: cloud,
      caFile: caFile
    )
  }

  /// "Storage account overview", Storage account name.
  private mutating func account(_ fields: Fields) -> String? {
    guard let scalar = fields.requiredScalar("account", diagnostics: &diagnostics) else {
      return nil
    }
    if scalar.text.wholeMatch(of: /[a-z0-9]{3,24}/) != nil { return scalar.text }
    report(
      .invalidConnection,
      "'\(scalar.text)' cannot be the name of a storage account.",
      remedy: "A name has 3 to 24 small letters and digits: write it without address and points.",
      at: scalar.location
    )
    return nil
  }

  private mutating func keyName(_ fields: Fields) -> String {
    guard let scalar = fields.scalar("key_name", diagnostics: &diagnostics) else { return "key1" }
    let names = ["key1", "key2"]
    if names.contains(scalar.text) { return scalar.text }
    report(
      .invalidConnection,
      "A storage account has no key '\(scalar.text)'.",
      remedy: didYouMean(scalar.text, among: names) ?? "Its keys are key1 and key2.",
      at: scalar.location
    )
    return "key1"
  }
}
