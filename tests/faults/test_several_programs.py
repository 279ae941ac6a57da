"""Several processes and threads at one database: nothing lost, nobody blocked for long, plain words when they are."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.file_guard import FileGuard
from capptro_tui.db.database import Database
from capptro_tui.db.schema import migrate
from capptro_tui.errors import Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.services.history import undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.faults.processes import Child
from tests.support import add_customer, dump, get, is_plain, is_sound

Start = Callable[..., Child]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a lock gives up quickly."""
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
class TestLocked:
    def test_write_is_refused_plainly(self, database: Database, child: Start) -> None:
        """Another program is writing: one sentence, nothing half-written; afterwards the same write goes through."""
        add_customer(database)
        holder = child("hold", database.path)
        assert holder.hear() == "locked"
        before = dump(database) if driver.WAL_IS_SAFE else None
        with pytest.raises(Unusable, match="in use by another program") as refused:
            records.create(database, Customer, {"name": "Second"})
        assert is_plain(refused.value)
        assert before is None or dump(database) == before
        holder.all_it_says()
        assert add_customer(database, "Second") == 2

    def test_reading_goes_on(self, database: Database, child: Start) -> None:
        """Lists can be read meanwhile; where SQLite is too old for that, the refusal is plain."""
        add_customer(database)
        assert child("hold", database.path).hear() == "locked"
        if driver.WAL_IS_SAFE:
            assert Listing(database, Customer).total() == 1
        else:
            with pytest.raises(Unusable, match="in use by another program"):
                Listing(database, Customer).total()

    def test_opening_goes_on(self, database: Database, child: Start) -> None:
        """The app starts while another one writes, or says why not."""
        add_customer(database)
        assert child("hold", database.path).hear() == "locked"
        try:
            Database.open(database.path).close()
        except Unusable as refused:
            message = str(refused)
        else:
            message = ""
        assert message == "" if driver.WAL_IS_SAFE else is_plain(message)

    def test_undo_is_refused_plainly(self, database: Database, child: Start) -> None:
        """The same for undo and redo."""
        add_customer(database)
        assert child("hold", database.path).hear() == "locked"
        with pytest.raises(Unusable, match="in use by another program"):
            undo.undo(database)


class TestTwoWriters:
    def test_all_rows_are_there(self, database: Database, child: Start) -> None:
        """Two processes create customers at once: both get all theirs in, each with an id and a batch of its own."""
        writers = [child("write", database.path, name, 15) for name in ("one", "two")]
        said = {name for writer in writers for name in writer.all_it_says()}
        names = [row["name"] for row in Listing(database, Customer).rows(0, 100)]
        assert set(names) == said == {f"{name} {place}" for name in ("one", "two") for place in range(15)}
        assert len(names) == len(history(database, limit=100)) == 30
        assert {event.by for event in history(database, limit=100)} == {"one", "two"}
        assert is_sound(database.path)

    def test_no_update_is_lost(self, database: Database, child: Start) -> None:
        """Two processes count up one field, each by what it was shown: no count is overwritten."""
        add_customer(database, employees="0")
        counters = [child("count_up", database.path, 12) for _ in range(2)]
        assert [counter.all_it_says() for counter in counters] == [[12], [12]]
        assert get(database, Customer, 1)["employees"] == "24"
        assert len(history(database, Customer, 1)) == 25

    def test_two_make_the_same_database(self, database: Database, child: Start) -> None:
        """Both work in the one that was there first, and no half-made one is left."""
        path = database.path.with_name("new.db")
        makers = [child("write", path, name, 3) for name in ("one", "two")]
        for maker in makers:
            assert len(maker.all_it_says()) == 3
        made = Database.open(path)
        assert Listing(made, Customer).total() == 6
        made.close()
        assert sorted(one.name for one in path.parent.glob(".new.db*")) == []

    def test_database_that_was_made_meanwhile_is_kept(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever is second works in the first one's, whatever that has written by then."""
        add_customer(database, "Acme")
        database.close()
        path, migrated = database.path.with_name("new.db"), migrate.migrate

        def slowly(fresh: Path, schema: Schema) -> None:
            migrated(fresh, schema)
            shutil.copy(database.path, path)

        monkeypatch.setattr(migrate, "migrate", slowly)
        with closing(Database.create(path)) as opened:
            assert [row["name"] for row in Listing(opened, Customer).rows(0, 10)] == ["Acme"]
        assert sorted(one.name for one in path.parent.glob(".capptro*")) == []


class TestKilled:
    def test_what_was_acknowledged_is_there(self, database: Database, child: Start) -> None:
        """A process dies in the middle of many writes: every one that it had called done is in the database, with
        its part of the journal, and the database is sound."""
        writer = child("write", database.path, "killed", 100_000)
        said = [writer.hear() for _ in range(20)]
        said += writer.kill()
        names = {row["name"] for row in database.select("SELECT name FROM customer")}
        assert set(said) <= names
        assert len(names) <= len(said) + 1
        assert len(history(database, limit=1000)) == len(names)
        assert is_sound(database.path)
        assert add_customer(database, "after") > len(said)

    def test_in_the_middle_of_a_transaction(self, database: Database, child: Start) -> None:
        """Its lock goes with it."""
        holder = child("hold", database.path)
        assert holder.hear() == "locked"
        holder.kill()
        assert add_customer(database) == 1


class TestThreads:
    def test_two_read_while_one_writes(self, database: Database) -> None:
        """Readers see whole batches only: never a customer without its contacts, never fewer than before."""
        enough, faults = threading.Event(), []

        def read() -> None:
            seen = 0
            try:
                while not enough.is_set():
                    total = Listing(database, Customer, "acme").total()
                    assert seen <= total <= 25
                    assert len(Listing(database, Customer, "acme").rows(0, 10)) == min(total, 10) or total < 25
                    seen = total
            except Exception as fault:
                faults.append(fault)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for place in range(25):
            add_customer(database, f"Acme {place}")
        enough.set()
        for reader in readers:
            reader.join()
        assert faults == []

    def test_threads_write_in_turn(self, database: Database) -> None:
        """Four threads of one program save at the same time: all are saved."""
        faults: list[BaseException] = []

        def write(name: str) -> None:
            try:
                for place in range(5):
                    add_customer(database, f"{name} {place}")
            except BaseException as fault:
                faults.append(fault)

        writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c", "d")]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert faults == []
        assert Listing(database, Customer).total() == 20


def test_who_writes_keeps_others_out_from_the_start(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The write lock is taken before anything is read: what a transaction has looked at stays so until it ends, also
    where writers have no queue."""
    begin, met = FileGuard.begin, []

    def meet(guard: FileGuard, connection: Any) -> int:
        with closing(driver.sqlite.connect(database.path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except driver.sqlite.OperationalError as error:
                met.append(str(error))
        return begin(guard, connection)

    monkeypatch.setattr(FileGuard, "begin", meet)
    add_customer(database)
    with database.maintenance("test"):
        pass
    assert met == ["database is locked", "database is locked"]


def test_who_writes_waits_for_the_disk(database: Database) -> None:
    """With every connection that may write: what is called done survives a power cut. A journal that is deleted needs
    more than WAL, whose full protection is enough."""
    safe = ["wal", 2] if driver.WAL_IS_SAFE else ["delete", 3]
    pragmas = ("PRAGMA journal_mode", "PRAGMA synchronous")
    with closing(driver.connect(database.path)) as connection:
        assert [connection.execute(pragma).fetchone()[0] for pragma in pragmas] == safe
    with database.write("test") as transaction:
        assert [next(iter(transaction.select(pragma)[0].values())) for pragma in pragmas] == safe
    with database.maintenance("test") as connection:
        assert [connection.execute(pragma).fetchone()[0] for pragma in pragmas] == safe


def test_pythons_own_sqlite_will_do(database: Database, child: Start) -> None:
    """Where there is no wheel of a newer one everything works, with the pragmas that are safe for its version."""
    path = database.path.with_name("own.db")
    module, found = child("use_everything", path, system_sqlite=True).all_it_says()
    import sqlite3

    newest = sqlite3.sqlite_version_info >= (3, 51, 3)
    assert module == "sqlite3"
    assert found == ["Created customer Acme", 1, 3, *(("wal", 2) if newest else ("delete", 3))]
    made = Database.open(path)
    assert Listing(made, Customer).total() == 1
    made.close()
