import LabEstate

extension EstateDescription {
  /// With a new password for the SQL Servers and one for the instances, where none was chosen.
  var withOwnPasswords: EstateDescription {
    var description = self
    let serverPassword = Self.randomPassword()
    let instancePassword = Self.randomPassword()
    for index in description.servers.indices
    where description.servers[index].saPassword == Self.defaultPassword {
      description.servers[index].saPassword = serverPassword
    }
    for index in description.instances.indices
    where description.instances[index].saPassword == Self.defaultPassword {
      description.instances[index].saPassword = instancePassword
    }
    return description
  }

  /// 24 letters and digits, of every kind that password policies ask for.
  static func randomPassword() -> String {
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789")
    var generator = SystemRandomNumberGenerator()
    let body = (0..<20).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
    return "Lf7-" + String(body)
  }
}
