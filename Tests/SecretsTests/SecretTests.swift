import Secrets
import Testing

@Suite struct `A secret` {
  private struct Login {
    var user = "sa"
    var password = Secret("hunter22")
  }

  @Test func `shows itself to nobody who prints it`() {
    let secret = Secret("hunter22")
    var dumped = ""
    dump(Login(), to: &dumped)
    let all = "\(secret) \(String(reflecting: secret)) \(Login()) \([secret]) \(dumped)"
    #expect(!all.contains("hunter22"))
    #expect("\(secret)" == "‹secret›")
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test func `is handed out when asked for by name`() {
    #expect(Secret("hunter22").reveal() == "hunter22")
    #expect(Secret("hunter22").withValue { $0.count } == 8)
  }
}
