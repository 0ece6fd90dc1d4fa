import WorkflowModel
import WorkflowPlugin

/// The marker of a proved signature, taken away with the signature itself.
enum RemoveMarker {
  static let action = Action(
    descriptor,
    probe: Probe(calls: probeCalls, read: observe),
    calls: calls
  )

  static let descriptor = ActionDescriptor(
    name: "storage.remove_marker",
    summary: "Deletes the blob that storage.probe_sas wrote, which proves that it may delete.",
    discussion: """
      The blob is deleted with the signature alone, which needs d; one that is gone already is no \
      error. Source: "Delete Blob", Azure Storage REST API reference.
      """,
    inputs: Marker.inputs,
    outputs: [],
    permissions: ["none: the signature alone is used"],
    example: """
      - id: tidy
        uses: storage.remove_marker
        with:
          connection: ${{ inputs.landing }}
          container: ${{ inputs.container }}
          sas: ${{ steps.sas.outputs.sas }}
          expires_at: ${{ steps.sas.outputs.expires_at }}
      """
  )

  @Sendable static func probeCalls(_ arguments: Arguments) -> [Call] { [Marker.look(arguments)] }

  @Sendable static func observe(_ arguments: Arguments, _ answers: [Answer]) -> Observation {
    let marker = arguments.string("blob")
    guard answers.first?.status == 404 else {
      return Observation(.absent, summary: "The marker \(marker) is still there")
    }
    return Observation(.mine, summary: "The marker \(marker) is gone")
  }

  @Sendable static func calls(_ arguments: Arguments, _ observation: Observation?) -> [Call] {
    [
      BlobCall.withSignature(
        .write,
        .delete,
        Marker.path(arguments),
        of: arguments,
        "delete the marker, which needs d",
        accepts: [404]
      )
    ]
  }
}
