"""The Azure SDK: sign in, read the instance, upload a certificate, make, read and end a link."""

import os
import ssl

from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.identity import ClientSecretCredential
from azure.mgmt.sql import SqlManagementClient

# azure-identity takes its authority from here, the management client by `connection_verify`.
os.environ["REQUESTS_CA_BUNDLE"] = os.environ["LAB_CA"]
base = os.environ["LAB_AZURE"]


def credential(secret):
    return ClientSecretCredential(
        os.environ["LAB_TENANT"],
        os.environ["LAB_CLIENT"],
        secret,
        authority=base,
        disable_instance_discovery=True,
    )


def client(secret):
    return SqlManagementClient(
        credential(secret),
        os.environ["LAB_SUBSCRIPTION"],
        base_url=base,
        credential_scopes=[f"{base}/.default"],
        connection_verify=os.environ["LAB_CA"],
        polling_interval=1,
    )


group = os.environ["LAB_GROUP"]
try:
    client("wrong").managed_instances.get(group, "mi1")
    raise SystemExit("a wrong secret was let in")
except ClientAuthenticationError as error:
    assert "AADSTS7000215" in str(error), error

sql = client(os.environ["LAB_SECRET"])
instance = sql.managed_instances.get(group, "mi1")
assert instance.state == "Ready", instance
assert [found.name for found in sql.managed_instances.list()] == ["mi1"]
assert list(sql.managed_databases.list_by_instance(group, "mi1")) == []
try:
    sql.managed_instances.get(group, "mi2")
    raise SystemExit("an instance that is not there was read")
except ResourceNotFoundError as error:
    assert error.error.code == "ResourceNotFound", error

endpoint = sql.endpoint_certificates.get(group, "mi1", "DATABASE_MIRRORING")
assert endpoint.public_blob.startswith("308"), endpoint

with open(os.environ["LAB_CA"]) as file:
    blob = "0x" + ssl.PEM_cert_to_DER_cert(file.read()).hex()
trust = sql.server_trust_certificates
for _ in range(2):  # The second finds it there.
    uploaded = trust.begin_create_or_update(
        group, "mi1", "Cert_SQL1", {"properties": {"publicBlob": blob}}
    ).result()
    assert uploaded.name == "Cert_SQL1" and uploaded.thumbprint, uploaded
assert [found.name for found in trust.list_by_instance(group, "mi1")] == ["Cert_SQL1"]

links = sql.distributed_availability_groups
poller = links.begin_create_or_update(
    group,
    "mi1",
    "DAG_Sales",
    {
        "properties": {
            "instanceAvailabilityGroupName": "AG_Sales_MI",
            "partnerAvailabilityGroupName": "AG_Sales",
            "partnerEndpoint": "TCP://10.0.0.4:5022",
            "databases": [{"databaseName": "Sales"}],
            "instanceLinkRole": "Secondary",
            "failoverMode": "None",
            "seedingMode": "Automatic",
        }
    },
)
link = links.get(group, "mi1", "DAG_Sales")
assert link.partner_link_role == "Primary", link
assert link.databases[0].database_name == "Sales", link
assert [found.name for found in links.list_by_instance(group, "mi1")] == ["DAG_Sales"]
try:
    # There is no availability group on the other side, so the operation must fail.
    poller.result()
    raise SystemExit("a link without a partner was made")
except HttpResponseError as error:
    assert error.error.code, error

links.begin_delete(group, "mi1", "DAG_Sales").result()
try:
    links.get(group, "mi1", "DAG_Sales")
    raise SystemExit("a link outlived its end")
except ResourceNotFoundError:
    pass
links.begin_delete(group, "mi1", "DAG_Sales").result()
trust.begin_delete(group, "mi1", "Cert_SQL1").result()
assert list(trust.list_by_instance(group, "mi1")) == []
print("all seen")
