import LabEstate

extension ScalarFunction {
  /// Functions on the server, the session and its last error.
  static let serverFunctions: [ScalarFunction] = [
    ScalarFunction("SERVERPROPERTY", 1...1, [.nvarchar(128)], .sqlVariant) { values, context in
      ServerProperty.value(of: values.text(0), on: context.server)
    },
    ScalarFunction("SUSER_SNAME", 0...1, [nil], .nvarchar(128)) { _, context in
      .text(context.session.login.user)
    },
    ScalarFunction("SUSER_NAME", 0...1, [nil], .nvarchar(128)) { _, context in
      .text(context.session.login.user)
    },
    ScalarFunction("ORIGINAL_LOGIN", 0...0, [], .nvarchar(128)) { _, context in
      .text(context.session.login.user)
    },
    ScalarFunction("SYSTEM_USER", 0...0, [], .nvarchar(128)) { _, context in
      .text(context.session.login.user)
    },
    ScalarFunction("USER_NAME", 0...1, [nil], .nvarchar(128)) { _, _ in .text("dbo") },
    ScalarFunction("CURRENT_USER", 0...0, [], .nvarchar(128)) { _, _ in .text("dbo") },
    ScalarFunction("SESSION_USER", 0...0, [], .nvarchar(128)) { _, _ in .text("dbo") },
    ScalarFunction("USER", 0...0, [], .nvarchar(128)) { _, _ in .text("dbo") },
    ScalarFunction("HOST_NAME", 0...0, [], .nvarchar(128)) { _, context in
      .text(context.session.login.host)
    },
    ScalarFunction("APP_NAME", 0...0, [], .nvarchar(128)) { _, context in
      .text(context.session.login.application)
    },
    ScalarFunction("XACT_STATE", 0...0, [], .smallInt) { _, context in
      .int(context.session.transactionDepth > 0 ? 1 : 0)
    },
    ScalarFunction("SCOPE_IDENTITY", 0...0, [], .decimal(precision: 38, scale: 0)) { _, context in
      context.session.lastIdentity.map { .decimal(String($0)) } ?? .null
    },
    ScalarFunction("IS_SRVROLEMEMBER", 1...2, [.nvarchar(128)], .int) { values, context in
      isMember(of: values.text(0), login: values.count > 1 ? values.text(1) : nil, context)
    },
    ScalarFunction("HAS_PERMS_BY_NAME", 3...5, [.nvarchar(128)], .int, isStrict: false) { _, _ in
      .int(1)
    },
    ScalarFunction("ERROR_NUMBER", 0...0, [], .int) { _, context in
      context.session.caught.map { .int(Int64($0.number)) } ?? .null
    },
    ScalarFunction("ERROR_MESSAGE", 0...0, [], .nvarchar(4000)) { _, context in
      context.session.caught.map { .text($0.text) } ?? .null
    },
    ScalarFunction("ERROR_SEVERITY", 0...0, [], .int) { _, context in
      context.session.caught.map { .int(Int64($0.severity)) } ?? .null
    },
    ScalarFunction("ERROR_STATE", 0...0, [], .int) { _, context in
      context.session.caught.map { .int(Int64($0.state)) } ?? .null
    },
    ScalarFunction("ERROR_LINE", 0...0, [], .int) { _, context in
      context.session.caught.map { .int(Int64($0.line)) } ?? .null
    },
    ScalarFunction("ERROR_PROCEDURE", 0...0, [], .nvarchar(128)) { _, context in
      guard let caught = context.session.caught, !caught.procedure.isEmpty else { return .null }
      return .text(caught.procedure)
    },
  ]

  private static func isMember(
    of role: String,
    login: String?,
    _ context: EvaluationContext
  ) -> TSQLValue {
    let roles = [
      "sysadmin", "serveradmin", "securityadmin", "processadmin", "setupadmin", "bulkadmin",
      "diskadmin", "dbcreator", "public",
    ]
    guard roles.contains(where: { $0.isSameName(as: role) }) else { return .null }
    let name = login ?? context.session.login.user
    guard let login = context.server.logins.first(where: { $0.name.isSameName(as: name) }) else {
      return .null
    }
    return .int(login.isSysadmin || role.isSameName(as: "public") ? 1 : 0)
  }
}
