import LabEstate
import NIOCore

/// A request as what is to be done for it.
enum Request {
  case batch(TSQLBatch, ReplyEncoder.Kind)
  case calls([RPCRequest.Call])
  case refused(TSQLMessage)

  init(_ message: TDSMessage) throws(TDSError) {
    switch message.type {
    case .sqlBatch:
      var reader = WireReader(message.body)
      try reader.skipAllHeaders()
      self = .batch(TSQLBatch(try reader.text(reader.remaining / 2)), .batch)
    case .rpc:
      self = .calls(try RPCRequest(body: message.body).calls)
    case .transactionManager:
      let request = try TransactionRequest(body: message.body)
      self = .batch(TSQLBatch(request.statements), .transaction(request.command))
    default:
      self = .refused(LabRefusal.message("bulk load is not supported."))
    }
  }

  var replyKind: ReplyEncoder.Kind {
    switch self {
    case .batch(_, let kind): kind
    case .calls: .procedureCall
    case .refused: .batch
    }
  }
}
