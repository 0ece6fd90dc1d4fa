package import NIOSSL

/// The certificate of a door, in the two ways in which TDS uses TLS.
package struct TDSEncryption: Sendable {
  /// TLS 1.2 at most: with 1.3 the ODBC drivers hang, for their last flight is not framed.
  let insideTDS: NIOSSLContext
  /// TDS 8.0, where TLS comes first.
  let strict: NIOSSLContext

  package init(
    certificateChain: [NIOSSLCertificate],
    privateKey: NIOSSLPrivateKey
  ) throws {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificateChain.map { .certificate($0) },
      privateKey: .privateKey(privateKey)
    )
    configuration.minimumTLSVersion = .tlsv12
    var strictConfiguration = configuration
    configuration.maximumTLSVersion = .tlsv12
    strictConfiguration.applicationProtocols = ["tds/8.0"]
    insideTDS = try NIOSSLContext(configuration: configuration)
    strict = try NIOSSLContext(configuration: strictConfiguration)
  }
}
