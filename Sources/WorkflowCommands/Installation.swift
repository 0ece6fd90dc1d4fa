package import Connections
package import WorkflowPlugin
package import WorkflowStore

/// What the program is made of: the plugins, the store and the senders that `linkflow` picked.
package struct Installation: Sendable {
  package var version: String
  package var registry: PluginRegistry
  /// Opens the store of a workspace's folder.
  package var openStore: @Sendable (String) throws(StoreFailure) -> any RunStore
  /// Makes the sender for a set of connections; it warns of secrets that are kept carelessly, and
  /// hands each call with its answer, as a line, to `record`.
  package var makeSender: MakeSender

  package typealias MakeSender =
    @Sendable (
      Connections, _ record: (@Sendable (String) throws -> Void)?,
      _ warn: @escaping @Sendable (String) -> Void
    ) -> any Sender

  package init(
    version: String,
    registry: PluginRegistry,
    openStore: @escaping @Sendable (String) throws(StoreFailure) -> any RunStore,
    makeSender: @escaping MakeSender
  ) {
    self.version = version
    self.registry = registry
    self.openStore = openStore
    self.makeSender = makeSender
  }

  /// Set once, by `linkflow`, around the whole program: commands are types that the parser makes.
  @TaskLocal package static var current = Installation(
    version: "unset",
    registry: PluginRegistry([]),
    openStore: { _ throws(StoreFailure) in
      throw StoreFailure.unusable(detail: "No store was installed.", remedy: "")
    },
    makeSender: { _, _, _ in
      preconditionFailure("the program installs its senders before it parses")
    }
  )
}
