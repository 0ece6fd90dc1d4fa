import Foundation
import LabEstate

/// The part of Entra ID that clients of ARM use: discovery, and tokens for the client credentials
/// grant.
struct SignIn: Sendable {
  struct CloudMetadata: Encodable {
    struct Authentication: Encodable {
      var loginEndpoint: String
      var audiences: [String]
      var tenant: String
      var identityProvider = "AAD"
    }

    var name = "Lab"
    var authentication: Authentication
    var resourceManager: String
    var suffixes: [String: String]
  }

  struct OpenIDConfiguration: Encodable {
    var issuer: String
    var authorization_endpoint: String
    var token_endpoint: String
    var response_types_supported = ["code", "id_token"]
    var subject_types_supported = ["pairwise"]
    var id_token_signing_alg_values_supported = ["RS256"]
  }

  struct TokenAnswer: Encodable {
    var token_type = "Bearer"
    var expires_in: Int64
    var ext_expires_in: Int64
    var access_token: String
  }

  struct TokenRefusal: Encodable {
    var error: String
    var error_description: String
    var error_codes: [Int]
  }

  let tenant: AzureTenant
  let tokens = AccessTokens()

  /// Cloud metadata must be one object; a list breaks the Azure CLI.
  func metadata(at base: String, sqlSuffix: String) throws -> ResourceAnswer {
    try ResourceAnswer(
      200,
      CloudMetadata(
        authentication: CloudMetadata.Authentication(
          loginEndpoint: base,
          audiences: ["\(base)/"],
          tenant: tenant.id
        ),
        resourceManager: "\(base)/",
        suffixes: ["sqlServerHostname": sqlSuffix]
      )
    )
  }

  func configuration(of tenant: String, at base: String) throws -> ResourceAnswer {
    try ResourceAnswer(
      200,
      OpenIDConfiguration(
        issuer: "\(base)/\(tenant)/v2.0",
        authorization_endpoint: "\(base)/\(tenant)/oauth2/v2.0/authorize",
        token_endpoint: "\(base)/\(tenant)/oauth2/v2.0/token"
      )
    )
  }

  /// Answers the token request of a form-encoded body.
  func token(
    in directory: String,
    form body: String,
    at base: String
  ) throws -> ResourceAnswer {
    let form = Self.fields(of: body)
    guard directory.isSameWord(as: tenant.id) else {
      return try refusal(400, "invalid_request", 90_002, "Tenant '\(directory)' not found.")
    }
    guard form["grant_type"] == "client_credentials" else {
      return try refusal(
        400,
        "unsupported_grant_type",
        70_003,
        "The app requested an unsupported grant type '\(form["grant_type"] ?? "")'."
      )
    }
    guard let client = form["client_id"], client.isSameWord(as: tenant.clientID) else {
      return try refusal(
        400,
        "unauthorized_client",
        700_016,
        "Application with identifier '\(form["client_id"] ?? "")' was not found in the directory."
      )
    }
    guard form["client_secret"] == tenant.clientSecret else {
      return try refusal(
        401,
        "invalid_client",
        7_000_215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client "
          + "secret value, not the client secret ID."
      )
    }
    guard let scope = form["scope"], !scope.isEmpty else {
      return try refusal(
        400,
        "invalid_request",
        900_144,
        "The request body must contain the following parameter: 'scope'."
      )
    }
    guard let audience = TokenAudience(scope: scope, labAddress: base) else {
      return try refusal(
        400,
        "invalid_resource",
        500_011,
        "The resource principal named \(scope) was not found in the tenant named Lab."
      )
    }
    let lifetime = AccessTokens.lifetime.components.seconds
    return try ResourceAnswer(
      200,
      TokenAnswer(
        expires_in: lifetime,
        ext_expires_in: lifetime,
        access_token: tokens.issue(for: audience)
      )
    )
  }

  /// - Throws: `ARMRefusal` with 401 unless the header carries a token that is valid there.
  func authorize(_ header: String?, for audience: TokenAudience) throws {
    guard let header, header.lowercased().hasPrefix("bearer ") else {
      throw ARMRefusal(
        401,
        "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing."
      )
    }
    switch tokens.verdict(on: String(header.dropFirst("bearer ".count)), for: audience) {
    case .valid: return
    case .expired:
      throw ARMRefusal(401, "ExpiredAuthenticationToken", "The access token expiry is in the past.")
    case .forAnother where audience == .synapse:
      throw ARMRefusal(
        401,
        "AuthenticationFailed",
        "Token Authentication failed: the audience of the access token is not that of Synapse, "
          + "https://dev.azuresynapse.net."
      )
    case .forAnother:
      throw ARMRefusal(
        401,
        "InvalidAuthenticationTokenAudience",
        "The access token has been obtained for wrong audience or resource."
      )
    case .unknown:
      throw ARMRefusal(401, "InvalidAuthenticationToken", "The access token is invalid.")
    }
  }

  private func refusal(
    _ status: Int,
    _ error: String,
    _ code: Int,
    _ text: String
  ) throws -> ResourceAnswer {
    try ResourceAnswer(
      status,
      TokenRefusal(
        error: error,
        error_description: "AADSTS\(code): \(text)",
        error_codes: [code]
      )
    )
  }

  static func fields(of form: String) -> [String: String] {
    let pairs = form.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ") }
        .map { String($0).removingPercentEncoding ?? String($0) }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }
}
