"""Files that are no database of ours, or no longer: one plain sentence, and the file is left as it was."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Unusable
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.business import business_settings, dashboard_figures
from capptro_tui.services.history.journal import describe_change, history
from capptro_tui.services.records import records
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.support import SOAK, add_customer, digest, is_plain

PAGE = 4096


def refused(path: Path) -> str:
    """Why a file is not opened, by open and create alike; it must be left as it was, with nothing beside it."""
    before = digest(path)
    around = sorted(one.name for one in path.parent.iterdir())
    messages = []
    for way in (Database.open, Database.create):
        with pytest.raises(Unusable) as error:
            way(path)
        messages.append(str(error.value))
    assert digest(path) == before
    assert sorted(one.name for one in path.parent.iterdir()) == around
    assert messages[0] == messages[1]
    assert is_plain(messages[0])
    assert str(path) in messages[0]
    return messages[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


def make(path: Path, *statements: str) -> None:
    """Another program's database."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


class TestNotOurs:
    def test_zero_bytes(self, path: Path) -> None:
        """An empty file is not quietly made into a database: something went wrong with it."""
        path.touch()
        assert "0 bytes" in refused(path)

    @pytest.mark.parametrize("content", [b"\0", b"SQLite format 3\0", b"name,phone\nAcme,1\n", b"\0" * 8192])
    def test_no_database(self, path: Path, content: bytes) -> None:
        """A spreadsheet, a stump, a wiped file."""
        path.write_bytes(content)
        assert "not a customer database" in refused(path)

    def test_another_programs(self, path: Path) -> None:
        """A browser's or a phone's database, whatever its tables are called."""
        make(path, "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO customer VALUES (1, 'x')")
        assert "belongs to another program" in refused(path)

    def test_ours_by_its_header_only(self, path: Path) -> None:
        """A file that says it is ours, without our tables."""
        make(path, "CREATE TABLE x (y)", f"PRAGMA application_id = {driver.APPLICATION_ID}")
        assert "damaged" in refused(path)

    def test_without_a_version(self, database: Database) -> None:
        """Ours, but it does not say how old it is."""
        database.close()
        make(database.path, "DELETE FROM alembic_version")
        assert "does not say its version" in refused(database.path)

    def test_from_a_newer_version(self, database: Database) -> None:
        """It is not touched: what this version does not know it would destroy."""
        database.close()
        make(database.path, "UPDATE alembic_version SET version_num = '9999'")
        assert "newer version" in refused(database.path)

    @pytest.mark.parametrize("revision", ["", "0000", "000x"])
    def test_of_a_version_that_never_was(self, database: Database, revision: str) -> None:
        """Older than the first one: damaged or made up, and nothing to make a backup of and migrate."""
        database.close()
        make(database.path, f"UPDATE alembic_version SET version_num = '{revision}'")
        assert "damaged" in refused(database.path)

    def test_a_folder(self, tmp_path: Path) -> None:
        """Named by mistake."""
        with pytest.raises(Unusable, match="is not a file") as error:
            Database.create(tmp_path)
        assert is_plain(error.value)

    def test_under_a_file(self, tmp_path: Path) -> None:
        """A path that goes through a file."""
        (tmp_path / "file").touch()
        with pytest.raises(Unusable) as error:
            Database.create(tmp_path / "file" / "desk.db")
        assert is_plain(error.value)

    def test_a_link_that_leads_nowhere(self, tmp_path: Path) -> None:
        """A broken symbolic link is no reason for a traceback."""
        (tmp_path / "desk.db").symlink_to(tmp_path / "gone" / "desk.db")
        with pytest.raises(Unusable) as error:
            Database.create(tmp_path / "desk.db")
        assert is_plain(error.value)

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        """Longer than any file system takes."""
        with pytest.raises(Unusable) as error:
            Database.create(tmp_path / ("x" * 300))
        assert is_plain(str(error.value).replace("x" * 300, "x"))

    def test_absent(self, path: Path) -> None:
        """To open is not to create."""
        with pytest.raises(Unusable, match="There is no database") as error:
            Database.open(path)
        assert is_plain(error.value)
        assert not path.exists()


class TestDamaged:
    @pytest.fixture
    def filled(self, sample: Database) -> Path:
        """The sample business in a closed file."""
        sample.select("SELECT 1")
        sample.close()
        return sample.path

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
    def test_truncated(self, filled: Path, part: float) -> None:
        """A copy that was broken off."""
        content = filled.read_bytes()
        filled.write_bytes(content[: int(len(content) * part)])
        assert "damaged" in refused(filled)

    @pytest.mark.parametrize(("garbage", "nth"), [(b"\xff", 0), (b"\0", 1), (b"\x0d", 2), (b"x", 3)])
    def test_any_page_overwritten(self, filled: Path, garbage: bytes, nth: int) -> None:
        """Whichever page a bad disk has overwritten, all of them in a soak: what is refused is refused plainly, nothing
        else is raised."""
        whole = filled.read_bytes()
        messages = set()
        for start in range(PAGE * (nth or 4), len(whole), PAGE * (4 if SOAK else 31)):
            filled.write_bytes(whole[:start] + garbage * PAGE + whole[start + PAGE :])
            messages |= use_everything(filled)
        assert any("damaged" in message for message in messages)
        assert all(is_plain(message) for message in messages), messages

    def test_bits_flipped(self, filled: Path) -> None:
        """Here and there; SQLite cannot notice all of it, the program must not fall over any of it."""
        whole = filled.read_bytes()
        dice = random.Random(7)
        for flips in (1, 3, 10, 40) * 6:
            content = bytearray(whole)
            for _ in range(flips):
                content[dice.randrange(100, len(whole))] ^= 1 << dice.randrange(8)
            filled.write_bytes(content)
            assert all(is_plain(message) for message in use_everything(filled))

    def test_journal_that_names_what_is_not_there(self, filled: Path) -> None:
        """A record type of another program, a change that is no JSON."""
        for statement in ("UPDATE change SET record = 'spaceship'", "UPDATE change SET delta = '{'"):
            make(filled, statement)
            assert any(is_plain(message) for message in use_everything(filled))

    @pytest.mark.parametrize("table", ["customer", "contact", "change", "settings", "user"])
    def test_table_missing(self, filled: Path, table: str) -> None:
        """Somebody tidied up."""
        make(filled, "PRAGMA foreign_keys = OFF", f'DROP TABLE "{table}"')
        messages = use_everything(filled)
        assert any("a table is missing" in message for message in messages), messages

    def test_settings_missing(self, filled: Path) -> None:
        """The one row that is always there is not."""
        make(filled, "PRAGMA foreign_keys = OFF", "DELETE FROM settings")
        assert all(is_plain(message) for message in use_everything(filled))

    def test_damage_is_not_spread_by_a_refused_write(self, filled: Path) -> None:
        """A save that fails on a damaged page leaves every byte as it was."""
        whole = filled.read_bytes()
        refusals = 0
        for start in range(PAGE, len(whole), PAGE * 5):
            filled.write_bytes(whole[:start] + b"\xff" * PAGE + whole[start + PAGE :])
            before = digest(filled)
            if fails(filled, lambda opened: add_customer(opened, "Acme")):
                refusals += 1
                assert digest(filled) == before
        assert refusals


def fails(path: Path, use: Callable[[Database], object]) -> str:
    """Why a use of a database is refused; "" when it is not."""
    opened = None
    try:
        opened = Database.open(path)
        use(opened)
    except Refused as error:
        return str(error)
    finally:
        if opened:
            opened.close()
        for left in path.parent.glob(f"{path.name}-*"):
            left.unlink()
    return ""


def use_everything(path: Path) -> set[str]:
    """Every way to read and one to write, each with the refusal it gives.

    All of them in one desk that stays open, as people have it: after one refusal they try the next thing.
    """
    uses: tuple[Callable[[Database], object], ...] = (
        lambda opened: [Listing(opened, record).rows(0, 1000) for record in (Customer, Contact, WorkItem)],
        lambda opened: find(opened, "harbour zoe 01632"),
        lambda opened: [describe_change(opened, change) for event in history(opened) for change in event.changes],
        lambda opened: (
            business_settings.settings(opened),
            business_settings.default_customer(opened),
            dashboard_figures.counts(opened),
        ),
        lambda opened: records.change(opened, Customer, 1, {"description": "changed"}),
    )
    said: set[str] = set()

    def use_one_after_the_other(opened: Database) -> None:
        for use in uses:
            try:
                use(opened)
            except Refused as error:
                said.add(str(error))

    return said | {fails(path, use_one_after_the_other)} - {""}
