"""python-tds: sp_executesql, transaction manager requests, a checked certificate."""

import os

import pytds


def connect(password):
    return pytds.connect(
        dsn="127.0.0.1",
        port=int(os.environ["LAB_PORT"]),
        user=os.environ["LAB_USER"],
        password=password,
        database=os.environ["LAB_DATABASE"],
        cafile=os.environ["LAB_CA"],
        validate_host=False,
        login_timeout=10,
    )


try:
    connect("wrong")
    raise SystemExit("a wrong password was let in")
except pytds.Error as error:
    assert "Login failed" in str(error), error

connection = connect(os.environ["LAB_PASSWORD"])
cursor = connection.cursor()
cursor.execute("SELECT COUNT(*) FROM dbo.Customer WHERE CustomerID <= %s", (10,))
assert cursor.fetchone() == (10,)
cursor.execute("SELECT name FROM sys.databases WHERE name = %s", ("Sales",))
assert cursor.fetchall() == [("Sales",)]
cursor.execute("UPDATE dbo.Customer SET City = %s WHERE CustomerID = %s", ("Köln", 2))
connection.rollback()
cursor.execute("SELECT City FROM dbo.Customer WHERE CustomerID = %s", (2,))
assert cursor.fetchone()[0] != "Köln"
cursor.execute("UPDATE dbo.Customer SET City = %s WHERE CustomerID = %s", ("Köln", 2))
connection.commit()
cursor.execute("SELECT City FROM dbo.Customer WHERE CustomerID = %s", (2,))
assert cursor.fetchone()[0] == "Köln"
try:
    cursor.execute("SELECT * FROM dbo.Nothing")
    raise SystemExit("a table that is not there was read")
except pytds.Error as error:
    assert error.number == 208, error
connection.close()
print("all seen")
