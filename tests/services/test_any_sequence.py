"""Any sequence of writes leaves a desk that holds together, and can be undone to the start and redone to the end."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from capptro_tui.db import driver
from capptro_tui.db.database import Database
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.asset import Asset
from capptro_tui.models.contact import Contact
from capptro_tui.models.contract import Contract
from capptro_tui.models.customer import Customer
from capptro_tui.models.pair import Distinct
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import RECORDS
from capptro_tui.models.settings import Settings
from capptro_tui.models.site import Site
from capptro_tui.models.task import Task
from capptro_tui.models.work_item import WorkItem
from capptro_tui.search.derive import derive, derived_columns
from capptro_tui.services import desk, merge, records, status, trash, undo
from capptro_tui.services.history import history
from tests.support import BY, Clock, batches, damage_to_search, dump, get, raw

TEXTS = st.sampled_from(["Acme", "Acme Ltd", "Café Zoë", "[/]\x1b[2J", "株式会社", "x" * 200, " y "])
PHONES = st.sampled_from(["", "01632 960123", "+49 30 901820", "(020) 7946 0018"])
PICKED = st.integers(0, 5)
"""Which of the rows that are there; a record has few in one run, so that they meet each other."""

NEVER = (
    "PRAGMA foreign_key_check",
    # What is there belongs to what is there, and a work item's contact to its customer.
    "SELECT k.* FROM contact k JOIN customer c ON c.id = k.customer_id WHERE k.trashed IS NULL AND c.trashed NOTNULL",
    "SELECT w.* FROM work_item w JOIN customer c ON c.id = w.customer_id WHERE w.trashed IS NULL AND c.trashed NOTNULL",
    "SELECT w.* FROM work_item w JOIN contact k ON k.id = w.contact_id"
    " WHERE w.trashed IS NULL AND (k.trashed NOTNULL OR w.customer_id IS NOT k.customer_id)",
    *(
        f"SELECT t.* FROM {table} t JOIN customer c ON c.id = t.customer_id"
        " WHERE t.trashed IS NULL AND c.trashed NOTNULL"
        for table in ("site", "asset", "contract", "task")
    ),
    *(
        f"SELECT t.* FROM {table} t JOIN {to} o ON o.id = t.{to}_id"
        " WHERE t.trashed IS NULL AND (o.trashed NOTNULL OR t.customer_id IS NOT o.customer_id)"
        for table, to in (("work_item", "site"), ("work_item", "contract"), ("asset", "site"), ("task", "work_item"))
    ),
    "SELECT s.* FROM settings s JOIN customer c ON c.id = s.default_customer_id"
    " WHERE c.trashed NOTNULL OR c.status != 'active'",
    "SELECT 1 FROM contact WHERE is_primary AND trashed IS NULL GROUP BY customer_id HAVING count(*) > 1",
    "SELECT * FROM work_item WHERE customer_id NOTNULL AND customer_name = ''",
    "SELECT * FROM customer WHERE merged_into_id NOTNULL AND trashed IS NULL",
)
"""What must never be found in a database."""

OPEN = tuple(
    f"SELECT * FROM {table} WHERE customer_id = ? AND trashed IS NULL AND status IN ({states})"
    for table, states in (
        ("site", "'active'"),
        ("contract", "'draft', 'active', 'suspended'"),
        ("work_item", "'new', 'scheduled', 'in_progress', 'on_hold'"),
        ("task", "'open'"),
    )
)
"""What a customer that has just been deactivated has none of."""

DELETED = [Customer, Customer, Contact, WorkItem, Site, Contract, Task, Asset]


class Desk(RuleBasedStateMachine):
    """One desk with one file, written by every service in any order."""

    template: Path
    may_conflict = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="desk-")
        path = Path(self.folder.name) / "desk.db"
        shutil.copy(self.template, path)
        self.clock = Clock()
        self.database = Database.open(path, by=BY, clock=self.clock)
        self.start = dump(self.database)

    def teardown(self) -> None:
        """Undo everything, redo everything: exactly the start, exactly the end."""
        try:
            self.until_nothing_is_left(undo.redo)
            end = dump(self.database)
            assert damage_to_search(self.database.path) == []
            self.until_nothing_is_left(undo.undo)
            assert dump(self.database) == self.start
            assert damage_to_search(self.database.path) == []
            self.until_nothing_is_left(undo.redo)
            assert dump(self.database) == end
            assert damage_to_search(self.database.path) == []
            assert raw(self.database.path, "PRAGMA integrity_check") == [("ok",)]
        finally:
            self.database.close()
            self.folder.cleanup()

    def until_nothing_is_left(self, step: Any) -> None:
        for _ in range(500):
            try:
                step(self.database)
            except Missing:
                return
        raise AssertionError("there is no end to it")

    def pick(self, record: RecordType, place: int, *, unknown: bool = False) -> int | None:
        """The id of one of the rows there are, in the trash or not."""
        ids = [row["id"] for row in self.database.select(f'SELECT id FROM "{record.info.name}" ORDER BY id')]
        return ids[place % len(ids)] if ids else 99 if unknown else None

    def write(self, service: Any, *arguments: Any) -> None:
        """Call a service; when it refuses, it says so plainly and has touched nothing."""
        self.clock.forward(minutes=1)
        before, count = dump(self.database), batches(self.database)
        refused = None
        try:
            service(self.database, *arguments)
        except Refused as error:
            refused = error
        if refused:
            assert str(refused).endswith(".")
            assert "constraint" not in str(refused), "the database had to refuse what a service should have"
            assert self.may_conflict or not isinstance(refused, Conflict), getattr(refused, "conflicts", ())
            assert (dump(self.database), batches(self.database)) == (before, count)

    @rule(name=TEXTS, phone=PHONES)
    def create_customer(self, name: str, phone: str) -> None:
        self.write(records.create, Customer, {"name": name, "phone": phone})

    @rule(place=PICKED, name=TEXTS, phone=PHONES, state=st.sampled_from(["active", "active", "deactivated"]))
    def change_customer(self, place: int, name: str, phone: str, state: str) -> None:
        self.write(records.change, Customer, self.pick(Customer, place, unknown=True), {"name": name, "phone": phone})
        self.write(records.change, Customer, self.pick(Customer, place, unknown=True), {"status": state})

    @rule(owner=PICKED, name=TEXTS, primary=st.booleans())
    def create_contact(self, owner: int, name: str, primary: bool) -> None:
        typed = {"customer_id": self.pick(Customer, owner), "first_name": name, "is_primary": primary}
        self.write(records.create, Contact, typed)

    @rule(place=PICKED, owner=PICKED, primary=st.booleans(), moves=st.booleans())
    def change_contact(self, place: int, owner: int, primary: bool, moves: bool) -> None:
        typed: dict[str, Any] = {"is_primary": primary}
        if moves:
            typed["customer_id"] = self.pick(Customer, owner)
        self.write(records.change, Contact, self.pick(Contact, place, unknown=True), typed)

    @rule(owner=PICKED, contact=PICKED | st.none(), title=TEXTS)
    def create_work_item(self, owner: int, contact: int | None, title: str) -> None:
        person = None if contact is None else self.pick(Contact, contact)
        self.write(
            records.create, WorkItem, {"customer_id": self.pick(Customer, owner), "contact_id": person, "title": title}
        )

    @rule(
        place=PICKED, owner=PICKED | st.none(), contact=PICKED | st.none(), status=st.sampled_from(["new", "on_hold"])
    )
    def change_work_item(self, place: int, owner: int | None, contact: int | None, status: str) -> None:
        typed = {
            "customer_id": None if owner is None else self.pick(Customer, owner),
            "contact_id": None if contact is None else self.pick(Contact, contact),
            "status": status,
        }
        self.write(records.change, WorkItem, self.pick(WorkItem, place, unknown=True), typed)

    @rule(owner=PICKED, record=st.sampled_from([Site, Contract]), name=TEXTS, draft=st.booleans())
    def create_site_or_contract(self, owner: int, record: RecordType, name: str, draft: bool) -> None:
        typed = {"customer_id": self.pick(Customer, owner), record.info.title[0]: name}
        self.write(records.create, record, typed if draft else {**typed, "status": "active"})

    @rule(owner=PICKED, site=PICKED | st.none(), name=TEXTS)
    def create_asset(self, owner: int, site: int | None, name: str) -> None:
        where = None if site is None else self.pick(Site, site)
        typed = {"customer_id": self.pick(Customer, owner), "site_id": where, "name": name}
        self.write(records.create, Asset, typed)

    @rule(item=PICKED, title=TEXTS)
    def create_task(self, item: int, title: str) -> None:
        self.write(records.create, Task, {"work_item_id": self.pick(WorkItem, item), "title": title})

    @rule(place=PICKED, site=PICKED | st.none(), contract=PICKED | st.none())
    def change_what_work_is_about(self, place: int, site: int | None, contract: int | None) -> None:
        typed = {
            "site_id": None if site is None else self.pick(Site, site),
            "contract_id": None if contract is None else self.pick(Contract, contract),
        }
        self.write(records.change, WorkItem, self.pick(WorkItem, place, unknown=True), typed)

    @rule(record=st.sampled_from([Site, Contract, Task, Asset]), place=PICKED, name=TEXTS, owner=PICKED)
    def move_and_rename(self, record: RecordType, place: int, name: str, owner: int) -> None:
        link, to = ("work_item_id", WorkItem) if record is Task else ("customer_id", Customer)
        typed = {record.info.title[0]: name, link: self.pick(to, owner)}
        self.write(records.change, record, self.pick(record, place, unknown=True), typed)

    @rule(
        record=st.sampled_from([WorkItem, Contract, Task]),
        place=PICKED,
        state=st.sampled_from(["active", "suspended", "in_progress", "completed", "done", "cancelled"]),
    )
    def change_state(self, record: RecordType, place: int, state: str) -> None:
        self.write(records.change, record, self.pick(record, place, unknown=True), {"status": state})

    @rule(record=st.sampled_from([Customer, Customer, Site]), place=PICKED)
    def deactivate(self, record: RecordType, place: int) -> None:
        row_id = self.pick(record, place, unknown=True)
        count = batches(self.database)
        self.write(status.deactivate, record, row_id)
        if record is Customer and batches(self.database) > count:
            for question in OPEN:
                assert self.database.select(question, [row_id]) == [], question

    @rule(record=st.sampled_from([Customer, Customer, Site]), place=PICKED, every=st.integers(1, 3))
    def reactivate(self, record: RecordType, place: int, every: int) -> None:
        row_id = self.pick(record, place, unknown=True)
        offers = status.offers(self.database, row_id or 0) if record is Customer else []
        chosen = [(one.record, one.row_id) for one in offers[::every]]
        self.write(partial(status.reactivate, bring_back=chosen), record, row_id)
        for (kind, other_id), offer in zip(chosen, offers[::every], strict=True):
            assert get(self.database, kind, other_id)["status"] in (offer.was.value, "cancelled")

    @rule(record=st.sampled_from([WorkItem, Contract, Task]), place=PICKED)
    def reopen(self, record: RecordType, place: int) -> None:
        self.write(status.reopen, record, self.pick(record, place, unknown=True))

    @rule(one=PICKED, other=PICKED)
    def say_that_two_are_different(self, one: int, other: int) -> None:
        low, high = self.pick(Customer, one), self.pick(Customer, other)
        if low is not None and high is not None and low < high:
            self.write(records.create, Distinct, {"low_id": low, "high_id": high})

    @rule(name=TEXTS, region=st.sampled_from(["GB", "DE", "US"]))
    def change_settings(self, name: str, region: str) -> None:
        self.write(records.change, Settings, 1, {"business_name": name, "region": region})

    @rule(place=PICKED)
    def toggle_default(self, place: int) -> None:
        self.write(desk.toggle_default, self.pick(Customer, place, unknown=True))

    @rule(record=st.sampled_from(DELETED), place=PICKED)
    def delete(self, record: RecordType, place: int) -> None:
        self.write(trash.delete, record, self.pick(record, place, unknown=True))

    @rule(record=st.sampled_from(DELETED), place=PICKED)
    def restore(self, record: RecordType, place: int) -> None:
        self.write(trash.restore, record, self.pick(record, place, unknown=True))

    @rule(keep=PICKED, lose=PICKED)
    def merge_two(self, keep: int, lose: int) -> None:
        ids = [self.pick(Customer, place, unknown=True) for place in (keep, lose)]
        self.write(merge.merge, *ids)

    @rule()
    def empty_trash(self) -> None:
        self.write(trash.empty)

    @rule()
    def undo(self) -> None:
        self.write(undo.undo)

    @precondition(lambda self: history(self.database, limit=1))
    @rule()
    def redo(self) -> None:
        self.write(undo.redo)

    @invariant()
    def holds_together(self) -> None:
        for question in NEVER:
            assert self.database.select(question) == [], question
        region = desk.settings(self.database)["region"]
        for record in RECORDS:
            for row in self.database.select(f'SELECT * FROM "{record.info.name}"') if derived_columns(record) else ():
                derived = derive(record, row, region)
                assert {name: row[name] for name in derived} == derived, "found by what it no longer is"


class DeskInAnyOrder(Desk):
    """The same desk; any batch may be undone at any time, also over later work."""

    may_conflict = True

    def teardown(self) -> None:
        try:
            assert damage_to_search(self.database.path) == []
            assert raw(self.database.path, "PRAGMA integrity_check") == [("ok",)]
        finally:
            self.database.close()
            self.folder.cleanup()

    @rule(place=st.integers(1, 30), force=st.booleans())
    def undo_one(self, place: int, force: bool) -> None:
        self.write(partial(undo.undo, force=force), place)

    @rule()
    def redo_over_later_work(self) -> None:
        self.write(partial(undo.redo, force=True))


@pytest.mark.parametrize("machine", [Desk, DeskInAnyOrder])
def test_any_sequence_of_writes(machine: type[Desk], empty_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing breaks on the way, and step by step all goes back to the start and forth to the end, whole rows, stamps
    and derived columns included. With batches undone in any order the way back is not asked for."""
    # Thousands of small writes: what a power cut would do to them is not asked here.
    monkeypatch.setattr(driver, "_make_durable", lambda connection: connection.execute("PRAGMA synchronous = OFF"))
    monkeypatch.setattr(Desk, "template", empty_file, raising=False)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=50,
            stateful_step_count=25,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a sequence takes many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
