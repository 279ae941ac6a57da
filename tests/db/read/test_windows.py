"""Pages of a long list, in whatever order they are asked for, and reads that are ended."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Superseded
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.history import trash
from capptro_tui.services.search.listing import Listing
from tests.support import BY, add_customer, raw

MANY = 500


@pytest.fixture(scope="module")
def crowd(sample_file: Path) -> Iterator[Database]:
    """The sample business with hundreds of customers and work items more, many of them alike; only to be read."""
    path = sample_file.with_name("crowd.db")
    shutil.copy(sample_file, path)
    numbers = f"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})"
    stamps = "version, created_at, created_by, modified_at, modified_by"
    blank = [
        field.name
        for field in Customer.fields.values()
        if field.empty == "" and field.name not in ("name", "created_by")
    ]
    typed = {"phone": "'0' || (i % 7)", "account": "CASE WHEN i % 3 THEN 'a' || (i % 40) ELSE '' END"}
    typed |= {"status": "CASE WHEN i % 9 THEN 'active' WHEN i % 2 THEN 'deactivated' ELSE 'odd' END"}
    columns = [name for name in blank if name != "modified_by"]
    values = ", ".join(typed.get(name, "''") for name in columns)
    names = ", ".join(columns)
    raw(
        path,
        f"{numbers} INSERT INTO customer ({stamps}, name, name_norm, search_text, {names})"
        " SELECT 1, '2026-01-01T00:00:00Z', 'ann', '2026-01-01T00:00:00Z', 'ann', 'Crowd ' || (i % 60),"
        f" 'crowd ' || (i % 60), ' crowd ' || (i % 60) || ' xcrowdx', {values} FROM n",
    )
    raw(path, "UPDATE work_item SET scheduled_start = NULL WHERE id % 3 = 0")
    opened = Database.open(path, by=BY)
    yield opened
    opened.close()


def in_order(
    database: Database, record: RecordType, sort: str, *, descending: bool, equal: dict[str, Any]
) -> list[int]:
    """The ids that a list should have, sorted here: empty values last, states in their own order."""
    field = record.fields[sort]
    found = database.select(f'SELECT * FROM "{record.info.name}" WHERE trashed IS NULL')
    found = [row for row in found if all(row[name] == value for name, value in equal.items())]
    states = [choice.value for choice in field.choices]

    def key(row: dict[str, Any]) -> Any:
        value = row["name_norm"] if sort == "name" else row[sort]
        if field.choices:
            return states.index(value) if value in states else 99
        return value.lower() if isinstance(value, str) else value

    filled = [row for row in found if key(row) not in (None, "")]
    empty = [row for row in found if key(row) in (None, "")]
    filled.sort(key=lambda row: (key(row), row["id"]), reverse=descending)
    empty.sort(key=lambda row: row["id"], reverse=descending)
    return [row["id"] for row in [*filled, *empty]]


ORDERS = [(Customer, field.name) for field in Customer.list_fields()] + [(Customer, "id"), (Customer, "billing_lat")]
ORDERS += [(WorkItem, name) for name in ("id", "title", "status", "scheduled_start", "priority")]


@given(
    order=st.sampled_from(ORDERS),
    descending=st.booleans(),
    only=st.booleans(),
    pages=st.lists(st.tuples(st.integers(0, MANY + 60), st.integers(0, 80)) | st.none(), max_size=8),
)
def test_pages_in_any_order_fit_the_whole(
    crowd: Database, order: tuple[RecordType, str], descending: bool, only: bool, pages: list[tuple[int, int] | None]
) -> None:
    """A page is the same whatever was read before it: from the top, the end, a page near by, or nothing."""
    record, sort = order
    equal = {"status": "active" if record is Customer else "new"} if only else {}
    whole = in_order(crowd, record, sort, descending=descending, equal=equal)
    listing = Listing(crowd, record, equal=equal, sort=sort, descending=descending)
    for page in pages:
        if page is None:
            assert listing.total() == len(whole)
        else:
            start, count = page
            assert [row["id"] for row in listing.rows(start, count)] == whole[start : start + count]
    assert listing.ids() == whole


class Spy:
    """A database that counts the rows it gives and remembers how SQLite finds them."""

    def __init__(self, database: Database) -> None:
        self.database, self.rows, self.plans = database, 0, list[str]()

    def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
        """What the database gives."""
        self.plans += [row["detail"] for row in self.database.select(f"EXPLAIN QUERY PLAN {query}", values)]
        found = self.database.select(query, values)
        self.rows += len(found)
        return found


@pytest.mark.parametrize("equal", [{}, {"status": "active"}])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("record", "sort"), [order for order in ORDERS if order[1] != "billing_lat"])
def test_every_column_has_its_index(
    crowd: Database, record: RecordType, sort: str, descending: bool, equal: dict[str, str]
) -> None:
    """Pages at the top, after one another, at the end and before it: nothing is sorted, no more rows than shown."""
    spy = Spy(crowd)
    window = rows.window(SHIPPED, rows.Query(record, equal=equal, sort=sort, descending=descending))
    total = window.total(crowd)
    for start in (0, 20, 40, total - 20, total - 40):
        before = spy.rows
        window.ids(spy, start, 20)
        assert spy.rows - before <= 20
    assert all(f"ix_{record.info.name}_list_" in plan for plan in spy.plans), spy.plans
    assert not any("TEMP B-TREE" in plan for plan in spy.plans)


def test_pages_near_known_ones_are_not_counted_up_to(crowd: Database) -> None:
    """The next page begins at the last one's end, the last page at the end of the list."""
    skipped = []

    class Watch(Spy):
        def select(self, query: str, values: Any = ()) -> list[dict[str, Any]]:
            if "OFFSET" in query:
                skipped.append(values[-1])
            return super().select(query, values)

    watch = Watch(crowd)
    window = rows.window(SHIPPED, rows.Query(Customer, sort="phone"))
    total = window.total(watch)
    for start in (300, 320, 340, 320, 300, total - 20, total - 60):
        window.ids(watch, start, 20)
    assert skipped[0] > 100
    assert max(skipped[1:]) <= 40


class TestQuick:
    @pytest.mark.parametrize("text", ["crowd", "crowd 1", "c", "0", "owdx", "a1", "harbour", "zzz", ""])
    @pytest.mark.parametrize("equal", [{}, {"status": "deactivated"}])
    def test_is_the_beginning_of_the_whole(self, crowd: Database, text: str, equal: dict[str, str]) -> None:
        """What is painted at once stays where it is when the rest comes."""
        quick = [row["id"] for row in Listing(crowd, Customer, text, equal=equal).first_page(20)]
        listing = Listing(crowd, Customer, text, equal=equal)
        first = [row["id"] for row in listing.rows(0, 20)]
        assert len(quick) <= 20
        assert first[: len(quick)] == quick
        total = listing.total()
        assert [row["id"] for row in listing.rows(0, total)][:20] == first

    @pytest.mark.parametrize("text", ["crowd", "crowd 1", "c", "x"])
    def test_reads_no_more_than_it_shows(self, crowd: Database, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of the records themselves; of the index no more than it takes to put a short list in order."""
        read: list[int] = []
        by_ids = rows.by_ids

        def watched(source: Any, record: RecordType, ids: Any, **options: Any) -> rows.Rows:
            read.append(len(ids))
            return by_ids(source, record, ids, **options)

        monkeypatch.setattr(rows, "by_ids", watched)
        assert len(Listing(crowd, Customer, text).first_page(20)) == 20
        assert read == [20]

    def test_in_a_hurry_it_is_the_same_or_nothing(self, crowd: Database) -> None:
        """What takes longer than it was given ends, and leaves the database as fit as it was."""
        listing = Listing(crowd, Customer, "crowd")
        rows = listing.first_page(20)
        with pytest.raises(Superseded):
            listing.first_page_within(20, -1.0)
        assert listing.first_page_within(20, 60.0) == rows
        assert listing.total() == MANY

    def test_words_first_then_what_is_within_words(self, crowd: Database) -> None:
        """A text within words is found at once where no word begins with it."""
        listing = Listing(crowd, Customer, "rowd 7")
        assert [row["id"] for row in listing.first_page(20)] == listing.ids()[:20]
        assert listing.total() == len(listing.ids()) > 0


@pytest.mark.parametrize("text", ["crowd", "crowd 1", "rowd", "e"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["phone", "account", "status", "id"])
def test_sort_and_text_together(crowd: Database, text: str, sort: str, descending: bool) -> None:
    """A chosen order is that of the hits, too; what is shown at once is in that order."""
    hits = set(Listing(crowd, Customer, text).ids())
    whole = [one for one in in_order(crowd, Customer, sort, descending=descending, equal={}) if one in hits]
    listing = Listing(crowd, Customer, text, sort=sort, descending=descending)
    quick = [row["id"] for row in listing.first_page(20)]
    assert [row["id"] for row in listing.rows(0, 50)] == whole[:50]
    assert [one for one in whole if one in quick] == quick
    assert listing.ids() == whole


class TestStop:
    def test_stopped_list_gives_nothing_more(self, crowd: Database) -> None:
        """Whatever it is asked for; others go on."""
        listing, other = Listing(crowd, Customer, "crowd"), Listing(crowd, Customer, "crowd")
        listing.rows(0, 10)
        listing.stop()
        for ask in (listing.total, listing.ids, lambda: listing.rows(0, 5), lambda: listing.first_page(5)):
            with pytest.raises(Superseded):
                ask()
        assert other.total() == MANY

    def test_running_read_ends_at_once(self, crowd: Database) -> None:
        """A read that would never end is ended from another thread, and the same connection reads on."""
        listing = Listing(crowd, Customer, "crowd")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        started, ended = threading.Event(), list[str]()

        def read() -> None:
            with crowd.reading() as connection:
                connection.set_progress_handler(lambda: started.set() or 0, 1000)  # type: ignore[func-returns-value]
            try:
                listing._reader.column(endless)
            except Superseded:
                ended.append("superseded")
            ended.append(str(Listing(crowd, Customer, "crowd").total()))

        thread = threading.Thread(target=read)
        thread.start()
        assert started.wait(30)
        listing.stop()
        thread.join(30)
        assert ended == ["superseded", str(MANY)]


def test_no_hit_is_missed_by_many_threads(crowd: Database) -> None:
    """One list asked by several threads at once gives each the same."""
    listing = Listing(crowd, Customer, "crowd")
    answers: list[list[int]] = []
    threads = [threading.Thread(target=lambda: answers.append(listing.ids())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == MANY


def test_selecting_all_leaves_guesses_out(database: Database) -> None:
    """What is only like the text may be opened, but is nothing to be changed unasked."""
    inn, harbor = add_customer(database, "Harbour Inn"), add_customer(database, "Harbor Lights")
    listing = Listing(database, Customer, "harbor")
    assert listing.ids() == [harbor]
    assert inn not in listing.ids()


def test_record_type_that_cannot_be_searched(database: Database) -> None:
    """A text finds none of them, without it they are listed."""
    add_customer(database)
    assert Listing(database, Settings).total() == 1
    assert (Listing(database, Settings, "ann").rows(0, 5), Listing(database, Settings, "ann").total()) == ([], 0)


@pytest.mark.parametrize("text", ["crowd", "crowd 1", "rowd"])
def test_text_in_the_trash(database: Database, text: str) -> None:
    """The trash has no index and is searched all the same."""
    gone = add_customer(database, "Crowd 1")
    add_customer(database, "Crowd 2")
    trash.delete(database, Customer, gone)
    listing = Listing(database, Customer, text, trash=True)
    assert [row["id"] for row in listing.first_page(5)] == [row["id"] for row in listing.rows(0, 5)] == [gone]
    assert (listing.ids(), listing.total()) == ([gone], 1)
