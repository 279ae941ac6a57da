"""Documents: attached to any record, gone and back with it, moved with it, and out again as they came in."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Invalid, Missing, Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.attachment import OWNERS, Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.user import User
from capptro_tui.services.documents import attachments
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.integrity import check
from capptro_tui.services.records import bulk, records
from tests.support import (
    HOSTILE,
    add,
    add_contact,
    add_customer,
    add_work_item,
    batches,
    content_of,
    dump,
    get,
    is_plain,
    raw,
    whole,
)


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    """A file to attach."""
    path = tmp_path / "mine" / "offer.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF-1.7 offer")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder to copy to."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def attach(database: Database, record: RecordType, row_id: int, *paths: Path, **more: Any) -> int:
    """Attach files; the id of the first document."""
    return attachments.attach(database, record, row_id, paths, **more).row_id


def owner(database: Database, name: str, customer: int) -> int:
    """A record of the type called `name`, of a customer."""
    mine: dict[str, Any] = {"customer_id": customer}
    made: dict[str, Callable[[], int]] = {
        "customer": lambda: customer,
        "contact": lambda: add(database, Contact, **mine, first_name="Bea"),
        "site": lambda: add(database, Site, **mine, name="Yard"),
        "asset": lambda: add(database, Asset, **mine, name="Boiler"),
        "contract": lambda: add(database, Contract, **mine, title="Care", start="2026-01-01"),
        "project": lambda: add(database, Project, **mine, name="New roof"),
        "work_item": lambda: add_work_item(database, customer),
        "task": lambda: add(database, Task, work_item_id=add_work_item(database, customer), title="Ladder"),
        "order": lambda: add(database, Order, **mine),
        "payment": lambda: paid(database, customer),
        "follow_up": lambda: add(database, FollowUp, **mine, title="Ring", due="2026-04-01"),
    }
    return made[name]()


def paid(database: Database, customer: int) -> int:
    order = add(database, Order, customer_id=customer, status="confirmed")
    add(database, OrderLine, order_id=order, description="Tiles", unit_price="10")
    return add(database, Payment, customer_id=customer, amount="10")


def names(database: Database, record: RecordType, row_id: int) -> list[str]:
    return [row["name"] for row in attachments.documents(database, record, row_id)]


class TestAttach:
    @pytest.mark.parametrize("name", ["customer", *OWNERS])
    def test_to_any_record(self, database: Database, offer: Path, name: str) -> None:
        """It is that record's and its customer's, and one undo takes it back."""
        customer = add_customer(database)
        record, row_id = SHIPPED.record_named(name), owner(database, name, customer)
        before = whole(database)
        done = attachments.attach(database, record, row_id, [offer], description="Signed")
        row = get(database, Attachment, done.row_id)
        links = {f"{one}_id": row[f"{one}_id"] for one in OWNERS}
        assert links == {**dict.fromkeys(links), **({} if name == "customer" else {f"{name}_id": row_id})}
        assert (row["customer_id"], row["name"], row["description"]) == (customer, "offer.pdf", "Signed")
        assert names(database, record, row_id) == names(database, Customer, customer) == ["offer.pdf"]
        assert history(database, Customer, customer)[0].summary == done.summary
        assert done.summary.startswith("Attached offer.pdf to ")
        undo.undo(database)
        assert whole(database) == before

    def test_every_owner_is_tried(self) -> None:
        """The test above knows all record types that may have documents."""
        assert {record.info.name for record in SHIPPED.records if attachments.may_have(record)} == {"customer", *OWNERS}

    def test_several_files_are_one_batch(self, database: Database, offer: Path) -> None:
        customer, other = add_customer(database), offer.with_name("plan.txt")
        other.write_text("plan")
        count = batches(database)
        done = attachments.attach(database, Customer, customer, [offer, other], description="Both")
        assert done.summary == "Attached 2 documents to Acme Ltd"
        assert batches(database) == count + 1
        assert names(database, Customer, customer) == ["plan.txt", "offer.pdf"]
        undo.undo(database)
        assert names(database, Customer, customer) == []

    def test_dry_run_leaves_nothing(self, database: Database, offer: Path) -> None:
        customer = add_customer(database)
        before = dump(database)
        done = attachments.attach(database, Customer, customer, [offer], dry_run=True)
        assert [change.title for change in done.changes] == ["offer.pdf"]
        assert dump(database) == before
        assert not [path for path in Files(database.path).folder.rglob("*") if path.is_file()]

    def test_owner_must_be_there(self, database: Database, offer: Path) -> None:
        """Not in the trash, not unknown, and of a kind that has documents; nothing is copied then."""
        customer = add_customer(database)
        trash.delete(database, Customer, customer)
        with pytest.raises(Refused, match=r"Acme Ltd is in the trash\. Restore it first\.") as why:
            attach(database, Customer, customer, offer)
        assert is_plain(why.value)
        with pytest.raises(Missing, match="There is no site S-000042"):
            attach(database, Site, 42, offer)
        with pytest.raises(Refused, match="Users have no documents of their own"):
            attach(database, User, 1, offer)
        assert not [path for path in Files(database.path).folder.rglob("*") if path.is_file()]

    def test_to_a_merged_customer(self, two: Database, offer: Path) -> None:
        """Its old number still finds where it belongs."""
        merge.merge(two, 1, 2)
        assert get(two, Attachment, attach(two, Customer, 2, offer))["customer_id"] == 1

    def test_description_is_checked(self, database: Database, offer: Path) -> None:
        customer = add_customer(database)
        with pytest.raises(Invalid, match="Description is too long") as why:
            attach(database, Customer, customer, offer, description="x" * 201)
        assert why.value.field_errors[0].field == "description"

    @pytest.mark.parametrize("name", [name for name in HOSTILE if "\0" not in name and name != ".."])
    def test_any_name_of_a_file(self, database: Database, offer: Path, out: Path, name: str) -> None:
        """It is kept as it can be, and copied out as something harmless."""
        customer = add_customer(database)
        path = offer.rename(offer.parent / name.replace("/", "|"))
        document = attach(database, Customer, customer, path)
        [copy] = attachments.export(database, [get(database, Attachment, document)], out)
        assert copy.parent == out
        assert copy.read_bytes() == b"%PDF-1.7 offer"
        assert copy.name.isprintable()


class TestLinks:
    def test_customer_follows_the_owner(self, database: Database, offer: Path) -> None:
        """A work item that gets another customer takes its documents along."""
        one, other = add_customer(database), add_customer(database, "Other")
        item = add_work_item(database, one)
        document = attach(database, WorkItem, item, offer)
        records.change(database, WorkItem, item, {"customer_id": other})
        assert get(database, Attachment, document)["customer_id"] == other
        assert names(database, Customer, one) == []

    def test_work_without_a_customer(self, database: Database, offer: Path) -> None:
        """Has documents all the same."""
        item = add_work_item(database)
        document = attach(database, WorkItem, item, offer)
        assert get(database, Attachment, document)["customer_id"] is None
        with pytest.raises(Invalid, match="A document belongs to a record"):
            records.change(database, Attachment, document, {"work_item_id": None})

    def test_belongs_to_one_record(self, database: Database, offer: Path) -> None:
        """It can be moved, but not to two at once."""
        customer = add_customer(database)
        item, contact = add_work_item(database, customer), add_contact(database, customer)
        document = attach(database, WorkItem, item, offer)
        with pytest.raises(Invalid, match="belongs to one record, not to contact and work item"):
            records.change(database, Attachment, document, {"contact_id": contact})
        records.change(database, Attachment, document, {"contact_id": contact, "work_item_id": None})
        assert names(database, Contact, contact) == ["offer.pdf"]
        assert names(database, WorkItem, item) == []

    def test_merging_moves_them(self, two: Database, offer: Path) -> None:
        """Those of the customer, of its work and of a contact that is folded; one undo moves them back."""
        ids = [attach(two, record, row_id, offer) for record, row_id in ((Customer, 2), (WorkItem, 2), (Contact, 3))]
        before = whole(two)
        merge.merge(two, 1, 2)
        assert {get(two, Attachment, row_id)["customer_id"] for row_id in ids} == {1}
        assert get(two, Attachment, ids[2])["contact_id"] == 1
        assert len(names(two, Customer, 1)) == 3
        undo.undo(two)
        assert whole(two) == before


class TestTrash:
    @pytest.mark.parametrize("name", ["customer", *OWNERS])
    def test_goes_and_comes_back_with_its_record(self, database: Database, offer: Path, name: str) -> None:
        customer = add_customer(database)
        record, row_id = SHIPPED.record_named(name), owner(database, name, customer)
        document = attach(database, record, row_id, offer)
        before = get(database, Attachment, document)
        trash.delete(database, record, row_id)
        assert get(database, Attachment, document)["trashed"] == get(database, record, row_id)["trashed"]
        assert names(database, record, row_id) == ["offer.pdf"]
        trash.restore(database, record, row_id)
        after = get(database, Attachment, document)
        assert {key for key in after if after[key] != before[key]} == {"version"}

    def test_stays_with_the_work_that_stays(self, database: Database, offer: Path) -> None:
        """A work item outlives its customer, with its documents; what is the contact's goes with the contact."""
        customer = add_customer(database)
        item, contact = add_work_item(database, customer), add_contact(database, customer)
        mine, works, persons = (
            attach(database, record, row_id, offer)
            for record, row_id in ((Customer, customer), (WorkItem, item), (Contact, contact))
        )
        start = whole(database)
        trash.delete(database, Customer, customer)
        rows = {row_id: get(database, Attachment, row_id) for row_id in (mine, works, persons)}
        assert [rows[row_id]["trashed"] is not None for row_id in (mine, works, persons)] == [True, False, True]
        assert [rows[row_id]["customer_id"] for row_id in (mine, works, persons)] == [customer, None, customer]
        assert names(database, WorkItem, item) == ["offer.pdf"]
        trash.restore(database, Customer, customer)
        assert len(names(database, Customer, customer)) == 3
        undo.undo(database)
        undo.undo(database)
        assert whole(database) == start

    def test_of_an_order_whose_customer_is_in_the_trash(self, database: Database, offer: Path) -> None:
        """The order stays, and its document with it: both are the customer's before, meanwhile and afterwards."""
        customer = add_customer(database)
        order = add(database, Order, customer_id=customer)
        before = attach(database, Order, order, offer)
        trash.delete(database, Customer, customer)
        meanwhile = attach(database, Order, order, offer)
        trash.delete(database, Attachment, before)
        trash.restore(database, Attachment, before)
        trash.delete(database, Order, order)
        trash.restore(database, Order, order)
        for document in (before, meanwhile):
            row = get(database, Attachment, document)
            assert (row["customer_id"], row["trashed"]) == (customer, None)
        trash.restore(database, Customer, customer)
        assert len(names(database, Customer, customer)) == 2

    def test_moved_from_work_that_lost_its_customer(self, database: Database, offer: Path) -> None:
        """It is of the work item that it is with now, which never had that customer, also when that one comes back."""
        customer, loose = add_customer(database), add_work_item(database)
        document = attach(database, WorkItem, add_work_item(database, customer), offer)
        trash.delete(database, Customer, customer)
        records.change(database, Attachment, document, {"work_item_id": loose})
        trash.restore(database, Customer, customer)
        assert get(database, Attachment, document)["customer_id"] is None

    def test_deleted_by_itself_before_its_customer(self, database: Database, offer: Path) -> None:
        """It does not come back with the customer, nor without."""
        customer = add_customer(database)
        document = attach(database, Customer, customer, offer)
        trash.delete(database, Attachment, document)
        trash.delete(database, Customer, customer)
        with pytest.raises(Refused, match="Restore C-000001 first"):
            trash.restore(database, Attachment, document)
        trash.restore(database, Customer, customer)
        assert names(database, Customer, customer) == []
        trash.restore(database, Attachment, document)
        assert names(database, Customer, customer) == ["offer.pdf"]

    def test_of_work_whose_customer_is_gone(self, database: Database, offer: Path) -> None:
        """It was deleted by itself, and comes back to the work item that is there."""
        customer = add_customer(database)
        item = add_work_item(database, customer)
        document = attach(database, WorkItem, item, offer)
        trash.delete(database, Attachment, document)
        trash.delete(database, Customer, customer)
        trash.restore(database, Attachment, document)
        assert names(database, WorkItem, item) == ["offer.pdf"]


class TestNotByTyping:
    def test_cannot_be_created(self, database: Database) -> None:
        """Without a file there is no document; the sentence says how there will be one."""
        add_customer(database)
        with pytest.raises(Refused, match="capptro attach C-42 FILE") as why:
            add(database, Attachment, name="offer.pdf", size=3, sha256="0" * 64)
        assert is_plain(why.value)

    @pytest.mark.parametrize(("name", "value"), [("sha256", "0" * 64), ("size", 1), ("type", "text/html")])
    def test_content_stays_what_it_was(self, database: Database, offer: Path, name: str, value: Any) -> None:
        """One by one and many at once."""
        document = attach(database, Customer, add_customer(database), offer)
        before = dump(database)
        with pytest.raises(Invalid, match="is that of its file") as why:
            records.change(database, Attachment, document, {name: value})
        assert why.value.field_errors[0].field == name
        with pytest.raises(Invalid):
            bulk.change(database, Attachment, [document], {name: value})
        assert dump(database) == before

    def test_name_and_description_can_be_typed(self, database: Database, offer: Path, out: Path) -> None:
        """And nothing else is asked for."""
        assert [field.name for field in Attachment.form_fields()] == ["name", "description"]
        document = attach(database, Customer, add_customer(database), offer)
        records.change(database, Attachment, document, {"name": "../Offer: 0042", "description": "Signed"})
        [copy] = attachments.export(database, [get(database, Attachment, document)], out)
        assert copy == out / "_Offer_ 0042"


class TestExport:
    def test_nothing_is_overwritten(self, database: Database, offer: Path, out: Path) -> None:
        """Not even what has got there as a link."""
        customer = add_customer(database)
        attach(database, Customer, customer, offer, offer)
        (out / "offer.pdf").write_text("mine")
        (out / "offer (2).pdf").symlink_to(out / "nowhere")
        copies = attachments.export(database, attachments.documents(database, Customer, customer), out)
        assert [copy.name for copy in copies] == ["offer (3).pdf", "offer (4).pdf"]
        assert (out / "offer.pdf").read_text() == "mine"
        assert not (out / "nowhere").exists()
        assert {copy.read_bytes() for copy in copies} == {offer.read_bytes()}
        assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600

    def test_what_is_damaged_does_not_come_out(self, database: Database, offer: Path, out: Path) -> None:
        """It is named; the others come."""
        customer, other = add_customer(database), offer.with_name("plan.txt")
        other.write_text("plan")
        attach(database, Customer, customer, offer, other)
        rows = attachments.documents(database, Customer, customer)
        content_of(database, rows[1]).write_bytes(b"%PDF-1.7 OFFER")
        with pytest.raises(Refused, match=r"D-000001 offer\.pdf: The file of this document is damaged") as why:
            attachments.export(database, rows, out)
        assert str(why.value).endswith(f"1 document was copied to {out}.")
        assert is_plain(why.value)
        assert [path.name for path in out.iterdir()] == ["plan.txt"]

    def test_there_must_be_a_folder(self, database: Database, offer: Path, out: Path) -> None:
        document = attach(database, Customer, add_customer(database), offer)
        for path in (out / "none", offer):
            with pytest.raises(Refused, match="There is no folder") as why:
                attachments.export(database, [get(database, Attachment, document)], path)
            assert is_plain(why.value)


class TestCheck:
    def findings(self, database: Database) -> list[tuple[str, str, bool]]:
        found = check.check(database)
        assert all(is_plain(finding.message) for finding in found)
        return [(finding.what, finding.message, finding.repaired) for finding in found]

    def test_all_is_well(self, database: Database, offer: Path) -> None:
        attach(database, Customer, add_customer(database), offer, offer)
        assert self.findings(database) == []

    def test_missing_and_damaged_files_are_said(self, database: Database, offer: Path) -> None:
        """By the numbers of all documents that need them; nothing can repair that."""
        customer, other = add_customer(database), offer.with_name("plan.txt")
        other.write_text("plan")
        attach(database, Customer, customer, offer, other, offer)
        rows = attachments.documents(database, Customer, customer)
        content_of(database, rows[0]).unlink()
        content_of(database, rows[1]).write_text("plam")
        assert self.findings(database) == [
            (
                "missing",
                "2 documents have no file any more: D-000001, D-000003. The files are looked for in "
                f"{database.path}.files: put them back there from where the database was copied, or from a backup.",
                False,
            ),
            ("documents", "1 document has a damaged file: D-000002.", False),
        ]

    def test_a_hash_that_is_none(self, database: Database, offer: Path) -> None:
        """A row that somebody has tampered with leads nowhere."""
        attach(database, Customer, add_customer(database), offer)
        raw(database.path, "UPDATE attachment SET sha256 = '../../../etc/passwd'")
        assert ("documents", "1 document has a damaged file: D-000001.", False) in self.findings(database)

    def test_what_is_left_over_goes(self, database: Database, offer: Path) -> None:
        """Unless it is young: somebody may be attaching it now."""
        attach(database, Customer, add_customer(database), offer)
        left = Files(database.path).folder / "ab" / ("ab" * 32)
        left.parent.mkdir()
        left.write_text("x")
        assert self.findings(database) == []
        os.utime(left, (1, 1))
        assert self.findings(database) == [("documents", "1 file that no document needs was left over.", True)]
        assert not left.exists()
        assert self.findings(database) == []


def test_an_outcome_tells_of_the_document(database: Database, offer: Path) -> None:
    """So that pages that show it look again."""
    customer = add_customer(database)
    done: WriteResult = attachments.attach(database, Customer, customer, [offer])
    assert done.touches(Attachment, done.row_id)
    assert not done.touches(Customer)
