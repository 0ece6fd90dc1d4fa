import AsyncHTTPClient
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension HTTPFailure {
  /// Tells by the library's error how far the request came; in doubt, it was sent.
  init(_ error: any Error, timeout: Duration, connectTimeout: Duration, isCancelled: Bool) {
    switch error {
    case _ where isCancelled, is CancellationError:
      self = .cancelled
    case let error as HTTPClientError:
      self.init(error, timeout: timeout, connectTimeout: connectTimeout)
    case let error as NIOConnectionError:
      self = .notSent(.unreachable(detail: String(describing: error)))
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      self = .notSent(.unreachable(detail: error.description))
    case let error as NIOSSLError:
      self.init(tls: error)
    case let error as NIOSSLExtraError:
      // The name is checked as the last act of the handshake.
      self = .notSent(.encryption(detail: String(describing: error)))
    default:
      self = .connectionLost(detail: String(describing: error))
    }
  }

  private init(_ error: HTTPClientError, timeout: Duration, connectTimeout: Duration) {
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout:
      self = .notSent(.timedOut(after: min(timeout, connectTimeout)))
    case .tlsHandshakeTimeout:
      self = .notSent(.encryption(detail: "the handshake did not end within \(connectTimeout)"))
    case .deadlineExceeded, .readTimeout, .writeTimeout:
      self = .timedOut(after: timeout)
    case .cancelled:
      self = .cancelled
    case .invalidURL, .emptyHost, .emptyScheme, .alreadyShutdown:
      self = .notSent(.invalid(detail: error.description))
    default:
      self = .connectionLost(detail: error.description)
    }
  }

  private init(tls error: NIOSSLError) {
    switch error {
    case .handshakeFailed, .unableToValidateCertificate, .noCertificateToValidate,
      .failedToLoadCertificate, .failedToLoadPrivateKey:
      self = .notSent(.encryption(detail: String(describing: error)))
    default:
      self = .connectionLost(detail: String(describing: error))
    }
  }
}
