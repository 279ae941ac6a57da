"""What a record was called before still finds it, for as long as the journal says that it was called so."""

from __future__ import annotations

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from capptro_tui.services.search.find import find
from tests.support import add_contact, add_customer, damage_to_search, dump, raw


def rename(database: Database, row_id: int, name: str) -> int:
    """Give a customer another name; the batch."""
    return records.change(database, Customer, row_id, {"name": name}).batch


def found(database: Database, text: str) -> list[str]:
    """The names of the customers that a text finds, guesses left out."""
    return [hit.name for hit in find(database, text) if not hit.guess]


@pytest.mark.parametrize(
    ("before", "after", "typed"),
    [
        ("Quayside Motors", "Harbour Garage Ltd", "quayside"),
        ("Müller & Söhne GmbH", "Bäckerei Huber", "muller sohne"),
        ("7-Eleven Leith", "Corner Shop", "7eleven"),
        ("St. Mary's School", "Bishop Academy", "saint marys"),
        ("ひまわり", "Tanaka", "ヒマワリ"),
    ],
)
def test_a_former_name_finds_a_renamed_customer(database: Database, before: str, after: str, typed: str) -> None:
    customer = add_customer(database, before)
    rename(database, customer, after)
    [hit] = find(database, typed)
    assert (hit.name, hit.matched, hit.guess) == (after, "former_name", False)
    assert [one.name for one in find(database, typed, quick=True)] == [after]
    assert damage_to_search(database.path) == []


def test_every_earlier_name_finds_it_and_the_present_one_comes_first(database: Database) -> None:
    customer = add_customer(database, "Alder Cottages")
    for name in ("Birch Cottages", "Cedar Cottages"):
        rename(database, customer, name)
    add_customer(database, "Alder Brewery")
    assert found(database, "alder") == ["Alder Brewery", "Cedar Cottages"]
    assert found(database, "birch") == ["Cedar Cottages"]


def test_another_spelling_of_the_same_name_is_no_former_name(database: Database) -> None:
    customer = add_customer(database, "CAFE ZOE")
    rename(database, customer, "Café Zoë")
    assert dump(database)["customer"][0]["former_text"] == ""


def test_an_undone_rename_leaves_no_trace_and_a_redone_one_does(database: Database) -> None:
    customer = add_customer(database, "Right Name")
    rename(database, customer, "Wrnog Nmae")
    before = dump(database)
    undo.undo(database)
    assert (found(database, "wrnog"), found(database, "right")) == ([], ["Right Name"])
    assert dump(database)["customer"][0]["former_text"] == ""
    undo.redo(database)
    assert found(database, "right") == ["Wrnog Nmae"]
    assert dump(database) == before
    assert damage_to_search(database.path) == []


def test_an_earlier_rename_that_is_undone_by_force(database: Database) -> None:
    """Of two, the first is taken back: its former name is the name again, the second one's is a former one."""
    customer = add_customer(database, "First")
    batch = rename(database, customer, "Second")
    rename(database, customer, "Third")
    undo.undo(database, batch, force=True)
    assert found(database, "first") == ["First"]
    assert found(database, "second") == ["First"]
    assert damage_to_search(database.path) == []


def test_a_merged_customer_hands_on_its_former_names(database: Database) -> None:
    """Over several merges; undone, each has its own again."""
    one, other, third = (add_customer(database, name) for name in ("Aardvark", "Buffalo", "Cheetah"))
    rename(database, other, "Bison")
    merge.merge(database, one, other)
    assert (found(database, "buffalo"), found(database, "bison")) == (["Aardvark"], ["Aardvark"])
    merge.merge(database, third, one)
    assert found(database, "buffalo") == ["Cheetah"]
    undo.undo(database)
    undo.undo(database)
    assert (found(database, "buffalo"), found(database, "aardvark")) == (["Bison"], ["Aardvark"])
    assert damage_to_search(database.path) == []


def test_a_name_that_a_merge_has_replaced(database: Database) -> None:
    """The survivor takes the other's name, and is found by its own."""
    one, other = add_customer(database, "Old Mill"), add_customer(database, "New Mill")
    merge.merge(database, one, other, {"name": "New Mill"})
    assert found(database, "old mill") == ["New Mill"]
    assert damage_to_search(database.path) == []


def test_a_customer_that_comes_back_has_its_former_names(database: Database) -> None:
    """From the trash, and from where it was removed for good."""
    customer = add_customer(database, "Larch Ltd")
    rename(database, customer, "Maple Ltd")
    trash.delete(database, Customer, customer)
    assert found(database, "larch") == []
    trash.empty(database)
    undo.undo(database)
    undo.undo(database)
    assert found(database, "larch") == ["Maple Ltd"]
    assert damage_to_search(database.path) == []


def test_a_contact_leads_by_the_name_it_had(database: Database) -> None:
    """Who has married is asked for by either name, and leads to its customer by both."""
    customer = add_customer(database, "Acme")
    contact = add_contact(database, customer, "Bea", last_name="Quigley")
    records.change(database, Contact, contact, {"last_name": "Ward"})
    assert [(hit.name, hit.matched) for hit in find(database, "quigley")] == [("Acme", "contact")]
    assert [hit.name for hit in find(database, "bea quigley", (Contact,))] == ["Bea Ward"]
    assert damage_to_search(database.path) == []


def test_a_dry_run_and_a_refused_change_leave_it_alone(database: Database) -> None:
    one, other = add_customer(database, "Old Mill"), add_customer(database, "New Mill")
    merge.merge(database, one, other, {"name": "New Mill"}, dry_run=True)
    assert [row["former_text"] for row in dump(database)["customer"]] == ["", ""]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE customer SET former_text = ''",
        "UPDATE customer SET former_text = ' never called so'",
        "UPDATE contact SET former_text = ' nobody'",
    ],
)
def test_check_finds_and_repairs_them(database: Database, damage: str) -> None:
    customer = add_customer(database, "Alder")
    add_contact(database, customer, "Bea")
    rename(database, customer, "Birch")
    before = dump(database)
    raw(database.path, damage)
    findings = check.check(database)
    assert [(finding.what, finding.count, finding.repaired) for finding in findings] == [("derived", 1, True)]
    assert dump(database) == before
    assert check.check(database) == []
    assert found(database, "alder") == ["Birch"]


def test_many_at_once(database: Database) -> None:
    """What changes many records in one batch keeps the names of each."""
    ids = [add_customer(database, name) for name in ("Alder", "Birch", "Cedar")]
    with database.write("change") as transaction:
        transaction.change_many(Customer, ids, {"name": "Same"})
    assert [found(database, name) for name in ("alder", "birch", "cedar")] == [["Same"]] * 3
    undo.undo(database)
    assert [row["former_text"] for row in dump(database)["customer"]] == [""] * 3
    assert damage_to_search(database.path) == []
