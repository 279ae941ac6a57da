"""What can be read of a damaged database is saved, and nothing else is made of it."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.recovery.salvage import LOST
from capptro_tui.errors import Refused
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.documents import attachments
from capptro_tui.services.restoring.salvaging import salvage
from tests.support import add_customer, digest, dump, is_plain, raw

PAGE = 4096


@pytest.fixture
def damaged(sample: Database) -> Path:
    """The sample business, closed, to be damaged."""
    sample.select("SELECT 1")
    sample.close()
    return sample.path


def pages_of(path: Path, name: str) -> list[int]:
    """Where the pages of a table or index lie in a file, its root left out."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY 1"
        return [(row[0] - 1) * PAGE for row in connection.execute(query, [name])]


def spoil(path: Path, places: list[int]) -> None:
    content = bytearray(path.read_bytes())
    for place in places:
        content[place : place + PAGE] = b"\xff" * PAGE
    path.write_bytes(content)


def rows(path: Path, table: str) -> dict[int, tuple[object, ...]]:
    """Id to what people have typed of each record; links, which may be lost, left out."""
    fields = SHIPPED.record_named(table).fields.values()
    names = [
        "id",
        *(field.name for field in fields if not field.link and not field.computed_by_database and field.name != "id"),
    ]
    return {row[0]: row for row in raw(path, f'SELECT {", ".join(names)} FROM "{table}"')}


def test_of_a_sound_one_everything_is_saved(sample: Database, tmp_path: Path) -> None:
    """Whole rows of every table, the journal and the documents too."""
    source = tmp_path / "offer.pdf"
    source.write_bytes(b"an offer")
    attachments.attach(sample, Customer, 1, [source])
    before = dump(sample)
    sample.settle()
    done = salvage(sample.path, tmp_path / "saved.db", SHIPPED)
    saved = Database.open(done.path)
    assert dump(saved) == before
    assert done.findings == []
    assert done.missing == 0
    assert [path.name for path in Files(saved.path).folder.rglob("*") if path.is_file()]
    assert sum(salvaged.lost != set() for salvaged in done.tables) == 0
    saved.close()
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".")) == []


def test_lost_records_come_from_the_history(damaged: Path, tmp_path: Path) -> None:
    """The journal is the second copy of the data."""
    before = {name: rows(damaged, name) for name in ("customer", "contact", "work_item")}
    places = [place for name in before for place in pages_of(damaged, name)[::2]]
    assert len(places) > 3
    spoil(damaged, places)
    content = digest(damaged)
    done = salvage(damaged, tmp_path / "saved.db", SHIPPED)
    assert digest(damaged) == content
    assert {name: rows(done.path, name) for name in before} == before
    assert sum(salvaged.from_journal for salvaged in done.tables) > 5
    assert done.findings == []


def test_a_damaged_history_loses_no_record(damaged: Path, tmp_path: Path) -> None:
    """What the rows say is there all the same; the check says what the history lacks."""
    before = rows(damaged, "customer")
    spoil(damaged, pages_of(damaged, "change")[1::3])
    done = salvage(damaged, tmp_path / "saved.db", SHIPPED)
    assert rows(done.path, "customer") == before
    assert any(finding.what == "journal" for finding in done.findings)


def test_what_belongs_to_a_lost_customer_is_kept(damaged: Path, tmp_path: Path) -> None:
    """With the history lost as well a customer of whom only the number is left stands for it."""
    contacts = rows(damaged, "contact")
    spoil(damaged, pages_of(damaged, "customer")[:1] + pages_of(damaged, "change"))
    done = salvage(damaged, tmp_path / "saved.db", SHIPPED)
    assert rows(done.path, "contact").keys() == contacts.keys()
    stood_in = raw(done.path, f"SELECT count(*) FROM customer WHERE name = '{LOST}'")[0][0]
    assert stood_in
    assert sum(salvaged.stood_in for salvaged in done.tables if salvaged.record is Customer) == stood_in
    assert raw(done.path, "PRAGMA foreign_key_check") == []


def test_any_damage(damaged: Path, tmp_path: Path) -> None:
    """Wherever it is, what comes out is a sound database with nothing in it that was not there, or a refusal."""
    whole = damaged.read_bytes()
    before = {record.info.name: rows(damaged, record.info.name) for record in SHIPPED.records}
    dice = random.Random(11)
    refusals: list[str] = []
    for turn in range(6):
        places = [dice.randrange(1, len(whole) // PAGE) * PAGE for _ in range(1 + 8 * turn)]
        damaged.write_bytes(whole)
        spoil(damaged, places)
        target = tmp_path / f"saved-{turn}.db"
        try:
            done = salvage(damaged, target, SHIPPED)
        except Refused as refused:
            refusals.append(str(refused).replace(str(damaged), "FILE"))
            continue
        assert not any(finding.what in ("file", "links") for finding in done.findings)
        for name in ("customer", "contact", "payment"):
            found = {row_id: row for row_id, row in rows(target, name).items() if LOST not in row}
            assert found.items() <= before[name].items()
        opened = Database.open(target)
        assert add_customer(opened, "After it") > 40
        opened.close()
    assert len(refusals) < 3
    assert all(is_plain(message) for message in refusals)


@pytest.mark.parametrize("content", [b"", b"Name,Phone\n" * 999, b"\0" * 8192])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "text.db"
    source.write_bytes(content)
    with pytest.raises(Refused) as refused:
        salvage(source, tmp_path / "saved.db", SHIPPED)
    assert is_plain(str(refused.value).replace(str(source), "FILE"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text.db"]


def test_nothing_is_overwritten(damaged: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(Refused, match="nothing is overwritten"):
        salvage(damaged, there, SHIPPED)
    with pytest.raises(Refused, match="There is no file"):
        salvage(tmp_path / "nowhere.db", tmp_path / "saved.db", SHIPPED)
    assert there.read_text() == "mine"
