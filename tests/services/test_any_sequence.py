"""Any sequence of writes to records of every type leaves a desk that holds together, and can be undone to the start and
redone to the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.read.history import journal_rows
from capptro_tui.errors import Conflict, Missing, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.pair import Distinct
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import amounts
from capptro_tui.services.business import business_settings
from capptro_tui.services.documents import attachments
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.records import bulk, records, status
from tests.services import invariants, plausible
from tests.support import BY, Clock, batches, damage_to_search, dump, raw, rounds

TYPED = [record for record in invariants.KNOWN if record not in (Attachment, Distinct, Settings)]
"""The record types that people make by typing."""

DELETED = [*TYPED, Attachment]
OWNING = [record for record in TYPED if attachments.may_have(record)]
MOVED = [record for record in DELETED if (link := record.owner_link()) and link.form]
STATED = [record for record in TYPED if "status" in record.fields]
BILLED = [Customer, Order, OrderLine, Payment]
"""Those that are wanted more often: it takes several before there is anything to pay."""

TAKEN_DOWN = (Site, Contract, WorkItem, Task)
"""What a customer that has just been deactivated has no open ones of."""

CHANCE = st.randoms(use_true_random=True)
CONTENTS = (b"offer", b"picture \x00\xff", b"")


def in_trash(desk: Desk) -> bool:
    """Whether there is anything in the trash."""
    return any(row["trashed"] is not None for rows in desk.rows.values() for row in rows.values())


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
        self.rows = invariants.read(self.database)
        self.start = self.rows
        self.attached: set[bytes] = set()

    def teardown(self) -> None:
        """Undo everything, redo everything: exactly the start, exactly the end."""
        try:
            self.until_nothing_is_left(undo.redo)
            end = dump(self.database)
            assert damage_to_search(self.database.path) == []
            self.until_nothing_is_left(undo.undo)
            assert invariants.read(self.database) == self.start
            assert damage_to_search(self.database.path) == []
            self.until_nothing_is_left(undo.redo)
            assert dump(self.database) == end
            assert damage_to_search(self.database.path) == []
            assert raw(self.database.path, "PRAGMA integrity_check") == [("ok",)]
        finally:
            self.close()

    def close(self) -> None:
        self.database.close()
        self.folder.cleanup()

    def until_nothing_is_left(self, step: Any) -> None:
        for _ in range(500):
            try:
                step(self.database)
            except Missing:
                return
        raise AssertionError("there is no end to it")

    def some(self, chance: Random, *kinds: RecordType, trashed: bool = False) -> tuple[RecordType, int]:
        """Type and id of one of the records that there are, in the trash if that is wanted; now and then any other."""
        found = {
            record: [row_id for row_id, row in rows.items() if (row["trashed"] is not None) == trashed]
            for record in kinds
            if (rows := self.rows[record.info.name])
        }
        record = chance.choice([record for record, ids in found.items() if ids] or kinds)
        ids = found.get(record)
        return record, chance.choice(ids if ids and chance.random() < 0.9 else [*self.rows[record.info.name], 99])

    def write(self, service: Any, *arguments: Any) -> bool:
        """Call a service; when it refuses, it says so plainly and has touched nothing. Whether it did not."""
        self.clock.forward(minutes=1)
        before, count = self.rows, batches(self.database)
        note(f"{getattr(service, 'func', service).__qualname__} {arguments}")
        refused = None
        try:
            service(self.database, *arguments)
        except Refused as error:
            refused = error
        self.rows = invariants.read(self.database)
        if refused:
            note(f"  {refused}")
            assert str(refused).endswith(".")
            assert "constraint" not in str(refused), "the database had to refuse what a service should have"
            assert self.may_conflict or not isinstance(refused, Conflict), getattr(refused, "conflicts", ())
            assert (self.rows, batches(self.database)) == (before, count)
        elif service in (trash.delete, trash.empty, bulk.delete, merge.merge):
            assert list(invariants.lost_names(before, self.rows)) == []
        return refused is None

    # --- any record -------------------------------------------------------------------------------------------------

    @initialize(chance=CHANCE)
    def begin(self, chance: Random) -> None:
        """A small business, not the same twice."""
        for record in chance.sample(TYPED, 6):
            self.create(record, chance)

    @rule(record=st.sampled_from([*TYPED, *BILLED, *BILLED]), chance=CHANCE)
    def create(self, record: RecordType, chance: Random) -> None:
        """A new record; where there is nothing yet that it could belong to, that comes first."""
        for link in record.links():
            if link.required and not link.copied_from and not self.rows[link.link]:
                self.create(SHIPPED.record_named(link.link), chance)
        self.write(records.create, record, plausible.new(chance, record, self.rows))

    @rule(chance=CHANCE)
    def change(self, chance: Random) -> None:
        record, row_id = self.some(chance, *DELETED)
        row = self.rows[record.info.name].get(row_id, record.defaults())
        self.write(records.change, record, row_id, plausible.changes(chance, record, row, self.rows))

    @rule(chance=CHANCE)
    def move(self, chance: Random) -> None:
        """To another owner, the primary contact as such."""
        record, row_id = self.some(chance, *MOVED)
        link = record.owner_link()
        assert link
        typed = {
            field.name: True for field in record.fields.values() if field.unique_per_owner and chance.random() < 0.5
        }
        to = self.some(chance, SHIPPED.record_named(link.link))[1]
        self.write(records.change, record, row_id, {link.name: to, **typed})

    @rule(chance=CHANCE)
    def change_state(self, chance: Random) -> None:
        record, row_id = self.some(chance, *STATED)
        row = self.rows[record.info.name].get(row_id, record.defaults())
        state = plausible.value(chance, record, record.fields["status"], row, self.rows)
        self.write(records.change, record, row_id, {"status": state})

    @rule(chance=CHANCE)
    def reopen(self, chance: Random) -> None:
        self.write(status.reopen, *self.some(chance, *STATED))

    @rule(chance=CHANCE)
    def change_many(self, chance: Random) -> None:
        record, row_id = self.some(chance, *(record for record in TYPED if bulk.settable(record)))
        field = chance.choice(bulk.settable(record))
        typed = {field.name: plausible.value(chance, record, field, record.defaults(), self.rows)}
        self.write(bulk.change, record, [row_id, *self.rows[record.info.name]], typed)

    @rule(chance=CHANCE)
    def delete(self, chance: Random) -> None:
        self.write(trash.delete, *self.some(chance, *DELETED))

    @rule(chance=CHANCE)
    def delete_customer(self, chance: Random) -> None:
        self.write(trash.delete, *self.some(chance, Customer))

    @rule(chance=CHANCE)
    def delete_many(self, chance: Random) -> None:
        found = [self.some(chance, *DELETED) for _ in range(3)]
        self.write(bulk.delete, found[0][0], [row_id for record, row_id in found if record is found[0][0]])

    @precondition(in_trash)
    @rule(chance=CHANCE)
    def restore(self, chance: Random) -> None:
        self.write(trash.restore, *self.some(chance, *DELETED, trashed=True))

    @precondition(in_trash)
    @rule()
    def empty_trash(self) -> None:
        self.write(trash.empty)

    # --- what only some records know --------------------------------------------------------------------------------

    @rule(chance=CHANCE)
    def deactivate(self, chance: Random) -> None:
        record, row_id = self.some(chance, Customer, Site)
        if self.write(status.deactivate, record, row_id) and record is Customer:
            for kind in TAKEN_DOWN:
                state = kind.fields["status"]
                rows = self.rows[kind.info.name].values()
                mine = [row for row in rows if row["customer_id"] == row_id and row["trashed"] is None]
                assert not [row for row in mine if state.choice(row["status"]).open]

    @rule(chance=CHANCE, every=st.integers(1, 3))
    def reactivate(self, chance: Random, every: int) -> None:
        off = [(kind, row["id"]) for kind in (Customer, Site) for row in self.rows[kind.info.name].values()
               if row["status"] == "deactivated"]  # fmt: skip
        record, row_id = chance.choice(off) if off else self.some(chance, Customer, Site)
        offers = status.offers(self.database, record, row_id)[::every]
        chosen = [(one.record, one.row_id) for one in offers]
        self.write(partial(status.reactivate, bring_back=chosen), record, row_id)
        for offer in offers:
            state = self.rows[offer.record.info.name][offer.row_id]["status"]
            # A job whose appointment is past is new again.
            again = "new" if offer.was.value == "scheduled" else offer.was.value
            assert state in (offer.was.value, again, "cancelled")

    @precondition(lambda self: self.rows["order"])
    @rule(
        chance=CHANCE,
        kind=st.sampled_from(["payment", "payment", "refund"]),
        amount=st.integers(1, 5_000_00),
        for_it=st.booleans(),
    )
    def pay(self, chance: Random, kind: str, amount: int, for_it: bool) -> None:
        """A payment, deposit or refund, for an order of any kind and state or on account: of a part, or of too much."""
        order = chance.choice(list(self.rows["order"].values()))
        customer = self.rows["customer"][order["customer_id"]]
        text = amounts.plain(amount, amounts.decimals(customer["currency"]))
        owner = {"customer_id": order["customer_id"], "order_id": order["id"] if for_it else None}
        possible = all(row["trashed"] is None for row in [customer, *([order] if for_it else [])])
        assert self.write(records.create, Payment, {**owner, "kind": kind, "amount": text}) == possible

    @precondition(lambda self: self.rows["order"])
    @rule(chance=CHANCE, status=st.sampled_from(["draft", "confirmed"]))
    def take_back(self, chance: Random, status: str) -> None:
        """A credit note."""
        customer_id = chance.choice(list(self.rows["order"].values()))["customer_id"]
        self.write(records.create, Order, {"customer_id": customer_id, "kind": "credit", "status": status})

    @rule(chance=CHANCE, currency=st.sampled_from(["GBP", "JPY", "KWD"]))
    def bill_in_another_currency(self, chance: Random, currency: str) -> None:
        """A customer's currency changes, where nothing is in the old one."""
        self.write(records.change, Customer, self.some(chance, Customer)[1], {"currency": currency})

    @rule(chance=CHANCE, contents=st.lists(st.sampled_from(CONTENTS), min_size=1, max_size=2))
    def attach(self, chance: Random, contents: list[bytes]) -> None:
        """New documents, often of a content that is there already."""
        paths = [Path(self.folder.name) / f"{place}.txt" for place, _ in enumerate(contents)]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        if self.write(attachments.attach, *self.some(chance, *OWNING), paths):
            self.attached |= set(contents)

    @precondition(lambda self: self.attached)
    @rule()
    def sweep(self) -> None:
        """What has been there for long and nobody needs goes; all else stays."""
        found = [path for path in Path(self.folder.name, "desk.db.files").rglob("*") if path.is_file()]
        for path in found:
            os.utime(path, (0, 0))
        assert attachments.sweep(self.database) == len(found) - len(self.attached)

    @precondition(lambda self: len(self.rows["customer"]) > 1)
    @rule(chance=CHANCE, service=st.sampled_from([merge.merge, merge.merge, merge.different]))
    def compare(self, chance: Random, service: Any) -> None:
        """Two customers are the same, or different."""
        self.write(service, *(self.some(chance, Customer)[1] for _ in range(2)))

    @rule(chance=CHANCE)
    def change_settings(self, chance: Random) -> None:
        self.write(
            records.change, Settings, 1, plausible.changes(chance, Settings, self.rows["settings"][1], self.rows)
        )

    @rule(chance=CHANCE)
    def toggle_default(self, chance: Random) -> None:
        self.write(business_settings.toggle_default, self.some(chance, Customer)[1])

    # --- back and forth ---------------------------------------------------------------------------------------------

    @rule()
    def undo(self) -> None:
        self.write(undo.undo)

    @precondition(lambda self: journal_rows.last_to_redo(self.database))
    @rule()
    def redo(self) -> None:
        self.write(undo.redo)

    @invariant()
    def holds_together(self) -> None:
        assert self.database.select("PRAGMA foreign_key_check") == []
        assert list(invariants.broken(self.rows)) == []
        assert list(invariants.missing_files(self.database, self.rows, self.attached)) == []


class DeskInAnyOrder(Desk):
    """The same desk; any batch may be undone at any time, also over later work."""

    may_conflict = True

    def teardown(self) -> None:
        try:
            assert damage_to_search(self.database.path) == []
            assert raw(self.database.path, "PRAGMA integrity_check") == [("ok",)]
        finally:
            self.close()

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
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(Desk, "template", empty_file, raising=False)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=rounds(150),
            stateful_step_count=25,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a sequence takes many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
