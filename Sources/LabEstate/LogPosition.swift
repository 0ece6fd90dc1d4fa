/// A log sequence number: virtual log file, block and slot.
///
/// Catalogue views show it as `numeric(25,0)`, the block padded to ten digits and the slot to five,
/// which does not fit 64 bits.
package struct LogPosition: Hashable, Comparable, Codable, Sendable {
  package var file: Int
  package var block: Int
  package var slot: Int

  package init(file: Int, block: Int, slot: Int = 1) {
    self.file = file
    self.block = block
    self.slot = slot
  }

  package var decimal: String {
    String(file) + CivilTime.padded(block, 10) + CivilTime.padded(slot, 5)
  }

  /// The position as a log-block id, with the slot that stands for a whole block.
  package var blockPosition: LogPosition { LogPosition(file: file, block: block, slot: 1) }

  package mutating func move(byBlocks blocks: Int) {
    block += blocks
    if block > 900_000 {
      block -= 900_000
      file += 1
    }
    slot = 1
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.block, left.slot) < (right.file, right.block, right.slot)
  }
}
