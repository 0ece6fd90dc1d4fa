"""pymssql: texts, parameters, transactions as statements, errors by number."""

import os

import pymssql


def connect(password):
    return pymssql.connect(
        server="127.0.0.1",
        port=os.environ["LAB_PORT"],
        user=os.environ["LAB_USER"],
        password=password,
        database=os.environ["LAB_DATABASE"],
        encryption="require",
        login_timeout=10,
    )


try:
    connect("wrong")
    raise SystemExit("a wrong password was let in")
except pymssql.OperationalError as error:
    assert error.args[0][0] == 18456 or b"18456" in error.args[0][1], error

connection = connect(os.environ["LAB_PASSWORD"])
cursor = connection.cursor()
cursor.execute("SELECT COUNT(*) FROM dbo.Customer")
assert cursor.fetchone() == (240,)
cursor.execute("SELECT Name, City FROM dbo.Customer WHERE CustomerID = %d", (1,))
assert len(cursor.fetchall()) == 1
cursor.execute("UPDATE dbo.Customer SET City = %s WHERE CustomerID = %d", ("Zürich", 1))
assert cursor.rowcount == 1
connection.rollback()
cursor.execute("SELECT City FROM dbo.Customer WHERE CustomerID = 1")
assert cursor.fetchone()[0] != "Zürich"
cursor.execute("UPDATE dbo.Customer SET City = %s WHERE CustomerID = %d", ("Zürich", 1))
connection.commit()
cursor.execute("SELECT City FROM dbo.Customer WHERE CustomerID = 1")
assert cursor.fetchone()[0] == "Zürich"
try:
    cursor.execute("SELECT * FROM dbo.Nothing")
    raise SystemExit("a table that is not there was read")
except pymssql.Error as error:
    assert error.args[0] == 208, error
connection.close()
print("all seen")
