import Foundation
import Secrets
import Testing
import WorkflowModel

@Suite struct `Canonical JSON` {
  @Test func `sorts keys and leaves slashes alone`() {
    let value: Value = ["b": [1, true, nil], "a": "x/y", "ä": "\"\n"]
    #expect(CanonicalJSON.text(value) == #"{"a":"x/y","b":[1,true,null],"ä":"\"\n"}"#)
  }

  @Test(
    arguments: [
      nil, true, 0, -1, .int(.max), .int(.min), "", "text", [], [1, ["a": nil]], ["a": 1, "b": []],
      .secret(.environment("PW")), .secret(.file("/a/b")),
    ] as [Value]
  )
  func `gives back what it was given`(_ value: Value) throws {
    #expect(try CanonicalJSON.decode(Value.self, from: CanonicalJSON.data(value)) == value)
  }

  @Test(arguments: ["0.5", "9999999999999999999999999", "-12345678901234567890.123456789"])
  func `keeps decimals exact`(_ digits: String) throws {
    let value = Value.decimal(try #require(Decimal(string: digits)))
    #expect(CanonicalJSON.text(value) == digits)
    #expect(try CanonicalJSON.decode(Value.self, from: Data(digits.utf8)) == value)
  }

  private struct Everything: Encodable {
    var text = "a/b \"c\" \\ \u{1}\u{1F}\u{7F}\t\r\n\u{8}\u{C} é 🙂"
    var double = [0.1, -2, 1e300, 3]
    var nested: [[String: [Int]]] = [["b": [], "a": [1, 2]], [:], ["Z": [0]]]
    var nothing: Int?
    var bools = [true, false]
    var decimal: Decimal = 12.50
    var limits = [UInt64.max]
    var small: [Int8] = [.min]
    var duration = Duration.seconds(1)
    var event = Event(
      .stepFailed(
        StepAddress(rawValue: "a[x]/b"),
        StepFailure(.transient, code: "1205", detail: "deadlock"),
        calls: []
      ),
      at: Instant(millisecondsSince1970: 1)
    )
    var started = Event(.runStarted, at: Instant(millisecondsSince1970: 1))
  }

  @Test func `is what Foundation writes`() throws {
    let foundation = JSONEncoder()
    foundation.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let expected = String(decoding: try foundation.encode(Everything()), as: UTF8.self)
    #expect(String(decoding: try CanonicalJSON.data(Everything()), as: UTF8.self) == expected)
  }

  @Test func `refuses what has no JSON form`() {
    #expect(throws: EncodingError.self) { try CanonicalJSON.data([Double.nan]) }
  }

  @Test func `never holds a secret`() {
    let value = Value.secret(.file("/run/pw"))
    #expect(CanonicalJSON.text(value) == #"{"$secret":"file:///run/pw"}"#)
    #expect(value.description == "‹file:///run/pw›")
  }

  @Test func `names a definition by its content`() throws {
    var definition = WorkflowDefinition(
      name: "w",
      steps: [StepDefinition(id: "a", kind: .action(ActionUse(action: "demo.copy")))],
      actions: ["demo.copy": 1]
    )
    let first = try definition.id()
    #expect(first.rawValue.count == 64)
    #expect(try definition.id() == first)
    definition.actions["demo.copy"] = 2
    #expect(try definition.id() != first)
  }
}

@Suite struct `A value type` {
  @Test(
    arguments: [
      (.int, .decimal, true), (.decimal, .int, false), (.int, .optional(.decimal), true),
      (.optional(.int), .int, false), (.optional(.int), .optional(.int), true),
      (.any, .string, true), (.any, .secret, false), (.secret, .any, false),
      (.secret, .optional(.secret), true), (.list(.int), .list(.decimal), true),
      (.connection(kind: "a"), .connection(kind: "b"), false),
      (.connection(kind: "a"), .connection(kind: nil), true),
      (.string, .connection(kind: nil), false), (.string, .duration, false),
    ] as [(ValueType, ValueType, Bool)]
  )
  func `fits where nothing has to be guessed`(_ have: ValueType, _ want: ValueType, _ fits: Bool) {
    #expect(have.fits(want) == fits)
  }

  @Test func `admits its values and no others`() {
    #expect(ValueType.list(.optional(.int)).admits([1, nil]))
    #expect(!ValueType.list(.int).admits([1, "a"]))
    #expect(ValueType.duration.admits("15m"))
    #expect(!ValueType.duration.admits("15"))
    #expect(ValueType.connection(kind: "sqlserver").admits("sql1"))
    #expect(!ValueType.secret.admits("hunter2"))
    #expect(ValueType.decimal.admits(1))
  }
}
