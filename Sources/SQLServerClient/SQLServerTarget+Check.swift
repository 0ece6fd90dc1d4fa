import Glibc

extension SQLServerTarget {
  /// Reads the server's name and refuses what would be unsafe, or ignored by the driver.
  func checkedAddress() throws(SQLServerFailure) -> SQLServerAddress {
    guard let address = SQLServerAddress(server) else {
      throw refusal("'\(server)' is no server name; write host, host,port or host\\instance.")
    }
    // Microsoft's driver hands a token in clear text to any server that offers no TLS.
    if encryption == .off, !address.isLoopback {
      throw refusal(
        "Encryption is off and \(address.host) is not this machine: "
          + "the password or token would be sent in clear text."
      )
    }
    if driver.family == .freeTDS {
      // FreeTDS accepts the token's attribute without an error and then ignores it.
      if case .accessToken = credential {
        throw refusal("FreeTDS's driver cannot log in with an access token; use Microsoft's.")
      }
      if encryption == .strict {
        throw refusal("FreeTDS's driver knows no strict encryption (TDS 8.0); use Microsoft's.")
      }
      if certificateHost != nil {
        throw refusal("FreeTDS's driver checks the certificate against the server's name only.")
      }
    }
    if let caFile, access(caFile, R_OK) != 0 {
      throw refusal("The CA file \(caFile) does not exist or cannot be read.")
    }
    return address
  }

  private func refusal(_ detail: String) -> SQLServerFailure {
    .notConnected(.optionRefused(detail: detail))
  }
}
