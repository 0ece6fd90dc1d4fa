import AzureClient
import Connections
import Foundation
import SQLServerClient
import WorkflowModel
import WorkflowPlugin

extension SQLResultSet {
  /// Rows by column name, in the terms of the model.
  var values: [[String: Value]] {
    rows.map { row in
      Dictionary(zip(columns, row.map(\.value))) { first, _ in first }
    }
  }
}

extension SQLCell {
  fileprivate var value: Value {
    switch self {
    case .null: .null
    case .int(let value): .int(value)
    case .bool(let value): .bool(value)
    case .double(let value): .decimal(Decimal(value))
    case .text(let value): .string(value)
    case .bytes(let bytes): .string("0x" + bytes.map { String(format: "%02X", $0) }.joined())
    }
  }
}

extension HTTPReply {
  /// The JSON body; null when there is none or it is something else.
  var value: Value {
    guard !body.isEmpty else { return .null }
    return (try? CanonicalJSON.decode(Value.self, from: Data(body))) ?? .null
  }
}

extension SQLServerSettings.Encryption {
  var client: SQLServerTarget.Encryption {
    switch self {
    case .required: .required
    case .strict: .strict
    case .off: .off
    }
  }
}

extension RESTCall.Method {
  var verb: HTTPVerb {
    switch self {
    case .get: .get
    case .head: .head
    case .put: .put
    case .patch: .patch
    case .post: .post
    case .delete: .delete
    }
  }
}

extension AzureSettings.Cloud {
  var client: AzureCloud {
    switch self {
    case .azure: .global
    case .usGovernment: .usGovernment
    case .china: .china
    }
  }
}
