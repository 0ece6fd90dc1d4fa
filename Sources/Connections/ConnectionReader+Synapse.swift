import WorkflowSyntax

extension ConnectionReader {
  mutating func synapse(_ fields: Fields) -> SynapseSettings? {
    let azure = azure(
      fields,
      .synapseWorkspace,
      called: "a Synapse workspace",
      trusting: path("ca_file", in: fields)
    )
    let development = address("development", in: fields, mayHavePath: true)
    return azure.map { SynapseSettings(azure: $0, development: development) }
  }
}
