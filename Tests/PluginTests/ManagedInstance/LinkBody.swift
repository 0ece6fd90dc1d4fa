import WorkflowModel
import WorkflowPlugin

/// A link as Azure answers with it.
struct LinkBody {
  var role: Value = "Secondary"
  var partnerRole: Value = "Primary"
  var replicationMode: Value = "Async"
  var failoverMode: Value = "Manual"
  var state: Value = "LinkSynchronizing"
  var connected: Value = "CONNECTED"
  var certificate: Value = [
    "certificateName": "Cert_SQL1_endpoint", "expiryDate": "2027-11-21T00:00:00Z",
  ]

  var value: Value {
    [
      "id": """
      /subscriptions/s1/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1\
      /distributedAvailabilityGroups/DAG_Sales
      """,
      "name": "DAG_Sales",
      "properties": [
        "instanceLinkRole": role, "partnerLinkRole": partnerRole,
        "replicationMode": replicationMode, "failoverMode": failoverMode,
        "databases": [
          [
            "databaseName": "Sales", "replicaState": state, "connectedState": connected,
            "synchronizationHealth": "HEALTHY", "lastHardenedLsn": "71000009408100001",
            "lastHardenedTime": "2026-11-21T06:29:58Z", "partnerAuthCertValidity": certificate,
          ]
        ],
      ],
    ]
  }

  var answer: Answer { .found(value) }
}
