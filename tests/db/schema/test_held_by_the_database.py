"""What matters most is held by the database itself, for writers that are not this program."""

from __future__ import annotations

import pytest

from capptro_tui.db.connection.driver import sqlite
from capptro_tui.db.database import Database
from tests.support import add_contact, add_customer, add_work_item, dump, raw


@pytest.fixture
def desk(database: Database) -> Database:
    """One customer with a primary and another contact, and a work item."""
    customer = add_customer(database)
    bea = add_contact(database, customer, "Bea", is_primary=True)
    add_contact(database, customer, "Cy")
    add_work_item(database, customer, contact_id=bea)
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contact SET is_primary = 1",
        "UPDATE contact SET customer_id = 99",
        "UPDATE contact SET customer_id = NULL",
        "UPDATE customer SET name = ''",
        "UPDATE customer SET name = NULL",
        "UPDATE customer SET billing_lat = 91",
        "UPDATE customer SET billing_lng = -181",
        "UPDATE customer SET shipping_lat = -91",
        "UPDATE customer SET shipping_lng = 181",
        "UPDATE customer SET phone = NULL",
        "UPDATE customer SET version = NULL",
        "UPDATE work_item SET title = ''",
        "UPDATE work_item SET customer_id = 99",
        "UPDATE work_item SET contact_id = 99",
        "UPDATE settings SET default_customer_id = 99",
        "DELETE FROM customer",
        "DELETE FROM contact",
        "DELETE FROM batch",
        "INSERT INTO change (batch_id, record, row_id, deed, title) VALUES (99, 'customer', 1, 'create', '')",
    ],
)
def test_refuses(desk: Database, statement: str) -> None:
    """Even plain SQL cannot break these."""
    before = dump(desk)
    with pytest.raises(sqlite.IntegrityError):
        raw(desk.path, statement)
    assert dump(desk) == before


def test_primary_in_the_trash_is_no_rival(desk: Database) -> None:
    """Only a contact that is not in the trash counts."""
    raw(desk.path, "UPDATE contact SET trashed = 1 WHERE is_primary")
    raw(desk.path, "UPDATE contact SET is_primary = 1 WHERE trashed IS NULL")


def test_reading_connection_cannot_write(desk: Database) -> None:
    """Lists and pages read through a connection that refuses to write."""
    with desk.reading() as connection, pytest.raises(sqlite.OperationalError):
        connection.execute("UPDATE customer SET name = 'x'")


def test_removed_ids_are_not_given_again(desk: Database) -> None:
    """The database counts on, whoever removes the row."""
    raw(desk.path, "DELETE FROM work_item")
    assert add_work_item(desk) == 2
