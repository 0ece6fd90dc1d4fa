/// The version that a server tells its clients in PRELOGIN and LOGINACK (`SQL_DBMS_VER`).
package struct ProductVersion: Hashable, Sendable {
  package var major: UInt8
  package var minor: UInt8
  package var build: UInt16

  package init(major: UInt8, minor: UInt8, build: UInt16) {
    self.major = major
    self.minor = minor
    self.build = build
  }

  var bytes: [UInt8] { [major, minor, UInt8(build >> 8), UInt8(build & 0xFF)] }
}
