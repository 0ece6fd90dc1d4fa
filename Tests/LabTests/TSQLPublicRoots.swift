import SQLServerSteps

/// The two public roots that Microsoft's link scripts import, as DER in hexadecimal.
enum PublicRoots {
  static let digiCert = String(RootAuthority.digiCert.blob.dropFirst(2))
  static let microsoft = String(RootAuthority.microsoft.blob.dropFirst(2))
}
