/// One entry of `edittables`.
package struct LinkTableEdit: Hashable, Sendable {
  package enum Operation: String, Sendable { case add, update, remove }

  package var operation: Operation
  package var id: String
  package var source: LinkTable.Name?
  package var target: LinkTable.Name?
  package var distribution: String?
  package var distributionColumn: String?
  package var structure: String?

  package init(
    _ operation: Operation,
    id: String,
    source: LinkTable.Name?,
    target: LinkTable.Name?,
    distribution: String? = nil,
    distributionColumn: String? = nil,
    structure: String? = nil
  ) {
    self.operation = operation
    self.id = id
    self.source = source
    self.target = target
    self.distribution = distribution
    self.distributionColumn = distributionColumn
    self.structure = structure
  }
}
