"""Merged customers: their numbers and names find the one that they were merged into, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, trash_list, undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.records import records
from capptro_tui.services.rules import alias
from capptro_tui.services.search.listing import Listing
from tests.support import add_work_item, dump, get, is_plain, is_sound, whole

KEEP, LOSE, THIRD = 1, 2, 3


def test_its_number_finds_the_survivor(two: Database) -> None:
    """Also over several merges, and after the survivor was deleted and restored."""
    merge.merge(two, LOSE, THIRD)
    merge.merge(two, KEEP, LOSE)
    assert [alias.standing_for(two, Customer, one) for one in (KEEP, LOSE, THIRD, 99)] == [KEEP, KEEP, KEEP, 99]
    assert [row["merged_into_id"] for row in dump(two)["customer"]] == [None, KEEP, KEEP]
    trash.delete(two, Customer, KEEP)
    trash.restore(two, Customer, KEEP)
    assert alias.standing_for(two, Customer, THIRD) == KEEP


def test_a_search_finds_the_survivor_by_what_the_other_was_called(two: Database) -> None:
    records.change(two, Customer, LOSE, {"name": "Zebra Fencing"})
    merge.merge(two, KEEP, LOSE)
    assert [row["id"] for row in Listing(two, Customer, "zebra").rows(0, 9)] == [KEEP]


def test_what_is_linked_to_it_later_is_linked_to_the_survivor(two: Database) -> None:
    """A form that was open meanwhile saves as if nothing had happened."""
    merge.merge(two, KEEP, LOSE)
    item = get(two, WorkItem, add_work_item(two, LOSE, "Late"))
    assert (item["customer_id"], item["customer_name"]) == (KEEP, "Acme Ltd")


def test_it_is_neither_in_a_list_nor_in_the_trash(two: Database) -> None:
    merge.merge(two, KEEP, LOSE)
    assert {row["id"] for row in Listing(two, Customer).rows(0, 9)} == {KEEP, THIRD}
    rows = trash_list.trashed(two, 0, 9)
    assert {(row["record"], row["row_id"]) for row in rows} == {(Contact, 3), (WorkItem, 4)}
    assert trash_list.count(two) == 2


WRITES: dict[str, Callable[[Database], object]] = {
    "change": lambda database: records.change(database, Customer, LOSE, {"name": "x"}),
    "delete": lambda database: trash.delete(database, Customer, LOSE),
    "restore": lambda database: trash.restore(database, Customer, LOSE),
}


@pytest.mark.parametrize("write", WRITES)
def test_it_is_not_written_to(two: Database, write: str) -> None:
    """Each is refused with a sentence that names the survivor; restoring says which merge to undo."""
    batch = merge.merge(two, KEEP, LOSE).batch
    with pytest.raises(Refused, match="merged into C-000001") as error:
        WRITES[write](two)
    assert is_plain(error.value)
    assert write != "restore" or f"batch {batch}" in str(error.value)


def test_emptying_the_trash_leaves_it(two: Database) -> None:
    merge.merge(two, KEEP, LOSE)
    trash.empty(two)
    assert alias.standing_for(two, Customer, LOSE) == KEEP
    with pytest.raises(Refused, match="trash is empty"):
        trash.empty(two)


def test_it_goes_for_good_with_the_survivor(two: Database) -> None:
    """And comes back with it."""
    merge.merge(two, KEEP, LOSE)
    trash.delete(two, Customer, KEEP)
    before = whole(two)
    trash.empty(two)
    assert [row["id"] for row in dump(two)["customer"]] == [THIRD]
    assert is_sound(two.path)
    undo.undo(two)
    assert whole(two) == before


def test_its_own_history_stays(two: Database) -> None:
    merge.merge(two, KEEP, LOSE)
    told = [event.summary for event in history(two, Customer, LOSE)]
    assert told[0] == "Merged Acme (C-000002) into Acme Ltd (C-000001)"
    assert told[-1] == "Created customer Acme"
    assert history(two, Customer, KEEP)[0].summary == told[0]
