import Hummingbird
import NIOCore

/// A request's surroundings with its connection, which a scripted fault may have to break.
struct AzureRequestContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}
