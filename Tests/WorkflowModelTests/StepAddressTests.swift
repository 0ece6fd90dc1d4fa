import Testing
import WorkflowModel

@Suite struct `A step's address` {
  @Test func `reads as a path`() {
    let links = StepAddress.root.child("links")
    #expect(links.rawValue == "links")
    #expect(links.item("Sales").child("wire").child("dag").rawValue == "links[Sales]/wire/dag")
  }

  @Test(arguments: [
    ("a/b", "x[a~/b]"), ("a]", "x[a~]]"), ("[a", "x[~[a]"), ("~", "x[~~]"), ("", "x[]"),
    ("mit Ö", "x[mit Ö]"),
  ])
  func `keeps the marks of a key apart from its own`(_ key: String, _ address: String) {
    #expect(StepAddress(rawValue: "x").item(key).rawValue == address)
  }

  @Test func `differs for keys that differ`() {
    let keys = ["a", "a~", "~a", "a/b", "a]/b[c", "a][b", "a~]"]
    let loop = StepAddress(rawValue: "x")
    #expect(Set(keys.map(loop.item)).count == keys.count)
  }
}
