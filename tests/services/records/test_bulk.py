"""Many records changed or deleted at once: one batch, the ordinary rules, all or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused, Stale
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.business import business_settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.records import bulk, records
from tests.support import (
    add_contact,
    add_customer,
    add_work_item,
    batches,
    dump,
    get,
    is_plain,
    is_sound,
    primaries,
)

MANY = 600
"""More than one block."""


@pytest.fixture
def many(database: Database) -> list[int]:
    """Very many customers, each third with a contact and work for it."""
    with database.write("import") as transaction:
        ids = transaction.add_many(Customer, [{"name": f"Customer {place:05}"} for place in range(MANY)])
        people = transaction.add_many(Contact, [{"customer_id": one, "first_name": "Bea"} for one in ids[::3]])
        items = zip(ids[::3], people, strict=True)
        transaction.add_many(
            WorkItem,
            [{"title": "Roof", "customer_id": one, "contact_id": who, "customer_name": "x"} for one, who in items],
        )
        transaction.summary = "Imported"
    return list(ids)


def column(database: Database, record: str, name: str) -> list[Any]:
    """A column of all records of a type."""
    return [row[name] for row in dump(database)[record]]


class TestChange:
    def test_one_batch_and_one_undo(self, database: Database, many: list[int]) -> None:
        """All get the value as the field stores it; one undo gives every row back exactly."""
        before, count = dump(database), batches(database)
        done = bulk.change(database, Customer, many, {"status": "Deactivated"})
        assert done.summary == "Deactivated 600 customers"
        assert set(column(database, "customer", "status")) == {"deactivated"}
        assert batches(database) == count + 1
        assert history(database, limit=1)[0].total == MANY + len(many[::3])  # with the open work of every third
        after = dump(database)
        undo.undo(database)
        assert dump(database) == before
        undo.redo(database)
        assert dump(database) == after

    def test_what_is_so_already_stays_untouched(self, database: Database, many: list[int]) -> None:
        """Rows that had the value keep their version, and are not in the journal; where all had it, nothing is."""
        bulk.change(database, Customer, many[:10], {"category": "Trade"})
        assert bulk.change(database, Customer, many[:15], {"category": "Trade"}).count == 5
        count = batches(database)
        done = bulk.change(database, Customer, many[:15], {"category": "Trade"})
        assert done.summary == "There was nothing to change in the category of 15 customers"
        assert batches(database) == count

    def test_a_form_that_was_open_meanwhile(self, database: Database, many: list[int]) -> None:
        """It shows a version that is no longer there: what was done to many is not overwritten by it."""
        shown = get(database, Customer, many[-1])["version"]
        bulk.change(database, Customer, many, {"category": "Residential"})
        with pytest.raises(Stale):
            records.change(database, Customer, many[-1], {"category": ""}, shown)
        assert get(database, Customer, many[-1])["category"] == "Residential"

    def test_found_by_the_new_value(self, database: Database, many: list[int]) -> None:
        """What is derived follows."""
        bulk.change(database, Customer, many[:520], {"phone": "(020) 7946 0018"})
        assert column(database, "customer", "phone_digits").count("442079460018") == 520

    def test_the_ordinary_checks(self, database: Database, many: list[int]) -> None:
        """What no record may have, many may not have; nothing is changed."""
        before, count = dump(database), batches(database)
        for typed in ({"email": "no address"}, {"status": "gone"}, {"assigned_user_id": 99}, {"nonsense": "x"}):
            with pytest.raises(Invalid) as refused:
                bulk.change(database, Customer, many, typed)
            assert is_plain(refused.value)
        assert (dump(database), batches(database)) == (before, count)

    def test_links_are_checked_row_by_row(self, database: Database) -> None:
        """Work moves to another customer only if its contact is that customer's; the message names the work."""
        one, other = add_customer(database, "One"), add_customer(database, "Other")
        items = [add_work_item(database, one, f"Roof {place}") for place in range(3)]
        bulk.change(database, WorkItem, items, {"customer_id": other})
        assert [(row["customer_id"], row["customer_name"]) for row in dump(database)["work_item"]] == [
            (other, "Other")
        ] * 3
        bea = add_contact(database, other)
        bulk.change(database, WorkItem, items[1:], {"contact_id": bea})
        before = dump(database)
        with pytest.raises(Invalid, match="Roof 1"):
            bulk.change(database, WorkItem, items, {"customer_id": one})
        assert dump(database) == before

    def test_only_one_is_primary(self, database: Database) -> None:
        """Also when many contacts are told to be, or come to one customer."""
        owners = [add_customer(database, name) for name in ("One", "Other")]
        people = [add_contact(database, owner, name, is_primary=True) for owner in owners for name in ("Bea", "Cy")]
        bulk.change(database, Contact, people, {"is_primary": True})
        assert [len(primaries(database, owner)) for owner in owners] == [1, 1]
        bulk.change(database, Contact, people, {"customer_id": owners[0]})
        assert len(primaries(database, owners[0])) == 1

    def test_the_default_customer_stops_being_it(self, database: Database, many: list[int]) -> None:
        """With a notice, as when it is deactivated alone."""
        business_settings.toggle_default(database, many[550])
        done = bulk.change(database, Customer, many, {"status": "deactivated"})
        assert done.notices == ("Customer 00550 is no longer the default customer.",)
        assert done.touches(Settings)
        assert business_settings.default_customer(database) is None
        undo.undo(database)
        assert (business_settings.default_customer(database) or {})["id"] == many[550]

    def test_some_are_gone_by_now(self, database: Database, many: list[int]) -> None:
        """What is in the trash, merged or unknown is left out, and said; of nothing left nothing is done."""
        trash.delete(database, Customer, many[0])
        merge.merge(database, many[1], many[2])
        done = bulk.change(database, Customer, [*many[:4], 99_999, many[3]], {"category": "Trade"})
        assert done.summary == "Changed category of 2 customers"
        assert done.notices == ("3 customers are in the trash or gone by now, and left out.",)
        assert column(database, "customer", "category").count("Trade") == 2
        with pytest.raises(Refused, match="none is left") as refused:
            bulk.change(database, Customer, [many[0], 99_999], {"category": "Trade"})
        assert is_plain(refused.value)

    def test_outcome_tells_of_rows_that_it_does_not_list(self, database: Database, many: list[int]) -> None:
        """Screens that show any of the records must look again."""
        done = bulk.change(database, Customer, many, {"category": "Trade"})
        assert done.count == MANY
        assert all(done.touches(Customer, row_id) for row_id in (many[0], many[-1]))
        assert not done.touches(Contact)


class TestDelete:
    def test_the_same_as_one_by_one(self, database: Database, many: list[int]) -> None:
        """Contacts go along, work keeps the name and loses its links; in one batch, with one undo."""
        before = dump(database)
        done = bulk.delete(database, Customer, many)
        assert done.summary == "Deleted 600 customers"
        assert done.count == MANY + 2 * len(many[::3])
        assert None not in column(database, "customer", "trashed") + column(database, "contact", "trashed")
        assert set(column(database, "work_item", "customer_id") + column(database, "work_item", "contact_id")) == {None}
        assert set(column(database, "work_item", "customer_name")) == {"x"}
        undo.undo(database)
        assert dump(database) == before

    def test_one_of_them_comes_back_alone(self, database: Database, many: list[int]) -> None:
        """A customer restored from a batch of very many has its contacts and work again, and no other has."""
        before = get(database, WorkItem, 1)
        bulk.delete(database, Customer, many)
        trash.restore(database, Customer, many[0])
        after = get(database, WorkItem, 1)
        assert [after[name] for name in ("customer_id", "contact_id")] == [before["customer_id"], before["contact_id"]]
        assert column(database, "customer", "trashed").count(None) == 1
        assert column(database, "contact", "trashed").count(None) == 1

    def test_the_default_customer_among_them(self, database: Database, many: list[int]) -> None:
        """There is none any more, which is said."""
        business_settings.toggle_default(database, many[5])
        assert "default customer" in bulk.delete(database, Customer, many).notices[0]
        assert business_settings.default_customer(database) is None


class TestStop:
    def test_progress_and_stop(self, database: Database, many: list[int]) -> None:
        """Stopped in the middle, everything is as it was, the journal too."""
        before, count = dump(database), batches(database)
        told: list[tuple[int, int]] = []
        watched = {"progress": lambda *figures: told.append(figures), "stop": lambda: len(told) % 2 == 0 and told != []}
        with pytest.raises(Refused, match=r"Stopped\. Nothing was changed\."):
            bulk.change(database, Customer, many, {"category": "Trade"}, **watched)
        with pytest.raises(Refused, match=r"Stopped\. Nothing was changed\."):
            bulk.delete(database, Customer, many, **watched)
        assert told == [(0, MANY), (500, MANY)]
        assert (dump(database), batches(database)) == (before, count)

    def test_progress_goes_to_the_end(self, database: Database, many: list[int]) -> None:
        """The last thing told is that all are done."""
        told = []
        bulk.change(
            database, Customer, many, {"category": "x"}, progress=lambda done, total: told.append((done, total))
        )
        assert told == [(0, MANY), (500, MANY), (MANY, MANY)]

    def test_ctrl_c_in_another_process(self, database: Database, many: list[int]) -> None:
        """An interrupt in the middle leaves nothing half-written, and the database free for the next."""
        before, count = dump(database), batches(database)
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(database.path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        assert child.stdout.readline() == "500\n"
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=30)
        assert child.returncode != 0
        assert "KeyboardInterrupt" in errors
        assert (dump(database), batches(database)) == (before, count)
        assert is_sound(database.path)
        bulk.change(database, Customer, many, {"category": "Trade"})


_CHILD = """
import sys, threading
from pathlib import Path
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.records import bulk

def progress(done, total):
    if done:
        print(done, flush=True)
        threading.Event().wait()

bulk.delete(Database.open(Path(sys.argv[1])), Customer, range(1, 601), progress=progress)
"""
