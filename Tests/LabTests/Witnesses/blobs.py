"""Azure's storage SDK: containers and blobs by key and by SAS, and what is refused."""

import base64
import os
from datetime import datetime, timedelta, timezone

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceExistsError
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import (
    AccountSasPermissions,
    BlobServiceClient,
    ContainerClient,
    ContainerSasPermissions,
    ResourceTypes,
    generate_account_sas,
    generate_container_sas,
)

account = "ledgerlanding"
url = f"{os.environ['LAB_AZURE']}/{account}"
trust = {"connection_verify": os.environ["LAB_CA"]}
key = os.environ["LAB_ACCOUNT_KEY"]
now = datetime.now(timezone.utc)


def service(credential):
    return BlobServiceClient(url, credential=credential, retry_total=0, **trust)


def refused(code, action):
    try:
        action()
    except HttpResponseError as error:
        assert error.error_code == code, error
        return
    raise SystemExit(f"{code} was expected")


owner = service(AzureNamedKeyCredential(account, key))
assert owner.get_account_information()["account_kind"] == "StorageV2"
assert [found.name for found in owner.list_containers()] == ["landing"]
owner.create_container("extra")
try:
    owner.create_container("extra")
    raise SystemExit("a container was made twice")
except ResourceExistsError:
    pass
extra = owner.get_container_client("extra")
extra.upload_blob("folder/a +ä.txt", b"hello")
extra.get_blob_client("folder/b.txt").create_append_blob()
extra.get_blob_client("folder/b.txt").append_block(b"line\n")
extra.upload_blob("empty", b"")
assert [blob.name for blob in extra.list_blobs()] == ["empty", "folder/a +ä.txt", "folder/b.txt"]
pages = extra.list_blobs(name_starts_with="folder/", results_per_page=1).by_page()
assert [[blob.name for blob in page] for page in pages] == [["folder/a +ä.txt"], ["folder/b.txt"]]
assert {item.name for item in extra.walk_blobs()} == {"empty", "folder/"}
assert extra.download_blob("folder/a +ä.txt").readall() == b"hello"
assert extra.download_blob("folder/b.txt").readall() == b"line\n"
assert extra.download_blob("empty").readall() == b""
assert extra.get_blob_client("folder/a +ä.txt").get_blob_properties().size == 5
try:
    extra.upload_blob("empty", b"again")
    raise SystemExit("a blob was written over")
except ResourceExistsError:
    pass
wrong = service(AzureNamedKeyCredential(account, base64.b64encode(b"x" * 64).decode()))
refused("AuthenticationFailed", lambda: list(wrong.list_containers()))


def landing(permissions, until=now + timedelta(days=1), secret=key, container="landing"):
    token = generate_container_sas(
        account,
        container,
        account_key=secret,
        permission=ContainerSasPermissions.from_string(permissions),
        start=now - timedelta(minutes=15),
        expiry=until,
        protocol="https",
    )
    return ContainerClient(url, "landing", credential=token, retry_total=0, **trust)


full = landing("racwdl")
full.upload_blob("_probe/ping.txt", b"ping")
assert full.download_blob("_probe/ping.txt").readall() == b"ping"
assert "_probe/ping.txt" in [blob.name for blob in full.list_blobs()]
full.delete_blob("_probe/ping.txt")
try:
    full.delete_blob("_probe/ping.txt")
    raise SystemExit("a blob was deleted twice")
except ResourceNotFoundError as error:
    assert error.error_code == "BlobNotFound", error

reader = landing("rl")
assert any(blob.name.startswith("ledger-link/") for blob in reader.list_blobs())
refused("AuthorizationPermissionMismatch", lambda: reader.upload_blob("x", b"x"))
refused("AuthorizationPermissionMismatch", lambda: landing("r").get_container_properties())
for client in [
    landing("rl", until=now - timedelta(minutes=1)),
    landing("rl", secret=base64.b64encode(b"y" * 64).decode()),
    landing("rl", container="extra"),
]:
    try:
        list(client.list_blobs())
        raise SystemExit("a token that is void was let in")
    except ClientAuthenticationError as error:
        assert error.error_code == "AuthenticationFailed", error

token = generate_account_sas(
    account,
    key,
    resource_types=ResourceTypes(container=True, object=True),
    permission=AccountSasPermissions(read=True, list=True, delete=True),
    expiry=now + timedelta(hours=1),
)
whole = service(token)
assert whole.get_container_client("extra").download_blob("empty").readall() == b""
refused("AuthorizationResourceTypeMismatch", lambda: list(whole.list_containers()))
whole.delete_container("extra")
assert [found.name for found in owner.list_containers()] == ["landing"]
print("all seen")
