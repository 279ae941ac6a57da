"""A backup takes the place of a file that is damaged or gone; nothing of that is lost, no number comes twice."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.db.recovery import replace
from capptro_tui.errors import Damaged, FileReplaced, MisfitLog, Refused, Unusable
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.backups import overview, taking
from capptro_tui.services.backups.store import local_backups
from capptro_tui.services.documents import attachments
from capptro_tui.services.history import journal as history
from capptro_tui.services.integrity import check
from capptro_tui.services.records import records
from capptro_tui.services.restoring import replacing, restoring, salvaging
from tests.support import BY, Clock, add, add_customer, digest, get, is_plain, is_sound, raw

needs_wal = pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")


@pytest.fixture
def backup(sample: Database) -> Path:
    """A backup of the sample business; two customers and a batch of a contact came after it. The database is closed."""
    made = taking.take_backup(sample, "by-hand").path
    add_customer(sample, "Added since")
    add_customer(sample, "Added since, too")
    add(sample, Contact, customer_id=1, first_name="Zoe")
    sample.close()
    return made


def spoil_head(path: Path) -> None:
    """Nothing but the first hundred bytes makes sense."""
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def spoil_pages(path: Path) -> None:
    """It opens, and is damaged further inside."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = 'work_item' AND pagetype = 'leaf' ORDER BY 1"
        pages = [row[0] for row in connection.execute(query)]
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50_000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_bytes(b"\x00" * 200_000)


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [spoil_head, spoil_pages, cut, empty, overwrite, remove])
class TestAnyDamage:
    def test_the_backup_takes_its_place(self, sample: Database, backup: Path, spoil: Callable[[Path], None]) -> None:
        """With all its rows, sound, its owner's alone, and written to at once; the history says so."""
        spoil(sample.path)
        there = digest(sample.path) if sample.path.exists() else ""
        done = replacing.put_in_place(sample.path, backup, sample.schema)
        assert (digest(done.kept) if done.kept else "") == there
        assert sample.path.stat().st_mode & 0o777 == 0o600
        opened = Database.open(sample.path, by=BY, clock=Clock())
        assert check.check(opened) == []
        assert get(opened, Customer, 2)["name"] == "Kelhaven Marina"
        [event] = history.history(opened, limit=1)
        assert event.verb == "restore backup"
        assert add_customer(opened, "After it")
        opened.close()
        assert is_sound(sample.path)
        assert [path.name for path in sample.path.parent.iterdir() if path.name.startswith(".")] == []

    def test_no_number_is_given_again_that_is_still_known(
        self, sample: Database, backup: Path, spoil: Callable[[Path], None]
    ) -> None:
        """Numbers of records and of batches; where nothing can be read of the file any more, they go on from the
        backup's."""
        [(customer, batch)] = raw(
            sample.path, "SELECT (SELECT max(id) FROM customer), (SELECT seq FROM sqlite_sequence WHERE name = 'batch')"
        )
        spoil(sample.path)
        replacing.put_in_place(sample.path, backup, sample.schema)
        opened = Database.open(sample.path, by=BY, clock=Clock())
        made = records.create(opened, Customer, {"name": "After it"})
        opened.close()
        if spoil is spoil_pages:
            assert made.row_id == customer + 1
            assert made.batch > batch + 1
        else:
            assert made.row_id > customer - 2

    def test_what_is_wrong_with_the_backup_changes_nothing(
        self, sample: Database, backup: Path, spoil: Callable[[Path], None]
    ) -> None:
        spoil(sample.path)
        there = {path.name: digest(path) for path in sample.path.parent.iterdir() if path.is_file()}
        for wrong in (cut, overwrite, remove):
            copy = Path(shutil.copy(backup, sample.path.with_name("backup.db")))
            wrong(copy)
            with pytest.raises(Refused) as refused:
                replacing.put_in_place(sample.path, copy, sample.schema)
            assert is_plain(str(refused.value).replace(str(copy), "FILE"))
            copy.unlink(missing_ok=True)
        assert {path.name: digest(path) for path in sample.path.parent.iterdir() if path.is_file()} == there


class TestWhatIsKept:
    @needs_wal
    def test_the_log_stays_with_the_damaged_file(self, sample: Database, backup: Path) -> None:
        """A pair that can still be read; the new file is read without it."""
        opened = Database.open(sample.path, by=BY, clock=Clock())
        add_customer(opened, "In the log")
        log = sample.path.with_name(sample.path.name + "-wal")
        content, main = log.read_bytes(), sample.path.read_bytes()
        opened.close()
        sample.path.write_bytes(main[:30_000])
        log.write_bytes(content)
        done = replacing.put_in_place(sample.path, backup, sample.schema)
        assert done.kept is not None
        assert done.kept.read_bytes() == main[:30_000]
        assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == content
        assert not log.exists()
        assert raw(sample.path, "SELECT count(*) FROM customer WHERE name = 'In the log'") == [(0,)]

    def test_a_hot_journal_is_not_rolled_back_into_the_new_file(self, sample: Database, backup: Path) -> None:
        cut(sample.path)
        journal = sample.path.with_name(sample.path.name + "-journal")
        journal.write_bytes(b"\x00" * 5000)
        done = replacing.put_in_place(sample.path, backup, sample.schema)
        assert done.kept is not None
        assert done.kept.with_name(done.kept.name + "-journal").exists()
        assert not journal.exists()

    def test_twice_in_a_second(self, sample: Database, backup: Path) -> None:
        """No kept file takes the place of another one."""
        kept = set()
        for _ in range(3):
            cut(sample.path)
            kept.add(replacing.put_in_place(sample.path, backup, sample.schema).kept)
        assert len(kept) == 3

    def test_documents_that_the_damaged_file_named(self, sample: Database, tmp_path: Path) -> None:
        """Nobody knows which they are: none goes."""
        made = taking.take_backup(sample, "by-hand").path
        source = tmp_path / "offer.pdf"
        source.write_bytes(b"an offer")
        done = attachments.attach(sample, Customer, 1, [source])
        document = Files(sample.path).path(get(sample, Attachment, done.row_id)["sha256"])
        sample.close()
        spoil_head(sample.path)
        replaced = replacing.put_in_place(sample.path, made, sample.schema)
        os.utime(document, (1, 1))
        opened = Database.open(sample.path, by=BY, clock=Clock())
        assert attachments.sweep(opened) == 0
        assert document.exists()
        assert replaced.kept is not None
        replaced.kept.unlink()
        assert attachments.sweep(opened) == 1
        opened.close()

    def test_documents_come_back_with_it(self, sample: Database, tmp_path: Path) -> None:
        """Also where their folder is gone with the database."""
        source = tmp_path / "offer.pdf"
        source.write_bytes(b"an offer")
        done = attachments.attach(sample, Customer, 1, [source])
        document = Files(sample.path).path(get(sample, Attachment, done.row_id)["sha256"])
        made = taking.take_backup(sample, "by-hand").path
        sample.close()
        sample.path.unlink()
        shutil.rmtree(Files(sample.path).folder)
        assert replacing.put_in_place(sample.path, made, sample.schema).missing == 0
        assert document.read_bytes() == b"an offer"


class TestWhatIsRefused:
    def test_a_sound_database(self, sample: Database, backup: Path) -> None:
        """That is restored into; to replace it would leave what other windows have open behind."""
        before = digest(sample.path)
        with pytest.raises(Refused, match="is not damaged") as refused:
            replacing.put_in_place(sample.path, backup, sample.schema)
        assert is_plain(str(refused.value).replace(str(sample.path), "FILE"))
        assert digest(sample.path) == before

    @needs_wal
    def test_one_that_another_window_has_open(self, sample: Database, backup: Path) -> None:
        holder = (
            "import sys; from pathlib import Path; from capptro_tui.db.database import Database;"
            "d = Database.open(Path(sys.argv[1])); d.select('SELECT 1 FROM batch'); print('open', flush=True); input()"
        )
        command = [sys.executable, "-c", holder, str(sample.path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            spoil_pages(sample.path)
            before = digest(sample.path)
            with pytest.raises(Refused, match="Another window") as refused:
                replacing.put_in_place(sample.path, backup, sample.schema)
            assert is_plain(str(refused.value).replace(str(sample.path), "FILE"))
            assert digest(sample.path) == before
            other.kill()
        replacing.put_in_place(sample.path, backup, sample.schema)

    @needs_wal
    def test_beside_a_log_of_another_file(self, sample: Database, backup: Path) -> None:
        """What becomes of the log is decided first."""
        opened = Database.open(sample.path, by=BY)
        add_customer(opened, "In the log")
        log = sample.path.with_name(sample.path.name + "-wal")
        content = log.read_bytes()
        opened.close()
        log.write_bytes(content)
        sample.path.unlink()
        with pytest.raises(MisfitLog):
            replacing.put_in_place(sample.path, backup, sample.schema)
        assert not sample.path.exists()
        assert log.read_bytes() == content

    def test_somebodys_own_file(self, tmp_path: Path, sample: Database) -> None:
        """A text at the path is not taken for what is left of a database, unless there are backups of one."""
        (tmp_path / "notes.txt").write_text("Name,Phone\n" * 99)
        with pytest.raises(Damaged) as damage:
            Database.open(tmp_path / "notes.txt")
        assert not replacing.may_be_replaced(damage.value)
        taking.take_backup(sample, "by-hand")
        sample.close()
        overwrite(sample.path)
        with pytest.raises(Damaged) as damage:
            Database.open(sample.path)
        assert replacing.may_be_replaced(damage.value)


@pytest.mark.usefixtures("backup")  # taken before the damage
class TestWhileItIsOpen:
    """The damage was not seen when it was opened."""

    @pytest.fixture
    def damaged(self, sample: Database) -> Iterator[Database]:
        spoil_pages(sample.path)
        opened = Database.open(sample.path, by=BY, clock=Clock())
        opened.select("SELECT 1 FROM batch LIMIT 1")
        yield opened
        opened.close()

    def test_a_plain_restore_says_what_is_damaged(self, damaged: Database, backup: Path) -> None:
        """It cannot keep the state before, so it changes nothing."""
        with pytest.raises(Damaged) as refused:
            restoring.restore_backup(damaged, backup)
        assert refused.value.path == damaged.path

    def test_the_same_object_goes_on_with_the_new_file(self, damaged: Database, backup: Path) -> None:
        replacing.put_in_place_of_open(damaged, backup)
        assert get(damaged, Customer, 2)["name"] == "Kelhaven Marina"
        made = add_customer(damaged, "After it")
        assert not damaged.guard.is_being_replaced
        assert damaged.has_changed() in (True, False)
        assert raw(damaged.path, "SELECT name FROM customer WHERE id = ?", made) == [("After it",)]
        assert check.check(damaged) == []

    def test_meanwhile_nothing_is_read_or_written(
        self, damaged: Database, backup: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not by this program either: it would be of two files."""
        refused: list[BaseException] = []
        keep = replace.must_be_closed

        def look(path: Path) -> None:
            for act in (lambda: damaged.select("SELECT 1"), damaged.connect, damaged.has_changed):
                with pytest.raises(Unusable) as why:
                    act()
                refused.append(why.value)
            keep(path)

        monkeypatch.setattr(replace, "must_be_closed", look)
        replacing.put_in_place_of_open(damaged, backup)
        assert len(refused) == 6
        assert not any(isinstance(one, FileReplaced) for one in refused)
        assert all(is_plain(str(one).replace(str(damaged.path), "FILE")) for one in refused)

    def test_where_it_is_refused_the_old_one_is_open_again(self, damaged: Database, backup: Path) -> None:
        cut(backup)
        with pytest.raises(Refused):
            replacing.put_in_place_of_open(damaged, backup)
        assert damaged.select("SELECT count(*) AS n FROM batch")[0]["n"]


class TestSalvagedAsBackup:
    def test_is_listed_and_put_in_place(self, sample: Database, tmp_path: Path) -> None:
        """With what it could save; the damaged file is kept."""
        source = tmp_path / "offer.pdf"
        source.write_bytes(b"an offer")
        attachments.attach(sample, Customer, 1, [source])
        customers = sample.select("SELECT id, name FROM customer ORDER BY id")
        sample.close()
        spoil_pages(sample.path)
        before = digest(sample.path)
        done = salvaging.salvage_as_backup(sample.path, Clock().now, sample.schema)
        assert digest(sample.path) == before
        [listed] = local_backups(sample.path)
        assert (listed.path, listed.reason) == (done.path, "salvaged")
        assert sorted(path.name for path in backup_folder(sample.path).iterdir()) == ["documents", done.path.name]
        replacing.put_in_place(sample.path, done.path, sample.schema)
        opened = Database.open(sample.path, by=BY, clock=Clock())
        assert opened.select("SELECT id, name FROM customer ORDER BY id") == customers
        assert add_customer(opened)
        opened.close()

    def test_of_nothing_is_refused(self, sample: Database, backup: Path) -> None:
        overwrite(sample.path)
        with pytest.raises(Refused) as refused:
            salvaging.salvage_as_backup(sample.path, Clock().now, sample.schema)
        assert is_plain(str(refused.value).replace(str(sample.path), "FILE"))
        assert [one.path for one in local_backups(sample.path)] == [backup]


def test_the_backups_of_a_lost_database_are_found_in_both_places(sample: Database, tmp_path: Path) -> None:
    """The second place is named in the newest backup."""
    stick = tmp_path / "stick"
    stick.mkdir()
    records.change(sample, Settings, 1, {"second_backup_folder": str(stick)})
    made = taking.take_backup(sample, "by-hand").path
    sample.close()
    overwrite(sample.path)
    found = overview.backups_of_lost(sample.path)
    assert [backup.path.name for backup in found] == [made.name] * 2
    assert {backup.path.parent.parent for backup in found} == {stick, sample.path.parent}


def test_a_backup_on_a_medium_that_cannot_be_written_to(sample: Database, tmp_path: Path) -> None:
    """As a database that was copied to a stick while it was in use by another version; nothing is made beside it."""
    sample.close()
    raw(sample.path, "PRAGMA journal_mode = wal")
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = Path(shutil.copy(sample.path, stick / "desk.db"))
    opened = Database.open(sample.path, by=BY, clock=Clock())
    assert restoring.compare(opened, copy).lost == 0
    restoring.restore_backup(opened, copy)
    opened.close()
    assert [path.name for path in stick.iterdir()] == ["desk.db"]
