// swift-tools-version: 6.2

import PackageDescription

// The house plan: a target imports only targets of a lower floor (ARCHITECTURE.md).
// HouseTests reads this description and fails on any import that goes up or sideways.

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")

let package = Package(
  name: "linkflow",
  products: [
    .executable(name: "linkflow", targets: ["linkflow"]),
    .library(
      name: "WorkflowPlugin",
      targets: ["WorkflowPlugin", "WorkflowModel", "WorkflowDiagnostics"]
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // Floor 0
    .systemLibrary(
      name: "CLibYAML",
      pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]
    ),
    .systemLibrary(
      name: "CODBC",
      pkgConfig: "odbc",
      providers: [.apt(["unixodbc-dev"])]
    ),
    .target(name: "WorkflowDiagnostics"),
    .target(name: "Secrets"),

    // Floor 1
    .target(name: "WorkflowModel", dependencies: ["WorkflowDiagnostics", "Secrets", crypto]),
    .target(name: "SharedAccess", dependencies: [crypto]),
    .target(name: "SQLServerClient", dependencies: ["CODBC", "Secrets"]),
    .target(
      name: "AzureClient",
      dependencies: ["Secrets", httpClient, nioCore, nioHTTP1, nioPosix, nioSSL]
    ),

    // Floor 2
    .target(
      name: "WorkflowPlugin",
      dependencies: ["WorkflowModel", "Secrets"]
    ),
    .target(
      name: "WorkflowStore",
      dependencies: ["WorkflowModel"]
    ),
    .target(name: "WorkflowSyntax", dependencies: ["CLibYAML", "WorkflowDiagnostics"]),
    .target(name: "LabEstate", dependencies: [crypto, grdb, x509, swiftASN1]),

    // Floor 3
    .target(
      name: "Connections",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowSyntax", "Secrets"]
    ),
    .target(
      name: "WorkflowCompiler",
      dependencies: [
        "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "WorkflowSyntax", "Secrets",
      ]
    ),
    .target(
      name: "WorkflowMachine",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel"]
    ),
    .target(
      name: "SQLiteStore",
      dependencies: ["WorkflowModel", "WorkflowStore", grdb]
    ),
    .target(
      name: "CoreSteps",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin"],
      path: "Plugins/Core"
    ),
    .target(
      name: "SQLServerSteps",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", crypto],
      path: "Plugins/SQLServer"
    ),
    .target(
      name: "ManagedInstanceSteps",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", crypto],
      path: "Plugins/ManagedInstance"
    ),
    .target(
      name: "SynapseSteps",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin"],
      path: "Plugins/Synapse"
    ),
    .target(
      name: "StorageSteps",
      dependencies: ["WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "Secrets"],
      path: "Plugins/Storage"
    ),
    .target(
      name: "LabTDS",
      dependencies: ["LabEstate", nioCore, nioPosix, nioSSL]
    ),
    .target(name: "LabTSQL", dependencies: ["LabEstate", grdb]),
    .target(
      name: "LabAzure",
      dependencies: ["LabEstate", hummingbird, hummingbirdTLS, httpTypes, nioCore, nioSSL, logging]
    ),

    // Floor 4
    .target(
      name: "Senders",
      dependencies: [
        "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "Connections", "SQLServerClient",
        "AzureClient", "SharedAccess", "Secrets",
      ]
    ),
    .target(
      name: "WorkflowEngine",
      dependencies: [
        "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "WorkflowStore",
        "WorkflowMachine",
      ]
    ),
    .target(
      name: "WorkflowPlan",
      dependencies: [
        "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "WorkflowMachine", "Secrets",
      ]
    ),
    .target(
      name: "WorkflowReport",
      dependencies: ["WorkflowModel", "WorkflowPlugin", "WorkflowDiagnostics"]
    ),
    .target(
      name: "WorkflowTesting",
      dependencies: ["WorkflowModel", "WorkflowPlugin", "WorkflowStore"]
    ),
    .target(
      name: "Lab",
      dependencies: [
        "LabEstate", "LabTDS", "LabTSQL", "LabAzure", crypto, x509, swiftASN1, nioCore, nioPosix,
        nioSSL,
      ]
    ),

    // Floor 5
    .target(
      name: "WorkflowCommands",
      dependencies: [
        "WorkflowDiagnostics", "WorkflowModel", "WorkflowPlugin", "WorkflowStore", "WorkflowSyntax",
        "WorkflowCompiler", "WorkflowEngine", "WorkflowPlan", "WorkflowReport", "Connections",
        "Lab", "LabEstate", "WorkflowMachine", argumentParser,
      ]
    ),

    // Floor 6
    .executableTarget(
      name: "linkflow",
      dependencies: [
        "WorkflowCommands", "WorkflowPlugin", "CoreSteps", "SQLServerSteps", "ManagedInstanceSteps",
        "SynapseSteps", "StorageSteps", "SQLiteStore", "Senders", "Connections", "Secrets",
        "WorkflowStore",
      ]
    ),

    .executableTarget(
      name: "linkflow-bench",
      dependencies: [
        "WorkflowEngine", "WorkflowPlugin", "WorkflowModel", "WorkflowStore", "SQLiteStore",
        argumentParser,
      ],
      path: "Benchmarks/linkflow-bench"
    ),
    .executableTarget(
      name: "linkflow-bench-floor",
      path: "Benchmarks/floor",
      linkerSettings: [.linkedLibrary("sqlite3")]
    ),

    // Tests
    .testTarget(name: "HouseTests", dependencies: [subprocess]),
    .testTarget(name: "SecretsTests", dependencies: ["Secrets"]),
    .testTarget(name: "WorkflowModelTests", dependencies: ["WorkflowModel", "Secrets"]),
    .testTarget(
      name: "WorkflowSyntaxTests",
      dependencies: ["WorkflowSyntax", "WorkflowDiagnostics"]
    ),
    .testTarget(
      name: "WorkflowCompilerTests",
      dependencies: [
        "WorkflowCompiler", "WorkflowSyntax", "WorkflowDiagnostics", "WorkflowModel",
        "WorkflowPlugin", "Secrets", "CoreSteps", "SQLServerSteps", "ManagedInstanceSteps",
        "SynapseSteps", "StorageSteps",
      ],
      exclude: ["Fixtures", "Witnesses"]
    ),
    .testTarget(
      name: "WorkflowMachineTests",
      dependencies: ["WorkflowMachine", "WorkflowModel", "WorkflowTesting", "WorkflowDiagnostics"]
    ),
    .testTarget(
      name: "SQLiteStoreTests",
      dependencies: ["SQLiteStore", "WorkflowStore", "WorkflowModel", "WorkflowTesting", grdb]
    ),
    .testTarget(
      name: "WorkflowEngineTests",
      dependencies: [
        "WorkflowEngine", "WorkflowPlugin", "WorkflowStore", "WorkflowModel", "WorkflowMachine",
        "WorkflowTesting", "SQLiteStore", "WorkflowDiagnostics", grdb,
      ]
    ),
    .testTarget(
      name: "WorkflowPlanTests",
      dependencies: [
        "WorkflowPlan", "WorkflowModel", "WorkflowPlugin", "WorkflowDiagnostics",
        "WorkflowCompiler", "WorkflowSyntax", "WorkflowReport", "WorkflowTesting", "Secrets",
        "CoreSteps", "SQLServerSteps", "ManagedInstanceSteps", "StorageSteps", "SynapseSteps",
      ]
    ),
    .testTarget(
      name: "WorkflowReportTests",
      dependencies: ["WorkflowReport", "WorkflowModel", "WorkflowDiagnostics"]
    ),
    .testTarget(
      name: "ConnectionsTests",
      dependencies: ["Connections", "WorkflowDiagnostics", "WorkflowModel", "Secrets"]
    ),
    .testTarget(
      name: "SQLServerClientTests",
      dependencies: ["SQLServerClient", "Secrets", "LabEstate", "LabTDS", "WireTesting", nioSSL]
    ),
    .testTarget(
      name: "AzureClientTests",
      dependencies: ["AzureClient", "Secrets", "WireTesting", nioCore, nioPosix]
    ),
    .testTarget(name: "SharedAccessTests", dependencies: ["SharedAccess"]),
    .testTarget(
      name: "SendersTests",
      dependencies: [
        "Senders", "Connections", "AzureClient", "SharedAccess", "WorkflowPlugin", "WorkflowModel",
        "WorkflowDiagnostics", "Secrets", "WireTesting",
      ]
    ),
    .target(
      name: "WireTesting",
      dependencies: [
        "AzureClient", crypto, httpTypes, hummingbird, hummingbirdCore, hummingbirdTLS, logging,
        nioCore, nioSSL, swiftASN1, x509,
      ],
      path: "Tests/WireTesting"
    ),
    .testTarget(
      name: "PluginTests",
      dependencies: [
        "CoreSteps", "SQLServerSteps", "ManagedInstanceSteps", "SynapseSteps", "StorageSteps",
        "WorkflowPlugin", "WorkflowModel", "Secrets", crypto,
      ]
    ),
    .testTarget(
      name: "LabTests",
      dependencies: [
        "Lab", "LabEstate", "LabTDS", "LabTSQL", "LabAzure", "SQLServerSteps", nioCore, nioEmbedded,
        subprocess, systemPackage,
      ],
      exclude: ["Witnesses"]
    ),
    .target(
      name: "LinkflowProgram",
      dependencies: [
        "Lab", "LabEstate", "LabTSQL", "SQLiteStore", "WorkflowModel", "WorkflowStore", subprocess,
        systemPackage,
      ],
      path: "Tests/LinkflowProgram"
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Lab", "LabEstate", "LinkflowProgram", "SQLiteStore", "WorkflowModel", "WorkflowStore",
        "linkflow", grdb, subprocess, systemPackage,
      ]
    ),
    .testTarget(
      name: "CrashTests",
      dependencies: ["Lab", "LabEstate", "LinkflowProgram", "linkflow", subprocess]
    ),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where ![.plugin, .system].contains(target.type) {
  target.swiftSettings = (target.swiftSettings ?? []) + house
}
