import LabEstate
import NIOCore

/// Writes the date and time types, each with its length byte.
enum DateTimeWriter {
  static func write(_ microseconds: Int64, as type: TSQLType, to buffer: inout ByteBuffer) {
    switch type {
    case .date:
      buffer.writeInteger(UInt8(3))
      writeDay(of: microseconds, to: &buffer)
    case .time(let scale):
      buffer.writeInteger(UInt8(CalendarTicks.timeLength(scale: scale)))
      writeTime(CalendarTicks.rounded(microseconds, scale: scale), scale: scale, to: &buffer)
    case .dateTime2(let scale):
      buffer.writeInteger(UInt8(CalendarTicks.timeLength(scale: scale) + 3))
      writeDateTime2(microseconds, scale: scale, to: &buffer)
    default:
      buffer.writeInteger(UInt8(8))
      let parts = CalendarTicks.dateTime(microseconds)
      buffer.writeLittle(parts.days)
      buffer.writeLittle(parts.ticks)
    }
  }

  static func writeDateTime2(_ microseconds: Int64, scale: UInt8, to buffer: inout ByteBuffer) {
    let rounded = CalendarTicks.rounded(microseconds, scale: scale)
    writeTime(rounded, scale: scale, to: &buffer)
    writeDay(of: rounded, to: &buffer)
  }

  private static func writeTime(_ microseconds: Int64, scale: UInt8, to buffer: inout ByteBuffer) {
    let ticks = CalendarTicks.ticks(ofTime: microseconds, scale: scale)
    for index in 0..<CalendarTicks.timeLength(scale: scale) {
      buffer.writeInteger(UInt8(truncatingIfNeeded: ticks >> (8 * index)))
    }
  }

  private static func writeDay(of microseconds: Int64, to buffer: inout ByteBuffer) {
    let day = CalendarTicks.day(of: microseconds)
    for index in 0..<3 { buffer.writeInteger(UInt8(truncatingIfNeeded: day >> (8 * index))) }
  }
}
