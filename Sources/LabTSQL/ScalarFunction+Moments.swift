import LabEstate

extension ScalarFunction {
  /// Functions on dates and times; the lab's servers keep UTC.
  static let momentFunctions: [ScalarFunction] = [
    ScalarFunction("SYSDATETIME", 0...0, [], .dateTime2(scale: 7), body: now),
    ScalarFunction("SYSUTCDATETIME", 0...0, [], .dateTime2(scale: 7), body: now),
    ScalarFunction("GETDATE", 0...0, [], .dateTime, body: nowAsDateTime),
    ScalarFunction("GETUTCDATE", 0...0, [], .dateTime, body: nowAsDateTime),
    ScalarFunction("CURRENT_TIMESTAMP", 0...0, [], .dateTime, body: nowAsDateTime),
    ScalarFunction(
      "DATEADD",
      3...3,
      [nil, .bigInt, .dateTime2(scale: 7)],
      result: { types in types.count > 2 && types[2].isMoment ? types[2] : .dateTime }
    ) { values, _ in
      guard case .dateTime(let moment) = values[2] else { return .null }
      return .dateTime(try added(Int(values.int(1)), values.text(0), to: moment))
    },
    ScalarFunction("DATEDIFF", 3...3, [nil, .dateTime2(scale: 7)], .int) { values, _ in
      try difference(values)
    },
    ScalarFunction("DATEDIFF_BIG", 3...3, [nil, .dateTime2(scale: 7)], .bigInt) { values, _ in
      try difference(values)
    },
    ScalarFunction("DATEPART", 2...2, [nil, .dateTime2(scale: 7)], .int) { values, _ in
      try part(values.text(0), values[1])
    },
    ScalarFunction("YEAR", 1...1, [.dateTime2(scale: 7)], .int) { values, _ in
      try part("year", values[0])
    },
    ScalarFunction("MONTH", 1...1, [.dateTime2(scale: 7)], .int) { values, _ in
      try part("month", values[0])
    },
    ScalarFunction("DAY", 1...1, [.dateTime2(scale: 7)], .int) { values, _ in
      try part("day", values[0])
    },
  ]

  private init(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [TSQLType?],
    _ type: TSQLType,
    body: @escaping Body
  ) {
    self.init(name, arity, parameters, type, isStrict: true, body)
  }

  @Sendable private static func now(
    _: [TSQLValue],
    _ context: EvaluationContext
  ) -> TSQLValue { .dateTime(context.now.microseconds) }

  @Sendable private static func nowAsDateTime(
    _: [TSQLValue],
    _ context: EvaluationContext
  ) throws -> TSQLValue {
    try Conversion(source: .dateTime2(scale: 7), target: .dateTime)
      .convert(.dateTime(context.now.microseconds))
  }

  private static let fixedParts: [String: Int64] = [
    "week": 604_800_000_000, "wk": 604_800_000_000, "ww": 604_800_000_000,
    "day": 86_400_000_000, "dd": 86_400_000_000, "d": 86_400_000_000,
    "hour": 3_600_000_000, "hh": 3_600_000_000,
    "minute": 60_000_000, "mi": 60_000_000, "n": 60_000_000,
    "second": 1_000_000, "ss": 1_000_000, "s": 1_000_000,
    "millisecond": 1000, "ms": 1000,
    "microsecond": 1, "mcs": 1,
  ]

  private static func months(in part: String) -> Int? {
    switch part {
    case "year", "yy", "yyyy": 12
    case "quarter", "qq", "q": 3
    case "month", "mm", "m": 1
    default: nil
    }
  }

  private static func added(_ count: Int, _ part: String, to moment: Int64) throws -> Int64 {
    if let unit = fixedParts[part] { return moment + Int64(count) * unit }
    guard let step = months(in: part) else { throw unknown(part) }
    var time = CivilTime(EstateInstant(microseconds: moment))
    let total = time.year * 12 + time.month - 1 + count * step
    time.year = total / 12
    time.month = total % 12 + 1
    while !time.isValid, time.day > 28 { time.day -= 1 }
    return time.instant.microseconds
  }

  /// Counts the boundaries between two moments.
  private static func difference(_ values: [TSQLValue]) throws -> TSQLValue {
    guard case .dateTime(let start) = values[1], case .dateTime(let end) = values[2] else {
      return .null
    }
    let name = values.text(0)
    if let unit = fixedParts[name] { return .int(end / unit - start / unit) }
    guard let step = months(in: name) else { throw unknown(name) }
    let (from, to) = (
      CivilTime(EstateInstant(microseconds: start)), CivilTime(EstateInstant(microseconds: end))
    )
    let fromIndex = (from.year * 12 + from.month - 1) / step
    return .int(Int64((to.year * 12 + to.month - 1) / step - fromIndex))
  }

  private static func part(_ name: String, _ value: TSQLValue) throws -> TSQLValue {
    guard case .dateTime(let moment) = value else { return .null }
    let time = CivilTime(EstateInstant(microseconds: moment))
    switch name {
    case "year", "yy", "yyyy": return .int(Int64(time.year))
    case "quarter", "qq", "q": return .int(Int64((time.month + 2) / 3))
    case "month", "mm", "m": return .int(Int64(time.month))
    case "day", "dd", "d": return .int(Int64(time.day))
    case "hour", "hh": return .int(Int64(time.hour))
    case "minute", "mi", "n": return .int(Int64(time.minute))
    case "second", "ss", "s": return .int(Int64(time.second))
    case "millisecond", "ms": return .int(Int64(time.microsecond / 1000))
    case "microsecond", "mcs": return .int(Int64(time.microsecond))
    case "weekday", "dw": return .int((moment / 86_400_000_000 + 1) % 7 + 1)
    default: throw unknown(name)
    }
  }

  private static func unknown(_ part: String) -> TSQLMessage {
    TSQLMessage(155, "'\(part)' is not a recognized datepart option.", severity: 15)
  }
}
