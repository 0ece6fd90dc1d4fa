import Secrets
import WorkflowDiagnostics
import WorkflowModel
import WorkflowPlugin

/// The terms of a shared access signature; whoever uses it signs them with the account's key.
enum SignSAS {
  static let action = Action(
    reading: descriptor,
    probe: Probe(calls: { _ in [] }, read: observe)
  )

  static let descriptor = ActionDescriptor(
    name: "storage.sign_sas",
    summary: "Makes a shared access signature on a container with the account's key.",
    discussion: """
      Nothing is sent. The output is a reference that holds the terms without the signature; they \
      are fixed once, when the step is first done, and the token is signed with the connection's \
      key each time that it is used. The same terms give the same token, and neither the store nor \
      a report ever holds it. It begins 15 minutes early, so that a clock that is slow elsewhere \
      does no harm. SQL Server's landing zone needs to read, append, create, write, delete and \
      list. Sources: "Create a service SAS", Azure Storage REST API reference; "Grant limited \
      access to Azure Storage resources using shared access signatures (SAS)".
      """,
    inputs: [
      ActionInput("connection", .connection(kind: "storage"), "The storage account."),
      ActionInput("container", .string, "The container that it opens."),
      ActionInput(
        "valid_for",
        .duration,
        "How long, from now; a signature by key may last as long as the key.",
        default: "60d"
      ),
      ActionInput(
        "permissions",
        .string,
        "The letters of what it allows, of racwdxyltfmei.",
        default: "racwdl"
      ),
      ActionInput(
        "version",
        .string,
        "The version of the storage service that it is made for.",
        default: .string(BlobCall.version)
      ),
    ],
    outputs: [
      ActionOutput("sas", .secret, "The signature, by reference.", isMomentary: true),
      ActionOutput("starts_at", .string, "When it begins, in UTC.", isMomentary: true),
      ActionOutput("expires_at", .string, "When it ends, in UTC.", isMomentary: true),
      ActionOutput("permissions", .string, "The letters in the order of the service."),
    ],
    permissions: ["the account's key, which the connection refers to"],
    typicalDuration: "no time",
    example: """
      - id: sas
        uses: storage.sign_sas
        with:
          connection: ${{ inputs.landing }}
          container: ${{ inputs.container }}
          valid_for: 60d
      """
  )

  /// As the service orders the letters ("Create a service SAS", Specify permissions).
  private static let letters = "racwdxyltfmei"

  /// Before the attempt's own time.
  private static let head = Duration.seconds(15 * 60)

  @Sendable static func observe(
    _ arguments: Arguments,
    _ answers: [Answer]
  ) throws(StepFailure) -> Observation {
    let permissions = letters.filter(arguments.string("permissions").contains)
    let unknown = arguments.string("permissions").filter { !letters.contains($0) }
    guard unknown.isEmpty, !permissions.isEmpty else {
      throw invalid(
        "'\(arguments.string("permissions"))' are no permissions on a container.",
        "Use letters of \(letters); a landing zone needs racwdl."
      )
    }
    guard arguments.string("version").wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil else {
      throw invalid(
        "'\(arguments.string("version"))' is no version of the storage service.",
        "Write one such as \(BlobCall.version)."
      )
    }
    guard arguments.duration("valid_for") > .zero else {
      throw invalid("A signature that is valid for no time opens nothing.", "Write 60d.")
    }
    // The forward order of subtracting: Instant has only `+`.
    let start = arguments.at + (.zero - head)
    let expiry = arguments.at + arguments.duration("valid_for")
    let fields = [
      ("st", start.description), ("se", expiry.description), ("sp", permissions),
      ("spr", "https"), ("sv", arguments.string("version")), ("sr", "c"),
    ]
    let reference = SecretReference.sharedAccess(
      connection: arguments.string("connection"),
      container: arguments.string("container"),
      terms: fields.map { "\($0)=\(URLText.segment($1))" }.joined(separator: "&")
    )
    return Observation(
      .mine,
      outputs: [
        "sas": .secret(reference),
        "starts_at": .string(start.description),
        "expires_at": .string(expiry.description),
        "permissions": .string(permissions),
      ],
      summary: "'\(permissions)' on container '\(arguments.string("container"))' until \(expiry)"
    )
  }

  private static func invalid(_ detail: String, _ remedy: String) -> StepFailure {
    StepFailure(.permanent, .invalidInput, detail: detail, remedy: remedy)
  }
}
