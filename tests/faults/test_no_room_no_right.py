"""A disk that is full, a file that may not be written: refused in a sentence, nothing half-written, and on it goes
when the reason is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.connection import backup, driver
from capptro_tui.db.database import Database
from capptro_tui.errors import Unusable
from capptro_tui.exchange.importing import running
from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.exchange.importing.running import ImportOptions
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import trash, undo
from capptro_tui.services.search.listing import Listing
from tests.faults.processes import Child
from tests.support import add_customer, batches, digest, dump, is_plain, is_sound

Start = Callable[..., Child]


@contextmanager
def full_disk(database: Database, spare: int = 0) -> Iterator[None]:
    """No page more for any connection that is made meanwhile, or only so many to spare."""
    connect = driver.connect
    pages = connect(database.path).execute("PRAGMA page_count").fetchone()[0] + spare

    def without_room(*arguments: Any, **options: Any) -> Any:
        connection = connect(*arguments, **options)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    database.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "connect", without_room)
        yield
        database.close()


def fill(database: Database) -> None:
    """Create customers until something is in the way."""
    for place in range(1000):
        add_customer(database, f"Acme {place}", description="x" * 4000)


class TestDiskFull:
    def test_write_is_refused_and_taken_back(self, database: Database) -> None:
        """One sentence; not a part of the batch is there. With room again the same program goes on."""
        add_customer(database, "Before")
        before, count = dump(database), batches(database)
        with full_disk(database):
            with pytest.raises(Unusable, match="The disk is full") as refused:
                fill(database)
            assert is_plain(refused.value)
            assert Listing(database, Customer).total() >= 1
        undone = batches(database) - count
        for _ in range(undone):
            undo.undo(database)
        assert dump(database) == before
        assert add_customer(database, "After")
        assert is_sound(database.path)

    def test_import_writes_all_or_nothing(self, database: Database) -> None:
        """Nine tenths of the records fit: none is there. With room again all come in."""
        records = [
            SourceRecord((row,), {"name": f"Customer {row}", "description": "x" * 3_000}) for row in range(2, 1_000)
        ]
        add_customer(database, "Before")
        before = dump(database)
        with full_disk(database, spare=700):
            with pytest.raises(Unusable, match="The disk is full") as refused:
                running.run(database, Customer, records, lambda _: None, ImportOptions(OnDuplicate.CREATE))
            assert is_plain(refused.value)
        assert dump(database) == before
        running.run(database, Customer, records, lambda _: None, ImportOptions(OnDuplicate.CREATE))
        assert Listing(database, Customer).total() == 999
        assert is_sound(database.path)

    def test_reading_and_small_writes_after_the_refusal(self, database: Database) -> None:
        """A session that met a full disk is not left behind broken."""
        customer = add_customer(database)
        with full_disk(database):
            for _ in range(2):
                with pytest.raises(Unusable, match="The disk is full"):
                    fill(database)
            assert Listing(database, Customer, "acme").total() >= 1
        trash.delete(database, Customer, customer)
        assert is_sound(database.path)

    def test_no_file_may_grow(self, database: Database, child: Start) -> None:
        """The same from the operating system: what was acknowledged can be read, and the message is plain."""
        limit = database.path.stat().st_size + 200_000
        [[done, total, message]] = child("write_under_a_limit", database.path, limit).all_it_says()
        assert done == total > 1
        assert is_plain(message)
        assert Listing(database, Customer).total() == done
        assert is_sound(database.path)

    def test_backup_finds_no_room(self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A half-made copy is not left behind to be taken for a good one."""

        class Full:
            def execute(self, _: object) -> None:
                raise driver.sqlite.OperationalError("database or disk is full")

            def close(self) -> None:
                pass

        monkeypatch.setattr(backup, "connect", lambda *_, **__: Full())
        with pytest.raises(Unusable, match="The disk is full"):
            backup.copy_database(database.path, tmp_path / "backups" / "copy.db")
        assert list((tmp_path / "backups").iterdir()) == []


@pytest.fixture
def read_only(database: Database) -> Iterator[Path]:
    """A database with a customer, in a file and a folder that may not be written."""
    add_customer(database)
    database.close()
    folder = database.path.parent / "closed"
    folder.mkdir()
    path = folder / "desk.db"
    shutil.copy(database.path, path)
    path.chmod(0o400)
    folder.chmod(0o500)
    yield path
    folder.chmod(0o700)


class TestReadOnly:
    def test_every_use_is_read_or_refused_plainly(self, read_only: Path, child: Start) -> None:
        """Held to the permissions as everybody is, root too: a save and a new database are refused with a sentence,
        reading works or is refused with one; the file and its folder stay as they are."""
        before = digest(read_only)
        [[opened, listed, saved, created]] = child("use_as_a_plain_user", read_only).all_it_says()
        assert saved
        assert created
        assert all(is_plain(message) for message in (opened, listed, saved, created) if message)
        assert digest(read_only) == before
        assert [path.name for path in read_only.parent.iterdir()] == ["desk.db"]

    def test_file_alone(self, read_only: Path, child: Start) -> None:
        """In a folder that may be written: the list is shown, a save is refused and says why."""
        read_only.parent.chmod(0o700)
        before = digest(read_only)
        [[opened, listed, saved, created]] = child("use_as_a_plain_user", read_only).all_it_says()
        assert (opened, listed, created) == ("", "", "")
        assert "is read-only" in saved
        assert is_plain(saved)
        assert digest(read_only) == before

    def test_connection_that_may_only_read(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """The same within this process: refused, nothing changed, and the database is usable afterwards."""
        add_customer(database)
        before = dump(database)
        connect = driver.connect
        database.close()
        with monkeypatch.context() as patch:
            patch.setattr(driver, "connect", lambda path, **_: connect(path, read_only=True))
            with pytest.raises(Unusable, match="is read-only") as refused:
                add_customer(database, "Second")
            assert is_plain(refused.value)
            database.close()
        assert dump(database) == before
        assert add_customer(database, "Second") == 2


def test_children_can_be_held_to_permissions(tmp_path: Path, child: Start) -> None:
    """The tests above mean something: without the right to it, a child cannot even see a database."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o000)
    try:
        [messages] = child("use_as_a_plain_user", folder / "desk.db").all_it_says()
    finally:
        folder.chmod(0o700)
    assert all(messages), os.geteuid()
    assert all(is_plain(message) for message in messages)
