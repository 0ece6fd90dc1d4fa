import Foundation
import Lab
import LabEstate
import Subprocess
import SystemPackage

/// A client that is not ours, run against a lab.
struct WitnessProgram {
  struct Testimony: CustomStringConvertible {
    var status: TerminationStatus
    var output: String
    var errors: String

    var succeeded: Bool { status == .exited(0) }
    var description: String { "\(status)\n\(output)\n\(errors)" }
  }

  var executable: Executable
  var arguments: [String]

  /// The repository's root, which the tests' own place leads to.
  static let root = FilePath(#filePath)
    .removingLastComponent().removingLastComponent().removingLastComponent()

  /// A script of the Witnesses folder, run by the Python that `Witnesses/install` set up.
  static func python(_ script: String) -> WitnessProgram {
    WitnessProgram(
      executable: .path(root.appending(".witnesses/bin/python")),
      arguments: [root.appending("Tests/LabTests/Witnesses/\(script)").string]
    )
  }

  static func named(_ name: String, _ arguments: String...) -> WitnessProgram {
    WitnessProgram(executable: .name(name), arguments: arguments)
  }

  /// Where the wheel unpacked Microsoft's driver; alone, without its folder, it does not load.
  static func microsoftDriver() throws -> String {
    let packages = root.appending(".witnesses/lib").string
    let files = FileManager.default.enumerator(atPath: packages)
    while let file = files?.nextObject() as? String {
      if file.contains("debian_ubuntu/x86_64/lib/libmsodbcsql-18") {
        return "\(packages)/\(file)"
      }
    }
    throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: packages])
  }

  func run(
    input: String = "",
    environment: [Environment.Key: String] = [:]
  ) async throws -> Testimony {
    let result = try await Subprocess.run(
      executable,
      arguments: Arguments(arguments),
      environment: .inherit.updating(environment.mapValues(Optional.some)),
      input: .string(input),
      output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20)
    )
    return Testimony(
      status: result.terminationStatus,
      output: result.standardOutput,
      errors: result.standardError
    )
  }
}

extension WitnessProgram {
  /// Runs a script that waits for a line of input, which it gets when the lab is as wanted.
  func run(
    environment: [Environment.Key: String],
    until labIsReady: () async throws -> Void
  ) async throws -> Testimony {
    let result = try await Subprocess.run(
      executable,
      arguments: Arguments(arguments),
      environment: .inherit.updating(environment.mapValues(Optional.some)),
      input: .inputWriter,
      output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20)
    ) { execution in
      try await labIsReady()
      _ = try await execution.standardInputWriter.write("\n")
      try await execution.standardInputWriter.finish()
    }
    return Testimony(
      status: result.terminationStatus,
      output: result.standardOutput,
      errors: result.standardError
    )
  }
}

extension RunningLab {
  /// What the scripts of the Witnesses folder read; secrets are in no process list.
  func witnessEnvironment(
    of connection: String,
    database: String = "master"
  ) throws -> [Environment.Key: String] {
    let resource = try estate.world().managedInstances.first?.instance
    return [
      "LAB_PORT": String(port(of: connection)),
      "LAB_USER": try estate.world().server(named: connection)?.logins.first?.name ?? "",
      "LAB_PASSWORD": try password(of: connection),
      "LAB_DATABASE": database,
      "LAB_CA": authorityFile,
      "LAB_AZURE": azureAddress,
      "LAB_TENANT": record.tenant,
      "LAB_CLIENT": record.clientID,
      "LAB_SECRET": try clientSecret,
      "LAB_SUBSCRIPTION": resource?.subscription ?? "",
      "LAB_GROUP": resource?.resourceGroup ?? "",
    ]
  }
}
