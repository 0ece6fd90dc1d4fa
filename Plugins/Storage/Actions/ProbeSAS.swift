import WorkflowModel
import WorkflowPlugin

/// A signature proved by use, before anybody depends on it.
enum ProbeSAS {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls,
    inverse: RemoveMarker.calls
  )

  static let descriptor = ActionDescriptor(
    name: "storage.probe_sas",
    summary: "Proves a signature: lists, writes a small blob and reads it with nothing else.",
    discussion: """
      The list needs l, the blob c or w, and to read it r; storage.remove_marker needs d and takes \
      the blob away again. A container for landing should hold nothing foreign, so the blob has a \
      folder of its own; in an account with a hierarchical namespace the empty folder remains. A \
      refusal by the account's firewall means that this machine may not come in, and says nothing \
      of the SQL Server. Sources: "List Blobs", "Put Blob" and "Get Blob", Azure \
      Storage REST API reference.
      """,
    inputs: Marker.inputs,
    outputs: [ActionOutput("marker", .string, "The blob that was written.")],
    onDifferent: .alter,
    permissions: ["none: the signature alone is used"],
    example: """
      - id: proof
        uses: storage.probe_sas
        with:
          connection: ${{ inputs.landing }}
          container: ${{ inputs.container }}
          sas: ${{ steps.sas.outputs.sas }}
          expires_at: ${{ steps.sas.outputs.expires_at }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] {
    [
      BlobCall.withSignature(
        .read,
        .get,
        BlobCall.path(arguments.string("container")),
        of: arguments,
        "list the container, which needs l",
        query: [
          RESTCall.Field("restype", "container"), RESTCall.Field("comp", "list"),
          RESTCall.Field("prefix", arguments.string("blob")),
          RESTCall.Field("maxresults", "1"),
        ]
      ),
      Marker.look(arguments),
    ]
  }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let marker = arguments.string("blob")
    guard let answer = answers.last, answer.status != 404 else {
      return Observation(.absent, summary: "The signature lists; nothing was written with it yet")
    }
    guard answer.body == Marker.content(arguments) else {
      return Observation(.different, summary: "The marker \(marker) is another signature's")
    }
    return Observation(
      .mine,
      outputs: ["marker": .string(marker)],
      summary: "The signature lists, writes and reads; the marker is \(marker)"
    )
  }

  /// "Put Blob".
  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      BlobCall.withSignature(
        .write,
        .put,
        Marker.path(arguments),
        of: arguments,
        "write the marker, which needs c or w",
        headers: [RESTCall.Field("x-ms-blob-type", "BlockBlob")],
        body: Marker.content(arguments)
      )
    ]
  }
}
