"""The trash as one list."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.history import trash, trash_list
from tests.support import Clock, add_contact, add_customer, add_work_item


class TestTrashList:
    def test_deleted_last_comes_first(self, database: Database, clock: Clock) -> None:
        """All types together, with names, when and by whom."""
        for name in ("Acme", "Bolt"):
            add_customer(database, name)
        add_work_item(database, None, "Mend roof")
        trash.delete(database, Customer, 2)
        clock.forward(hours=1)
        trash.delete(database, WorkItem, 1)
        rows = trash_list.trashed(database, 0, 10)
        assert [(row["record"], row["row_id"], row["title"]) for row in rows] == [
            (WorkItem, 1, "Mend roof"),
            (Customer, 2, "Bolt"),
        ]
        assert [row["at"] for row in rows] == ["2026-03-16T10:00:00Z", "2026-03-16T09:00:00Z"]
        assert trash_list.count(database) == 2

    def test_window(self, database: Database) -> None:
        """Pages of it, each row once."""
        customer = add_customer(database)
        for name in ("Bea", "Cy", "Dee"):
            add_contact(database, customer, name)
        trash.delete(database, Customer, customer)
        pages = [row for start in range(0, 6, 2) for row in trash_list.trashed(database, start, 2)]
        assert [row["id"] for row in pages] == [row["id"] for row in trash_list.trashed(database, 0, 10)]
        assert {(row["record"], row["row_id"]) for row in pages} == {(Customer, 1), *((Contact, n) for n in (1, 2, 3))}
        assert trash_list.count(database) == len({row["id"] for row in pages}) == 4
