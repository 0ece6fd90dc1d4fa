"""The documentation's way to a link, gone with pymssql and the Azure SDK from end to end."""

import os

import pymssql
from azure.identity import ClientSecretCredential
from azure.mgmt.sql import SqlManagementClient

os.environ["REQUESTS_CA_BUNDLE"] = os.environ["LAB_CA"]
base = os.environ["LAB_AZURE"]
group = os.environ["LAB_GROUP"]
address = "TCP://10.0.0.4:5022"

azure = SqlManagementClient(
    ClientSecretCredential(
        os.environ["LAB_TENANT"],
        os.environ["LAB_CLIENT"],
        os.environ["LAB_SECRET"],
        authority=base,
        disable_instance_discovery=True,
    ),
    os.environ["LAB_SUBSCRIPTION"],
    base_url=base,
    credential_scopes=[f"{base}/.default"],
    connection_verify=os.environ["LAB_CA"],
    polling_interval=1,
)


def connect(port, password):
    return pymssql.connect(
        server="127.0.0.1",
        port=os.environ[port],
        user=os.environ["LAB_USER"],
        password=os.environ[password],
        encryption="require",
        autocommit=True,
        login_timeout=10,
    ).cursor()


server = connect("LAB_PORT", "LAB_PASSWORD")
instance = connect("LAB_INSTANCE_PORT", "LAB_INSTANCE_PASSWORD")
fqdn = azure.managed_instances.get(group, "mi1").fully_qualified_domain_name
endpoint = azure.endpoint_certificates.get(group, "mi1", "DATABASE_MIRRORING").public_blob

for statement in [
    "ALTER DATABASE [Sales] SET RECOVERY FULL",
    "BACKUP DATABASE [Sales] TO DISK = N'Sales.bak' WITH CHECKSUM",
    "CREATE MASTER KEY ENCRYPTION BY PASSWORD = N'Str0ng!'",
    "CREATE CERTIFICATE [Cert_SQL1] WITH SUBJECT = N'Certificate for SQL1', EXPIRY_DATE = N'20351231'",
    "CREATE ENDPOINT [database_mirroring_endpoint] STATE = STARTED"
    " AS TCP (LISTENER_PORT = 5022, LISTENER_IP = ALL) FOR DATABASE_MIRRORING (ROLE = ALL,"
    " AUTHENTICATION = CERTIFICATE [Cert_SQL1], ENCRYPTION = REQUIRED ALGORITHM AES)",
    f"CREATE CERTIFICATE [{fqdn}] FROM BINARY = 0x{endpoint}",
    f"CREATE CERTIFICATE [LabRoot] FROM BINARY = 0x{os.environ['LAB_ROOT']}",
    "DECLARE @id int = CERT_ID(N'LabRoot');"
    " EXEC sp_certificate_add_issuer @id, N'*.database.windows.net'",
    "CREATE AVAILABILITY GROUP [AG_Sales] WITH (CLUSTER_TYPE = NONE) FOR DATABASE [Sales]"
    f" REPLICA ON N'SQL1' WITH (ENDPOINT_URL = N'{address}',"
    " AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)",
    "CREATE AVAILABILITY GROUP [DAG_Sales] WITH (DISTRIBUTED) AVAILABILITY GROUP ON"
    f" N'AG_Sales' WITH (LISTENER_URL = N'{address}', AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT,"
    " FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC, SESSION_TIMEOUT = 20),"
    f" N'AG_Sales_MI' WITH (LISTENER_URL = N'tcp://{fqdn}:5022;Server=[mi1]',"
    " AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL, SEEDING_MODE = AUTOMATIC)",
]:
    server.execute(statement)

server.execute("SELECT CERTENCODED(CERT_ID(N'Cert_SQL1'))")
azure.server_trust_certificates.begin_create_or_update(
    group,
    "mi1",
    "Cert_SQL1",
    {"properties": {"publicBlob": "0x" + server.fetchone()[0].hex()}},
).result()
link = azure.distributed_availability_groups.begin_create_or_update(
    group,
    "mi1",
    "DAG_Sales",
    {
        "properties": {
            "instanceAvailabilityGroupName": "AG_Sales_MI",
            "partnerAvailabilityGroupName": "AG_Sales",
            "partnerEndpoint": address,
            "databases": [{"databaseName": "Sales"}],
            "instanceLinkRole": "Secondary",
            "failoverMode": "Manual",
            "seedingMode": "Automatic",
        }
    },
).result()
assert link.databases[0].connected_state == "CONNECTED", link
found = azure.managed_databases.get(group, "mi1", "Sales")
assert found.name == "Sales", found

for cursor in [server, instance]:
    for view in os.environ["LAB_VIEWS"].split(","):
        cursor.execute(f"SELECT * FROM {view}")
        cursor.fetchall()

answers = []
for cursor in [server, instance]:
    cursor.execute("SELECT COUNT(*) FROM Sales.dbo.Customer")
    answers.append(cursor.fetchone())
assert answers[0] == answers[1] == (240,), answers

# There and back again: by T-SQL at SQL Server, by ARM at the instance.
links = azure.distributed_availability_groups
insert = "INSERT INTO Sales.dbo.Customer VALUES (%d, N'Kunde', N'Ulm', 1, '20260101')"
server.execute(insert % 9001)
server.execute("ALTER AVAILABILITY GROUP [DAG_Sales] FAILOVER")
link = links.get(group, "mi1", "DAG_Sales")
assert (link.instance_link_role, link.partner_link_role) == ("Primary", "Secondary"), link
try:
    server.execute(insert % 9002)
    raise SystemExit("a secondary was written to")
except pymssql.Error as error:
    assert error.args[0] == 3906, error
instance.execute(insert % 9002)
link = links.begin_failover(group, "mi1", "DAG_Sales", {"failoverType": "Planned"}).result()
assert link.instance_link_role == "Secondary", link
assert link.replication_mode == "Async", link
server.execute("SELECT COUNT(*) FROM Sales.dbo.Customer")
assert server.fetchone() == (242,)
link = links.begin_update(
    group, "mi1", "DAG_Sales", {"properties": {"replicationMode": "Sync"}}
).result()
assert link.replication_mode == "Sync", link

# The instance is made the primary by force, without a loss as nothing waits.
server.execute("ALTER AVAILABILITY GROUP [DAG_Sales] SET (ROLE = SECONDARY)")
links.begin_set_role(
    group, "mi1", "DAG_Sales", {"instanceRole": "Primary", "roleChangeType": "Forced"}
).result()
instance.execute("SELECT COUNT(*) FROM Sales.dbo.Customer")
assert instance.fetchone() == (242,)
links.begin_delete(group, "mi1", "DAG_Sales").result()
server.execute("DROP AVAILABILITY GROUP [DAG_Sales]")
server.execute("DROP AVAILABILITY GROUP [AG_Sales]")
for cursor in [server, instance]:
    cursor.execute(insert % 9003)
print("all seen")
