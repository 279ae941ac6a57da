"""What several tests of services start from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash
from tests.support import Fill, add_contact, add_customer, add_work_item

KEEP, LOSE = 1, 2


def fill_two(database: Database) -> None:
    """Acme Ltd (C-1), which is merged into in these tests; Acme (C-2), which goes; and a third customer (C-3).

    Bea is a contact of both, the primary one; Cy and Di are one's each. Both have work, C-2 also in the trash.
    """
    add_customer(database, "Acme Ltd", phone="01632 960123", description="Ring twice.")
    add_customer(database, "Acme", phone="01632 960124", email="acme@example.com", description="Dog in the yard.")
    add_customer(database, "Third")
    add_contact(database, KEEP, "Bea", last_name="Smith", role="Owner", is_primary=True)
    add_contact(database, KEEP, "Cy")
    add_contact(database, LOSE, "BEA", last_name="Smith", role="Boss", phone="01632 960125", is_primary=True)
    add_contact(database, LOSE, "Di")
    add_work_item(database, KEEP, "Mend the roof", contact_id=1)
    add_work_item(database, LOSE, "Paint the fence", contact_id=3)
    add_work_item(database, LOSE, "Sweep the yard", contact_id=4)
    add_work_item(database, LOSE, "Given up")
    trash.delete(database, WorkItem, 4)


@pytest.fixture
def two(filled: Callable[[Fill], Database]) -> Database:
    return filled(fill_two)
