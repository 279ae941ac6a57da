"""A log that lies beside a database: replayed into the file it was written for, and into no other."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.leftovers import find_misfit
from capptro_tui.db.connection.main_file import next_generation, read_generation
from capptro_tui.db.database import Database
from capptro_tui.errors import MisfitLog, Refused, Unusable
from capptro_tui.locations import backup_folder
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.services.integrity import recovery
from tests.faults.processes import Child
from tests.support import BY, add_customer, digest, is_plain, is_sound, raw

Start = Callable[..., Child]

needs_wal = pytest.mark.skipif(not driver.WAL_IS_SAFE, reason="this SQLite keeps no write-ahead log")


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    return Path(shutil.copy(empty_file, tmp_path / "desk.db"))


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def write(path: Path, *names: str, settle: bool) -> None:
    """Create customers in a window that is closed properly, or that leaves its log."""
    window = Database.open(path, by=BY)
    for name in names:
        add_customer(window, name)
    if settle:
        window.close()
        return
    saved = {one: one.read_bytes() for one in (path, log_of(path))}
    window.close()
    for one, content in saved.items():
        one.write_bytes(content)


def crash(path: Path, *names: str) -> None:
    """What a killed window leaves: the main file and a log with these customers."""
    write(path, *names, settle=False)


def names(path: Path) -> list[str]:
    return [name for (name,) in raw(path, "SELECT name FROM customer ORDER BY id")]


def opened_names(path: Path) -> list[str]:
    window = Database.open(path, by=BY)
    found = [row["name"] for row in window.select("SELECT name FROM customer ORDER BY id")]
    window.close()
    return found


def asked(path: Path) -> str:
    """The question about a log; the file and the log stay as they are."""
    before = {one.name: digest(one) for one in path.parent.iterdir() if one.is_file() and "queue" not in one.name}
    messages = set()
    for way in (Database.open, Database.create):
        with pytest.raises(MisfitLog) as question:
            way(path)
        messages.add(str(question.value))
    after = {one.name: digest(one) for one in path.parent.iterdir() if one.is_file() and "queue" not in one.name}
    assert after == before
    [message] = messages
    assert is_plain(message.replace(str(path), "FILE"))
    return message


@needs_wal
class TestAfterACrash:
    def test_the_log_is_data(self, path: Path) -> None:
        """What was acknowledged is there, and nobody is asked."""
        crash(path, "One", "Two")
        assert log_of(path).stat().st_size
        assert opened_names(path) == ["One", "Two"]
        assert is_sound(path)

    def test_crash_after_crash(self, path: Path) -> None:
        """Each log begins where the last one was replayed."""
        for count in range(1, 4):
            crash(path, f"Customer {count}")
        assert opened_names(path) == ["Customer 1", "Customer 2", "Customer 3"]

    @pytest.mark.parametrize("pages", [1, 2, 5, 20, 50])
    def test_inside_a_checkpoint(self, path: Path, pages: int) -> None:
        """A part of the log's pages is in the main file already, page 1 with its new generation or not."""
        write(path, *(f"Before {place}" for place in range(5)), settle=True)
        window = Database.open(path, by=BY)
        for place in range(5):
            add_customer(window, f"After {place}")
        old, log = path.read_bytes(), log_of(path)
        with closing(driver.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 77")
            whole_log = log.read_bytes()
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        new = path.read_bytes()
        window.close()
        for split in (old[:0], new[: pages * 4096]):
            path.write_bytes(split + old[len(split) :] if len(old) > len(split) else split)
            log.write_bytes(whole_log)
            path.with_name(path.name + "-shm").unlink(missing_ok=True)
            assert len(opened_names(path)) == 10
            assert is_sound(path)

    def test_a_torn_log_is_replayed_as_far_as_it_goes(self, path: Path) -> None:
        """What a power cut left of the last transaction is nobody's."""
        crash(path, "One", "Two")
        content = log_of(path).read_bytes()
        log_of(path).write_bytes(content[:-100])
        assert opened_names(path) == ["One"]

    def test_a_log_from_which_nothing_is_replayed_is_no_question(self, path: Path) -> None:
        """Empty, only begun, or torn in its first page."""
        crash(path, "One")
        content = log_of(path).read_bytes()
        for left in (b"", content[:32], content[:3000], b"\0" * 9000, content[:24] + b"\0" * 8 + content[32:]):
            log_of(path).write_bytes(left)
            assert find_misfit(path) is None
            assert opened_names(path) == []

    @pytest.mark.parametrize("names", [(), ("One",)])
    def test_a_large_transaction_that_was_not_committed_is_no_question(
        self, path: Path, names: tuple[str, ...]
    ) -> None:
        """It has written pages to the log before its end, none of them the first one."""
        with closing(driver.connect(path)) as connection:
            row = ("", "", "", "x" * 1000)
            connection.executemany("INSERT INTO batch (at, by, verb, summary) VALUES (?, ?, ?, ?)", [row] * 500)
        crash(path, *names)
        killed = path.with_name("killed")
        with closing(driver.connect(path)) as connection:
            connection.execute("PRAGMA cache_size = 5")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE batch SET summary = hex(randomblob(500)) WHERE summary LIKE 'xxx%'")
            shutil.copytree(path.parent, killed, ignore=shutil.ignore_patterns("*-shm", killed.name))
            connection.execute("ROLLBACK")
        assert log_of(killed / path.name).stat().st_size > 100_000
        assert find_misfit(killed / path.name) is None
        assert opened_names(killed / path.name) == [*names]

    def test_a_log_of_the_release_before_generations(self, path: Path) -> None:
        """Its pages 1 carry no generation; neither does the file."""
        raw(path, "PRAGMA user_version = 0")
        crash(path, "One")
        assert find_misfit(path) is None
        assert opened_names(path) == ["One"]


@needs_wal
class TestAnotherFile:
    @pytest.fixture
    def mixed(self, path: Path) -> Path:
        """A backup that was copied over the database after a crash."""
        write(path, "First", settle=True)
        backup = shutil.copy(path, path.with_name("backup.db"))
        write(path, *(f"Second {place}" for place in range(20)), settle=True)
        crash(path, "In the log")
        shutil.copyfile(backup, path)
        return path

    def test_is_asked_about(self, mixed: Path) -> None:
        """Both ways are named, and nothing is decided."""
        message = asked(mixed)
        assert "--set-aside" in message
        assert "--apply" in message

    def test_the_file_as_it_is(self, mixed: Path) -> None:
        """The log is kept aside, whole."""
        log = digest(log_of(mixed))
        kept = recovery.set_log_aside(mixed)
        assert digest(kept) == log
        assert kept.parent == backup_folder(mixed)
        assert opened_names(mixed) == ["First"]
        assert is_sound(mixed)

    def test_with_the_changes_of_the_log(self, mixed: Path) -> None:
        """They would give a damaged database: refused, and everything is as it was."""
        before = digest(mixed), digest(log_of(mixed))
        with pytest.raises(Refused, match="would be damaged") as refused:
            recovery.apply_log(mixed, SHIPPED)
        assert is_plain(str(refused.value).replace(str(mixed), "FILE"))
        assert (digest(mixed), digest(log_of(mixed))) == before
        assert sorted(path.name for path in mixed.parent.iterdir() if path.name.startswith(".")) == []

    def test_the_changes_of_the_log_where_they_fit(self, path: Path) -> None:
        """The file is what it was written for, though its header does not say so: the changes are taken, and the file
        as it was is kept."""
        write(path, "First", settle=True)
        crash(path, "In the log")
        content = path.read_bytes()
        path.write_bytes(content[:60] + struct.pack(">i", 12345) + content[64:])
        before = digest(path)
        asked(path)
        kept = recovery.apply_log(path, SHIPPED)
        assert digest(kept) == before
        assert len(list(backup_folder(path).glob("*-wal"))) == 1
        assert opened_names(path) == ["First", "In the log"]
        assert is_sound(path)

    def test_a_database_where_an_orphan_lies(self, path: Path) -> None:
        """No new database is made into the log of another one."""
        crash(path, "In the log")
        path.unlink()
        assert "--set-aside" in asked(path)
        with pytest.raises(Refused, match="no database"):
            recovery.apply_log(path, SHIPPED)
        kept = recovery.set_log_aside(path)
        Database.create(path, by=BY).close()
        assert names(path) == []
        assert is_sound(path)
        assert kept.exists()

    def test_a_log_that_another_program_wrote(self, path: Path) -> None:
        """It carries no generation: no proof, no decision."""
        write(path, "First", settle=True)
        with closing(driver.sqlite.connect(path, isolation_level=None)) as theirs:
            theirs.execute("PRAGMA wal_autocheckpoint = 0")
            theirs.execute("UPDATE customer SET fax = '1'")
            content = log_of(path).read_bytes()
        log_of(path).write_bytes(content)
        asked(path)

    def test_there_is_nothing_to_recover(self, path: Path) -> None:
        for way in (partial(recovery.set_log_aside, path), partial(recovery.apply_log, path, SHIPPED)):
            with pytest.raises(Refused, match="nothing is to be recovered"):
                way()


class TestRollbackJournal:
    """The journal of a transaction that an older SQLite had not ended."""

    @pytest.fixture
    def interrupted(self, path: Path) -> Path:
        """A database in the middle of a commit, and its journal."""
        raw(path, "PRAGMA journal_mode = delete")
        with closing(driver.sqlite.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = delete")
            connection.execute("BEGIN IMMEDIATE")
            generation = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute(f"PRAGMA user_version = {next_generation(generation)}")
            connection.execute("UPDATE settings SET business_name = 'Half'")
            connection.execute("PRAGMA cache_spill = 1")
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("INSERT INTO change (batch_id, record, row_id, deed, title, delta) SELECT 1, '', 1, '',"
                               " hex(randomblob(900)), '' FROM pragma_function_list LIMIT 60")  # fmt: skip
            journal = path.with_name(path.name + "-journal").read_bytes()
            main = path.read_bytes()
            connection.execute("ROLLBACK")
        path.write_bytes(main)
        path.with_name(path.name + "-journal").write_bytes(journal)
        return path

    def test_it_is_rolled_back(self, interrupted: Path) -> None:
        """Into the file it was written for, before or after page 1 was written."""
        assert find_misfit(interrupted) is None
        generation = read_generation(interrupted)
        content = interrupted.read_bytes()
        following = struct.pack(">i", next_generation(generation))
        interrupted.write_bytes(content[:60] + following + content[64:])
        assert find_misfit(interrupted) is None
        assert opened_names(interrupted) == []
        assert raw(interrupted, "SELECT business_name FROM settings") == [("",)]

    def test_so_is_a_file_that_was_to_become_longer(self, interrupted: Path) -> None:
        """Page 1 is written first, and says how long the file will be: the end of it was not written any more."""
        content = interrupted.read_bytes()
        longer = struct.pack(">I", struct.unpack(">I", content[28:32])[0] + 1000)
        interrupted.write_bytes(content[:28] + longer + content[32:])
        assert opened_names(interrupted) == []
        assert is_sound(interrupted)

    def test_another_file_is_asked_about(self, interrupted: Path, empty_file: Path) -> None:
        """A backup in its place would be mixed with what was there before."""
        content = empty_file.read_bytes()
        interrupted.write_bytes(content[:60] + struct.pack(">i", 4711) + content[64:])
        asked(interrupted)
        kept = recovery.set_log_aside(interrupted)
        assert kept.name.endswith("-journal")
        assert opened_names(interrupted) == []


@needs_wal
def test_the_main_file_alone_is_whole_after_a_moment(path: Path) -> None:
    """A copy of the file alone, taken beside an open window, has everything."""
    window = Database.open(path, by=BY)
    add_customer(window, "Saved")
    assert window.settle()
    copy = shutil.copy(path, path.with_name("copy.db"))
    assert names(Path(copy)) == ["Saved"]
    assert is_sound(Path(copy))
    window.close()
    assert not log_of(path).exists()


@needs_wal
def test_a_long_log_is_copied_by_the_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not grow without end while somebody writes without a pause."""
    from capptro_tui.db import database

    monkeypatch.setattr(database, "LARGEST_LOG", 300_000)
    window = Database.open(path, by=BY)
    sizes = []
    for place in range(12):
        add_customer(window, f"Customer {place}")
        sizes.append(log_of(path).stat().st_size)
    window.close()
    assert max(sizes) < 400_000
    assert min(sizes) < sizes[0]


def test_a_checkpoint_waits_for_nobody(path: Path, child: Start) -> None:
    """While another program writes it is left for later."""
    window = Database.open(path, by=BY)
    add_customer(window, "Saved")
    holder = child("hold", path)
    assert holder.hear() == "locked"
    assert window.settle() is not driver.WAL_IS_SAFE
    holder.all_it_says()
    assert window.settle()
    window.close()


def test_what_cannot_be_read_is_said(path: Path) -> None:
    """A folder that is called like the log."""
    log_of(path).mkdir()
    with pytest.raises(Unusable) as refused:
        Database.open(path)
    assert is_plain(str(refused.value).replace(str(path), "FILE"))
