"""Azure's SDKs for Synapse and for storage's keys: read a link, rotate its SAS, pause and resume."""

import os
import time
from datetime import datetime, timedelta, timezone

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.synapse import SynapseManagementClient
from azure.storage.blob import ContainerSasPermissions, generate_container_sas
from azure.synapse.artifacts import ArtifactsClient
from azure.synapse.artifacts.models import QueryTableStatusRequest, SecureString

os.environ["REQUESTS_CA_BUNDLE"] = os.environ["LAB_CA"]
base = os.environ["LAB_AZURE"]
group = os.environ["LAB_GROUP"]
credential = ClientSecretCredential(
    os.environ["LAB_TENANT"],
    os.environ["LAB_CLIENT"],
    os.environ["LAB_SECRET"],
    authority=base,
    disable_instance_discovery=True,
)
management = {
    "base_url": base,
    "credential_scopes": [f"{base}/.default"],
    "connection_verify": os.environ["LAB_CA"],
}
subscription = os.environ["LAB_SUBSCRIPTION"]

synapse = SynapseManagementClient(credential, subscription, **management)
workspace = synapse.workspaces.get(group, "synapse1")
assert workspace.connectivity_endpoints["dev"] == f"{base}/synapse1", workspace
assert [found.name for found in synapse.workspaces.list()] == ["synapse1"]
assert synapse.sql_pools.get(group, "synapse1", "pool1").status == "Online"

storage = StorageManagementClient(credential, subscription, **management)
account = storage.storage_accounts.get_properties(group, "ledgerlanding")
assert account.is_hns_enabled and account.allow_shared_key_access, account


def by_name(result):
    return {key.key_name: key.value for key in result.keys_property}


keys = by_name(storage.storage_accounts.list_keys(group, account.name))
assert storage.blob_containers.get(group, account.name, "landing").public_access == "None"


def artifacts(**options):
    return ArtifactsClient(
        credential,
        f"{base}/synapse1",
        connection_verify=os.environ["LAB_CA"],
        retry_total=0,
        **options,
    )


try:
    artifacts(credential_scopes=[f"{base}/.default"]).link_connection.get("ledger-link")
    raise SystemExit("a token for Resource Manager was let in")
except HttpResponseError as error:
    assert error.status_code == 401, error

links = artifacts().link_connection
assert [found.name for found in links.list_by_workspace()] == ["ledger-link"]
link = links.get("ledger-link")
assert link.properties.target_database.linked_service.parameters["DBName"] == "pool1", link
assert link.properties.landing_zone is None, link
assert len(links.list_link_tables("ledger-link").value) == 2
tables = links.query_table_status("ledger-link", QueryTableStatusRequest(max_segment_count=50))
assert [table.status for table in tables.value] == ["Replicating", "Replicating"], tables
assert tables.continuation_token is None

expiry = (datetime.now(timezone.utc) + timedelta(days=30)).replace(microsecond=0)
token = generate_container_sas(
    account.name,
    "landing",
    account_key=keys["key2"],
    permission=ContainerSasPermissions.from_string("racwdl"),
    expiry=expiry,
)
links.update_landing_zone_credential("ledger-link", SecureString(value=token))
status = links.get_detailed_status("ledger-link")
assert status.status == "Running", status
assert status.landing_zone_credential_expire_time == expiry, status
renewed = storage.storage_accounts.regenerate_key(group, account.name, {"keyName": "key1"})
assert by_name(renewed)["key1"] != keys["key1"]

for verb, state in [(links.pause, "Paused"), (links.resume, "Running")]:
    verb("ledger-link")
    while links.get_detailed_status("ledger-link").status != state:
        time.sleep(0.05)
try:
    links.resume("ledger-link")
    raise SystemExit("a link that runs was resumed")
except HttpResponseError as error:
    assert error.status_code == 409, error
try:
    links.get("other")
    raise SystemExit("a link that is not there was read")
except ResourceNotFoundError:
    pass
print("all seen")
