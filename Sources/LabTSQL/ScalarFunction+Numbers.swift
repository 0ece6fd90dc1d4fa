import Foundation
import LabEstate

extension ScalarFunction {
  /// Functions on numbers.
  static let numberFunctions: [ScalarFunction] = [
    ScalarFunction("ABS", 1...1, [nil], result: sameNumber) { values, _ in
      switch values[0] {
      case .int(let number): .int(abs(number))
      case .double(let number): .double(abs(number))
      case .decimal(let digits): .decimal(digits.replacing("-", with: ""))
      default: values[0]
      }
    },
    ScalarFunction("SIGN", 1...1, [.float], .int) { values, _ in
      guard case .double(let number) = values[0] else { return .null }
      return .int(number > 0 ? 1 : number < 0 ? -1 : 0)
    },
    ScalarFunction("FLOOR", 1...1, [nil], result: wholeNumber) { values, _ in
      rounded(values[0], 0, .down)
    },
    ScalarFunction("CEILING", 1...1, [nil], result: wholeNumber) { values, _ in
      rounded(values[0], 0, .up)
    },
    ScalarFunction("ROUND", 2...3, [nil, .int], result: sameNumber) { values, _ in
      rounded(values[0], Int(values.int(1)), .plain)
    },
    ScalarFunction("SQRT", 1...1, [.float], .float) { values, _ in
      guard case .double(let number) = values[0], number >= 0 else {
        throw TSQLMessage(3623, "An invalid floating point operation occurred.")
      }
      return .double(number.squareRoot())
    },
    ScalarFunction("POWER", 2...2, [.float], .float) { values, _ in
      guard case .double(let base) = values[0], case .double(let exponent) = values[1] else {
        return .null
      }
      return .double(pow(base, exponent))
    },
  ]

  @Sendable private static func sameNumber(_ types: [TSQLType]) -> TSQLType {
    guard let first = types.first, first.isNumber else { return .float }
    return first
  }

  @Sendable private static func wholeNumber(_ types: [TSQLType]) -> TSQLType {
    if case .decimal(let precision, _)? = types.first {
      return .decimal(precision: precision, scale: 0)
    }
    return sameNumber(types)
  }

  private static func rounded(
    _ value: TSQLValue,
    _ places: Int,
    _ mode: NSDecimalNumber.RoundingMode
  ) -> TSQLValue {
    switch value {
    case .decimal(let digits):
      guard var number = DecimalDigits.parse(digits) else { return .null }
      var result = Decimal()
      NSDecimalRound(&result, &number, places, mode)
      return .decimal(result.description)
    case .double(let number):
      let factor = pow(10, Double(places))
      let rule: FloatingPointRoundingRule =
        mode == .down ? .down : mode == .up ? .up : .toNearestOrAwayFromZero
      return .double((number * factor).rounded(rule) / factor)
    default: return value
    }
  }
}
