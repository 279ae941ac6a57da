"""A backup that is put back is what was there, for every window; what was there meanwhile is kept."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.leftovers import find_misfit
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.errors import Refused, Restored
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.work_item import WorkItem
from capptro_tui.services.backups import taking
from capptro_tui.services.business import business_settings
from capptro_tui.services.documents import attachments
from capptro_tui.services.history import trash, undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.history.other_windows import Watch
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from capptro_tui.services.restoring import restoring
from capptro_tui.services.search.find import find
from capptro_tui.services.search.listing import Listing
from tests.corpus.files import unpack
from tests.support import BY, Clock, add, add_customer, digest, dump, get, is_plain, is_sound, raw, whole


@pytest.fixture
def backup(sample: Database) -> Path:
    """A backup of the sample business, in which much has happened since."""
    made = taking.take_backup(sample, "by-hand").path
    records.change(sample, Customer, 1, {"name": "Changed since", "phone": "01632 960999"})
    trash.delete(sample, Customer, 2)
    trash.empty(sample)
    add_customer(sample, "Added since")
    return made


class TestWhatIsThere:
    def test_everything_is_as_it_was(self, sample: Database, backup: Path) -> None:
        """Whole rows of every table; the search and the sums fit them; the state before is a backup itself."""
        before = whole(sample)
        done = restoring.restore_backup(sample, backup)
        with closing(driver.sqlite.connect(backup)) as connection:
            there = connection.execute("SELECT * FROM customer ORDER BY id").fetchall()
        assert raw(sample.path, "SELECT * FROM customer ORDER BY id") == there
        assert check.check(sample) == []
        assert is_sound(sample.path)
        assert [hit.row_id for hit in find(sample, "changed since", [Customer], limit=3)] == []
        assert Listing(sample, Customer, "seaview").total() == 1
        kept = Database.open(done.kept.path)
        assert whole(kept) == before
        kept.close()
        restoring.restore_backup(sample, done.kept.path)
        assert whole(sample) == before

    def test_the_file_stays_the_same_one(self, sample: Database, backup: Path) -> None:
        """Its inode, its id; the main file alone holds everything afterwards."""
        before = sample.path.stat().st_ino, sample.guard.database_id
        restoring.restore_backup(sample, backup)
        assert (sample.path.stat().st_ino, sample.guard.database_id) == before
        copy = shutil.copy(sample.path, sample.path.with_name("copy.db"))
        assert is_sound(Path(copy))
        assert raw(Path(copy), "SELECT database_id FROM database_file") == [(before[1],)]

    def test_no_number_is_given_twice(self, sample: Database, backup: Path) -> None:
        """Of records and of batches: a letter with the number on it may be in somebody's hands."""
        added = max(row["id"] for row in sample.select("SELECT id FROM customer"))
        batch = max(row["id"] for row in sample.select("SELECT id FROM batch"))
        restoring.restore_backup(sample, backup)
        done = records.create(sample, Customer, {"name": "New"})
        assert done.row_id > added
        assert done.batch > batch + 1
        assert check.check(sample) == []

    def test_the_history_says_so_and_it_is_not_undone(self, sample: Database, backup: Path) -> None:
        restoring.restore_backup(sample, backup)
        [event, *_] = history(sample, limit=1)
        assert (event.verb, event.by) == ("restore backup", BY[1])
        assert backup.name in event.summary
        with pytest.raises(Refused, match="is not undone"):
            undo.undo(sample, event.batch)
        found = undo.find_last(sample)
        assert found is not None
        assert (found[0].verb, found[1]) == ("demo", False)

    def test_of_an_older_schema(self, sample: Database, tmp_path: Path) -> None:
        """It is brought up to date on the way."""
        (tmp_path / "old").mkdir()
        restoring.restore_backup(sample, unpack("0006", tmp_path / "old").path)
        assert get(sample, Customer, 1)["name"] == "J.R. Müller & Sons Ltd"
        assert check.check(sample) == []

    def test_of_another_page_size(self, sample: Database, backup: Path) -> None:
        """SQLite's backup alone cannot do it."""
        with closing(driver.sqlite.connect(backup, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("VACUUM")
        restoring.restore_backup(sample, backup)
        assert get(sample, Customer, 2)["name"] == "Kelhaven Marina"
        assert is_sound(sample.path)

    def test_of_another_database(self, sample: Database, tmp_path: Path) -> None:
        """As on a new computer, where there is an empty one."""
        Database.create(tmp_path / "new" / "desk.db", by=BY, clock=Clock()).close()
        raw(tmp_path / "new" / "desk.db", "UPDATE database_file SET database_id = 'another'")
        empty = Database.open(tmp_path / "new" / "desk.db", by=BY, clock=Clock())
        stick = taking.copy_to(sample, tmp_path / "stick.db")
        compared = restoring.compare(empty, stick)
        assert not compared.is_same
        assert compared.business == business_settings.settings(sample)["business_name"]
        restoring.restore_backup(empty, stick)
        assert dump(empty) == dump(sample)
        assert add_customer(empty)
        empty.close()


class TestDocuments:
    def attach(self, database: Database, folder: Path, content: bytes) -> str:
        source = folder / "offer.pdf"
        source.write_bytes(content)
        done = attachments.attach(database, Customer, 1, [source])
        return str(get(database, Attachment, done.row_id)["sha256"])

    @pytest.mark.parametrize("to_a_stick", [False, True])
    def test_come_back_with_it(self, sample: Database, tmp_path: Path, to_a_stick: bool) -> None:
        """Also when the folder beside the database is gone."""
        sha256 = self.attach(sample, tmp_path, b"an offer")
        target = tmp_path / "stick.db"
        made = taking.copy_to(sample, target) if to_a_stick else taking.take_backup(sample, "by-hand").path
        shutil.rmtree(Files(sample.path).folder)
        assert restoring.compare(sample, made).missing == 0
        assert restoring.restore_backup(sample, made).missing == 0
        assert Files(sample.path).path(sha256).read_bytes() == b"an offer"
        assert check.check(sample) == []

    def test_that_are_nowhere_are_counted(self, sample: Database, tmp_path: Path) -> None:
        """The database is restored all the same."""
        self.attach(sample, tmp_path, b"an offer")
        made = shutil.copy(taking.take_backup(sample, "by-hand").path, tmp_path / "alone.db")
        for folder in (Files(sample.path).folder, taking.backup_folder(sample.path)):
            shutil.rmtree(folder)
        assert restoring.compare(sample, Path(made)).missing == 1
        assert restoring.restore_backup(sample, Path(made)).missing == 1


@pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")
def test_a_kill_before_the_checkpoint(
    sample: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log, in which all of the restore is, belongs to the file: no question comes, and it is there."""
    sample.settle()
    monkeypatch.setattr(Database, "settle", lambda _: False)
    restoring.restore_backup(sample, backup)
    killed = tmp_path / "killed" / "sample.db"
    killed.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(sample.path.with_name(sample.path.name + suffix), killed.with_name(killed.name + suffix))
    assert find_misfit(killed) is None
    opened = Database.open(killed)
    assert get(opened, Customer, 2)["name"] == "Kelhaven Marina"
    opened.close()
    assert is_sound(killed)


def test_a_comparison_says_what_would_be_gone(sample: Database, backup: Path) -> None:
    """Counts of both, the changes since by name; it changes nothing."""
    before = digest(sample.path)
    compared = restoring.compare(sample, backup)
    assert digest(sample.path) == before
    assert compared.is_same
    counts = {plural: (there, here) for plural, there, here in compared.counts}
    assert counts["Customers"] == (45, 45)
    assert counts["Contacts"][0] > counts["Contacts"][1]
    assert compared.lost == 4
    assert [event.verb for event in compared.last] == ["create", "empty trash", "delete", "change"]


class TestOtherWindows:
    @pytest.fixture
    def other(self, sample: Database) -> Database:
        """Another window, which has read everything."""
        opened = Database.open(sample.path, by=("bob", "Bob Example"), clock=Clock())
        assert Listing(opened, Customer).total() > 40
        return opened

    def test_is_told_and_saves_nothing_unasked(self, sample: Database, backup: Path, other: Database) -> None:
        """The first save is refused, the second one is made knowing of it: whatever the record's version is."""
        row = get(other, Customer, 3)
        restoring.restore_backup(sample, backup)
        with pytest.raises(Restored, match=r"restored from desk|restored from sample") as refused:
            records.change(other, Customer, 3, {"name": "From before"}, row["version"])
        assert is_plain(refused.value)
        assert get(other, Customer, 3)["name"] == row["name"]
        records.change(other, Customer, 3, {"name": "Knowing of it"}, row["version"])
        assert get(sample, Customer, 3)["name"] == "Knowing of it"
        other.close()

    def test_reads_everything_anew(self, sample: Database, backup: Path, other: Database) -> None:
        """Lists, searches, the history; the watch says so once."""
        watch = Watch(other)
        listing = Listing(other, Customer, "changed since")
        watch.look()
        assert listing.total() == 1
        restoring.restore_backup(sample, backup)
        assert listing.total() == 0
        assert watch.look().is_restored
        assert not watch.look()
        assert add(other, WorkItem, title="After it")
        other.close()

    def test_undo_does_not_reach_behind_it(self, sample: Database, backup: Path, other: Database) -> None:
        """What this window had done is no longer the last thing done in it."""
        add_customer(other, "Mine")
        restoring.restore_backup(sample, backup)
        Watch(other).look()
        found = undo.find_last(other)
        assert found is not None
        assert not found[1]
        other.close()


def text(path: Path) -> None:
    path.write_text("Name,Phone\n" * 200)


def another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        connection.commit()


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096 * 50, len(content), 4096 * 9):
        content[start : start + 4096] = b"\xff" * 4096
    path.write_bytes(content)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300_000])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def ruled(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER tidy AFTER UPDATE ON customer BEGIN DELETE FROM note; END")
        connection.commit()


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (text, "not a customer database"),
        (another_programs, "belongs to another program"),
        (damaged, "damaged"),
        (truncated, "damaged"),
        (newer, "newer version"),
        (ruled, "trigger tidy"),
        (missing, "There is no backup"),
    ],
)
def test_what_is_refused(sample: Database, backup: Path, spoil: Callable[[Path], None], says: str) -> None:
    """Before anything is written: the database stays as it is, to the last byte, and no half-made file is left."""
    spoil(backup)
    sample.settle()
    before = digest(sample.path)
    around = sorted(path.name for path in sample.path.parent.iterdir())
    for way in (restoring.compare, restoring.restore_backup):
        with pytest.raises(Refused, match=says) as refused:
            way(sample, backup)
        assert is_plain(str(refused.value).replace(str(backup), "FILE"))
    assert digest(sample.path) == before
    assert sorted(path.name for path in sample.path.parent.iterdir()) == around
    assert add_customer(sample)


def test_while_another_program_writes(sample: Database, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused after a while; SQLite's driver alone would try for ever."""
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    with closing(driver.sqlite.connect(sample.path, isolation_level=None)) as theirs:
        theirs.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="in use"):
            restoring.restore_backup(sample, backup)
        theirs.execute("ROLLBACK")
    assert get(sample, Customer, 1)["name"] == "Changed since"
