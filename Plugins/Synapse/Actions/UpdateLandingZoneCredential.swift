import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The switch of a rotation: the link goes over to a new signature.
enum UpdateLandingZoneCredential {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "synapse.update_landing_zone_credential",
    summary: "Gives a link connection a new signature for its landing zone.",
    discussion: """
      The signature goes from the account's key into the request and is kept nowhere. That it took \
      is told by the end of the credential that the service then names, which may lag by a minute; \
      giving the same signature twice does no harm. The service does not check the signature, so \
      prove it first with storage.probe_sas. Source: "Link Connection - Update Landing Zone \
      Credential", Azure Synapse REST API reference.
      """,
    inputs: WorkspaceRequest.inputs + [
      ActionInput("sas", .secret, "The new signature, as storage.sign_sas gives it."),
      ActionInput("expires_at", .string, "When it ends, by which the probe knows it."),
      WorkspaceRequest.versionInput,
    ],
    outputs: [
      ActionOutput("credential_expires_at", .string, "When the link's signature ends now, in UTC.")
    ],
    onDifferent: .alter,
    permissions: ["Synapse Administrator or Synapse Contributor (linkConnections/write)"],
    example: """
      - id: switch
        uses: synapse.update_landing_zone_credential
        with:
          connection: ${{ inputs.workspace }}
          link_connection: ${{ inputs.link_connection }}
          sas: ${{ steps.sas.outputs.sas }}
          expires_at: ${{ steps.sas.outputs.expires_at }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [WorkspaceRequest.status(of: arguments)]
  }

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    guard let wanted = ServiceTime.instant(arguments.string("expires_at")) else {
      throw StepFailure(
        .permanent,
        .invalidInput,
        detail: "'\(arguments.string("expires_at"))' is no time in UTC.",
        remedy: "Write one such as 2026-01-31T08:00:00Z, as storage.sign_sas gives it."
      )
    }
    let link = try LinkConnectionStatus(answers.first)
    guard link.credentialExpiresAt == wanted else {
      let now = link.credentialExpiresAt.map { "ends at \($0)" } ?? "has no end that is told"
      return Observation(
        .different,
        summary: "The link's signature \(now); the new one ends at \(wanted)",
        remedy: """
          The service may tell the new end only after a minute. Look again, and send it again:
            linkflow resume \(arguments.run)
          """
      )
    }
    return Observation(
      .mine,
      outputs: ["credential_expires_at": .string(wanted.description)],
      summary: "The link's signature ends at \(wanted)"
    )
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      WorkspaceRequest.call(
        .write,
        .post,
        "/updateLandingZoneCredential",
        of: arguments,
        "give the link the new signature",
        body: ["sasToken": ["type": "SecureString", "value": arguments["sas"]]]
      )
    ]
  }
}
