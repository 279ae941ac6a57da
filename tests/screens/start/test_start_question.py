"""What has to be decided before the desk opens: it is asked, nothing is decided alone, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from capptro_tui.app import CapptroApp
from capptro_tui.db.connection import driver as sqlite_driver
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Unusable
from capptro_tui.locations import backup_folder, document_folder
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.backups import taking
from capptro_tui.services.documents import attachments
from capptro_tui.services.start.desk_start import DeskStart, Question
from tests.corpus.files import unpack
from tests.screens.desk import Driver, threads_end
from tests.support import BY, Clock, add_customer, get, is_sound, raw

SIZES = [(80, 24), (40, 20)]
RULE = "CREATE TRIGGER audit AFTER INSERT ON customer BEGIN DELETE FROM note; END"


@asynccontextmanager
async def started(path: Path, size: tuple[int, int] = (80, 24), *, named: Path | None = None) -> AsyncIterator[Driver]:
    """The app on a database about which something is to be decided."""
    start = DeskStart(path, named or path)
    question = start.open()
    assert isinstance(question, Question)
    app = CapptroApp(path, None, asking=(start, question))
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.is_on("StartQuestion")
        yield driver
    await threads_end(app)
    app.close_database()


def names(path: Path) -> set[str]:
    """The names of all customers in a file."""
    return {row[0] for row in raw(path, "SELECT name FROM customer")}


def spoil_settings(path: Path) -> None:
    """Damage the one page in which the settings are."""
    [(page,)] = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = 'settings'")
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)


def spoil_pages(path: Path, first: int = 2) -> None:
    """Damage the pages of a database from one on."""
    content = bytearray(path.read_bytes())
    content[first * 4096 :] = b"\xff" * (len(content) - first * 4096)
    path.write_bytes(content)


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    """A database with Abbey in it, of which there is a backup, and with Bakery, that was added since."""
    path = tmp_path / "desk.db"
    shutil.copy(empty_file, path)
    database = Database.open(path, by=BY, clock=Clock())
    add_customer(database, "Abbey")
    taking.take_backup(database, "daily")
    add_customer(database, "Bakery")
    database.close()
    return path


class TestDamage:
    @pytest.mark.parametrize("size", SIZES)
    async def test_a_backup_takes_its_place(self, path: Path, size: tuple[int, int]) -> None:
        spoil_pages(path)
        damaged = path.read_bytes()
        async with started(path, size) as driver:
            await driver.sees("Your database is damaged", "Put back a backup", "Save what can be read", "esc Quit")
            await driver.keys("1")
            await driver.is_on("ChooseBackup")
            await driver.sees("16 Mar 2026 09:00", "daily", "Open")
            await driver.keys("enter")
            await driver.is_on("RestoreQuestion")
            await driver.sees("Restore the backup of", "y Restore", "n Leave it")
            await driver.keys("n")
            await driver.is_on("ChooseBackup")
            await driver.keys("escape")
            await driver.is_on("StartQuestion")
            assert path.read_bytes() == damaged
            await driver.keys("enter")
            await driver.is_on("ChooseBackup")
            await driver.sees("daily")
            await driver.keys("enter")
            await driver.is_on("RestoreQuestion")
            await driver.keys("y")
            await driver.is_on("Dashboard")
            await driver.said("The damaged file is kept in")
            add_customer(driver.app.database, "Chapel")
        assert is_sound(path)
        assert names(path) == {"Abbey", "Chapel"}
        assert damaged in [one.read_bytes() for one in backup_folder(path).iterdir() if one.is_file()]

    async def test_what_can_be_read_is_saved(self, path: Path) -> None:
        spoil_settings(path)
        async with started(path) as driver:
            await driver.keys("2")
            await driver.is_on("RestoreQuestion")
            await driver.sees("Restore what could be read?", "rows could be read", "The damaged file is kept.")
            [line] = [line for line in driver.text.splitlines() if "Customers " in line]
            assert line.split()[-1] == "2"
            await driver.keys("escape")
            await driver.is_on("StartQuestion")
            await driver.keys("2")
            await driver.is_on("RestoreQuestion")
            await driver.keys("y")
            await driver.is_on("Dashboard")
        assert names(path) == {"Abbey", "Bakery"}

    async def test_of_which_nothing_can_be_read(self, path: Path) -> None:
        """It is said, and another way may be taken."""
        content = bytearray(path.read_bytes())
        content[100:] = b"\x13" * (len(content) - 100)
        path.write_bytes(content)
        async with started(path) as driver:
            await driver.keys("2")
            await driver.sees("Nothing can be read of")
            await driver.keys("1")
            await driver.is_on("ChooseBackup")

    async def test_a_damaged_backup_is_refused(self, path: Path) -> None:
        spoil_pages(path)
        [made] = [one for one in backup_folder(path).iterdir() if one.suffix == ".db"]
        spoil_pages(made, 12)
        async with started(path) as driver:
            await driver.keys("1")
            await driver.is_on("ChooseBackup")
            await driver.sees("cannot be read")
            await driver.keys("enter")
            await driver.sees("✗", "damaged")
            assert type(driver.app.screen).__name__ == "ChooseBackup"

    async def test_that_is_seen_when_the_first_screen_is_read(self, path: Path) -> None:
        """The file opens, and its settings cannot be read."""
        spoil_settings(path)
        async with started(path) as driver:
            await driver.sees("Your database is damaged")

    async def test_leaving_changes_nothing(self, path: Path) -> None:
        spoil_pages(path)
        before = {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
        async with started(path) as driver:
            await driver.keys("escape")
            await driver.until(lambda: not driver.app.is_running, "the end")
        after = {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
        assert {one: content for one, content in after.items() if not one.name.endswith("-queue")} == {
            one: content for one, content in before.items() if not one.name.endswith("-queue")
        }

    def test_somebodys_own_file_is_refused_as_before(self, tmp_path: Path) -> None:
        notes = tmp_path / "notes.txt"
        notes.write_text("Name,Phone\n" * 99)
        with pytest.raises(Unusable):
            DeskStart(notes, notes).open()


class TestGone:
    async def test_a_backup_takes_its_place(self, path: Path) -> None:
        path.unlink()
        async with started(path) as driver:
            await driver.sees("Your database is gone", "Put back a backup", "Begin anew")
            await driver.keys("1")
            await driver.is_on("ChooseBackup")
            await driver.sees("daily")
            await driver.keys("enter")
            await driver.sees("There is no file that it would replace.")
            await driver.keys("y")
            await driver.is_on("Dashboard")
        assert names(path) == {"Abbey"}

    async def test_or_it_is_begun_anew(self, path: Path) -> None:
        path.unlink()
        async with started(path) as driver:
            await driver.keys("2")
            await driver.is_on("FirstStart")
        assert not path.exists()

    def test_without_a_backup_there_is_no_question(self, tmp_path: Path) -> None:
        path = tmp_path / "new.db"
        assert DeskStart(path, path).open() is None


@pytest.mark.skipif(not sqlite_driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")
class TestALog:
    @pytest.fixture
    def misfit(self, path: Path) -> Path:
        """The database after a crash, with the backup copied over it."""
        log = path.with_name(path.name + "-wal")
        window = Database.open(path, by=BY, clock=Clock())
        for place in range(20):
            add_customer(window, f"Second {place}")
        window.settle()
        add_customer(window, "Chapel")
        content = log.read_bytes()
        window.close()
        [made] = [one for one in backup_folder(path).iterdir() if one.suffix == ".db"]
        shutil.copy(made, path)
        log.write_bytes(content)
        return path

    @pytest.mark.parametrize("size", SIZES)
    async def test_the_file_as_it_is(self, misfit: Path, size: tuple[int, int]) -> None:
        log = misfit.with_name(misfit.name + "-wal").read_bytes()
        async with started(misfit, size) as driver:
            await driver.sees("A log of changes does not fit", "The file as it is", "The file with the changes")
            await driver.keys("1")
            await driver.is_on("Dashboard")
            await driver.said("The log was put aside as")
        assert names(misfit) == {"Abbey"}
        assert log in [path.read_bytes() for path in backup_folder(misfit).iterdir() if path.is_file()]

    async def test_with_the_changes_where_that_is_not_sound(self, misfit: Path) -> None:
        """It is said, nothing is changed, and the other way may be taken."""
        before = misfit.read_bytes()
        async with started(misfit) as driver:
            await driver.keys("2")
            await driver.sees("✗", "would be damaged")
            assert type(driver.app.screen).__name__ == "StartQuestion"
            assert misfit.read_bytes() == before
            assert misfit.with_name(misfit.name + "-wal").exists()
            await driver.keys("1")
            await driver.is_on("Dashboard")

    async def test_with_the_changes_where_that_is_sound(self, path: Path) -> None:
        """An older copy of the very state that the log was written for."""
        log = path.with_name(path.name + "-wal")
        older = path.read_bytes()
        window = Database.open(path, by=BY, clock=Clock())
        add_customer(window, "Chapel")
        content = log.read_bytes()
        window.close()
        path.write_bytes(older)
        raw(path, "PRAGMA user_version = 12345")
        log.write_bytes(content)
        async with started(path) as driver:
            await driver.keys("2")
            await driver.is_on("Dashboard")
            await driver.said("The changes of the log are in the database.")
        assert names(path) == {"Abbey", "Bakery", "Chapel"}

    async def test_without_its_database(self, misfit: Path) -> None:
        """Nothing is begun over it; then the backups are offered."""
        misfit.unlink()
        async with started(misfit) as driver:
            await driver.sees("A log lies here without its database", "Go on without it")
            await driver.keys("1")
            await driver.sees("Your database is gone")
            await driver.keys("2")
            await driver.is_on("FirstStart")


class TestRulesOfAnotherProgram:
    @pytest.fixture
    def ruled(self, path: Path) -> Path:
        raw(path, RULE)
        raw(path, "CREATE VIEW totals AS SELECT count(*) FROM customer")
        return path

    @pytest.mark.parametrize("size", SIZES)
    async def test_they_are_removed_on_a_yes(self, ruled: Path, size: tuple[int, int]) -> None:
        async with started(ruled, size) as driver:
            await driver.sees("Another program has put its own", "audit, totals", "Remove them", "Only look")
            await driver.keys("1")
            await driver.is_on("Dashboard")
            await driver.said("The rules were removed.")
            add_customer(driver.app.database, "Chapel")
        assert names(ruled) == {"Abbey", "Bakery", "Chapel"}
        kept = next(path for path in backup_folder(ruled).iterdir() if "before-removing" in path.name)
        assert raw(kept, "SELECT count(*) FROM sqlite_master WHERE name = 'audit'") == [(1,)]

    async def test_one_that_took_the_name_of_ours(self, path: Path) -> None:
        """Ours is there again afterwards."""
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'customer'"
        name = raw(path, query)[0][0]
        raw(path, f'DROP TRIGGER "{name}"')
        raw(path, RULE.replace("audit", f'"{name}"'))
        async with started(path) as driver:
            await driver.keys("1")
            await driver.is_on("Dashboard")
            add_customer(driver.app.database, "Chapel")
        assert names(path) == {"Abbey", "Bakery", "Chapel"}

    async def test_looking_saves_nothing(self, ruled: Path) -> None:
        async with started(ruled) as driver:
            await driver.keys("2")
            await driver.is_on("Dashboard")
            driver.app.open_form(Customer)
            await driver.is_on("FormScreen")
            await driver.type("Chapel")
            await driver.keys("ctrl+s")
            await driver.said("audit")
            await driver.is_on("FormScreen")
        assert names(ruled) == {"Abbey", "Bakery"}

    async def test_in_an_older_database(self, tmp_path: Path) -> None:
        """It cannot be brought up to date with them, so there is one way."""
        older = unpack("0006", tmp_path).path
        raw(older, RULE)
        async with started(older) as driver:
            await driver.sees("audit", "Remove them")
            assert "Only look" not in driver.text
            await driver.keys("2")
            assert type(driver.app.screen).__name__ == "StartQuestion"
            await driver.keys("1")
            await driver.is_on("Dashboard")
        assert is_sound(older)


class TestDocumentsBesideALink:
    @pytest.fixture
    def link(self, path: Path, tmp_path: Path) -> Path:
        """A link to the database, beside which lies a document."""
        (tmp_path / "home").mkdir()
        link = tmp_path / "home" / "mine.db"
        link.symlink_to(path)
        source = tmp_path / "quote.txt"
        source.write_text("what it costs")
        database = Database.open(path, by=BY, clock=Clock())
        attachments.attach(database, Customer, 1, [source])
        database.close()
        shutil.move(document_folder(path), document_folder(link))
        return link

    @pytest.mark.parametrize("size", SIZES)
    async def test_are_moved_on_a_yes(self, path: Path, link: Path, size: tuple[int, int]) -> None:
        async with started(path, size, named=link) as driver:
            await driver.sees("Documents lie where they are not", "Move them to the others", "Not now")
            await driver.keys("1")
            await driver.is_on("Dashboard")
            await driver.said("1 file of documents was moved.")
            sha256 = get(driver.app.database, Attachment, 1)["sha256"]
        assert Files(path).has(sha256)
        assert not document_folder(link).exists()

    async def test_or_stay(self, path: Path, link: Path) -> None:
        async with started(path, named=link) as driver:
            await driver.keys("2")
            await driver.is_on("Dashboard")
        assert document_folder(link).exists()
        assert isinstance(DeskStart(path, link).open(), Question)
