"""A scripted fault takes both connections away without a byte; a request that is held dies with its client."""

import http.client
import os
import socket
import ssl
import urllib.parse

import pymssql

connection = pymssql.connect(
    server="127.0.0.1",
    port=os.environ["LAB_PORT"],
    user=os.environ["LAB_USER"],
    password=os.environ["LAB_PASSWORD"],
    encryption="require",
    login_timeout=10,
)
try:
    connection.cursor().execute("SELECT @@SERVERNAME")
    raise SystemExit("a lost connection answered")
except pymssql.OperationalError as error:
    assert "18456" not in str(error), error

address = urllib.parse.urlsplit(os.environ["LAB_AZURE"])
context = ssl.create_default_context(cafile=os.environ["LAB_CA"])
door = http.client.HTTPSConnection(address.hostname, address.port, context=context)
try:
    door.request("GET", "/subscriptions?api-version=2022-12-01")
    door.getresponse()
    raise SystemExit("a lost connection answered")
except http.client.RemoteDisconnected:
    pass

held = context.wrap_socket(
    socket.create_connection((address.hostname, address.port)),
    server_hostname=address.hostname,
)
held.sendall(b"GET /subscriptions/held HTTP/1.1\r\nHost: localhost\r\n\r\n")
print("holding", flush=True)
input()
# As a process that is ended: without TLS's goodbye.
os._exit(0)
