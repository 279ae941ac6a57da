"""Who writes waits for those who came before, however long they take, and for nobody who is dead."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.connection import driver, writer_queue
from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Unusable
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing
from tests.faults.processes import Child
from tests.support import add_customer, is_plain, is_sound, rounds

Start = Callable[..., Child]


def names(database: Database) -> list[str]:
    return [row["name"] for row in database.select("SELECT name FROM customer ORDER BY id")]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a lock of SQLite's gives up at once, and who waits in the queue is told so at once."""
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(writer_queue, "PATIENCE", 0.01)


class TestWaiting:
    @pytest.mark.usefixtures("impatient")
    def test_for_as_long_as_it_takes(self, database: Database, child: Start) -> None:
        """A transaction of another program that lasts longer than SQLite's patience is no reason to refuse."""
        other = child("keep_writing", database.path, "Other")
        assert other.hear() == "begun"
        told: list[str] = []
        heard = threading.Event()
        database.tell = lambda text: (told.append(text), heard.set())
        saved: list[int] = []
        waiting = threading.Thread(target=lambda: saved.append(add_customer(database, "Mine")))
        waiting.start()
        assert heard.wait(20)
        assert saved == []
        other.say("go on")
        assert other.all_it_says() == ["saved"]
        waiting.join(20)
        assert names(database) == ["Other", "Mine"]
        [text] = told
        assert text.startswith("Waiting: the database is being written to by Other (“long import”, process ")
        assert is_plain(text)

    @pytest.mark.parametrize(
        ("done", "total", "passed", "left"),
        [
            (100, 300, 10, "; about 20 s left."), (1, 61, 10, "; about 10 min left."), (300, 300, 10, " so far."),
            (5, 0, 10, " so far."),
        ],
    )  # fmt: skip
    def test_the_time_left_is_told_as_far_as_it_is_known(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int, total: int, passed: int, left: str
    ) -> None:
        monkeypatch.setattr(writer_queue, "PATIENCE", 0.01)
        now = [1_000_000.0]
        monkeypatch.setattr(writer_queue.time, "time", lambda: now[0])
        queue, heard = WriterQueue(tmp_path / "desk.db", "kim"), threading.Event()
        told: list[str] = []

        def wait() -> None:
            with WriterQueue(queue.path.with_name("desk.db"), "ann").wait_for_turn(
                "create", lambda text: (told.append(text), heard.set())
            ):
                pass

        waiting = threading.Thread(target=wait)
        with queue.wait_for_turn("import"):
            now[0] += passed
            queue.note_progress(done, total)
            waiting.start()
            assert heard.wait(20)
        waiting.join(20)
        assert told[0].startswith("Waiting: the database is being written to by kim (“import”, process ")
        assert told[0].endswith(left)

    @pytest.mark.usefixtures("impatient")
    def test_it_is_told_again(self, database: Database, child: Start, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who waits for an import hears how long it still takes, and then saves."""
        monkeypatch.setattr(writer_queue, "AGAIN", 0.01)
        other = child("import_many", database.path)
        assert other.hear() == "begun"
        told: list[str] = []
        enough = threading.Event()
        database.tell = lambda text: (told.append(text), enough.set() if len(told) > 2 else None)
        waiting = threading.Thread(target=add_customer, args=(database, "Mine"))
        waiting.start()
        assert enough.wait(20)
        while_it_imported = [*told]
        assert Listing(database, Customer).total() == 0, "others read meanwhile what was there before"
        other.say("go on")
        assert other.all_it_says() == ["imported"]
        waiting.join(20)
        assert all("(“import”, process " in text and " left." in text for text in while_it_imported)
        assert names(database)[-2:] == ["The last one", "Mine"]

    def test_in_the_order_of_their_coming(self, tmp_path: Path) -> None:
        """Also where those who came later are as many as may be."""
        path = tmp_path / "desk.db"
        order: list[int] = []
        waiting = threading.Semaphore(0)

        def come(place: int) -> None:
            waiting.release()
            with WriterQueue(path, "").wait_for_turn("write"):
                order.append(place)

        comers = [threading.Thread(target=come, args=(place,)) for place in range(8)]
        with WriterQueue(path, "").wait_for_turn("write"):
            for place, comer in enumerate(comers):
                comer.start()
                waiting.acquire()
                self.wait_until_blocked(path, place + 1)
        for comer in comers:
            comer.join(20)
        assert order == list(range(8))

    def wait_until_blocked(self, path: Path, count: int) -> None:
        """Wait until so many wait for the lock, as the system tells."""
        locks = Path("/proc/locks")
        if not locks.exists():
            pytest.skip("this system does not tell who waits for a lock")
        inode = f":{os.stat(path.with_name(path.name + '-queue')).st_ino} "
        for _ in range(1_000_000):
            if sum("->" in line and inode in line for line in locks.read_text().splitlines()) >= count:
                return
        raise AssertionError

    def test_nobody_waits_for_the_dead(self, database: Database, child: Start) -> None:
        """Neither for one that waited, nor for one whose turn it was."""
        holder = child("keep_writing", database.path, "Holder")
        assert holder.hear() == "begun"
        waiter, last = (child("wait_and_write", database.path, name) for name in ("Waiter", "Last"))
        assert "Holder" in waiter.hear()
        assert "Holder" in last.hear()
        waiter.kill()
        holder.kill()
        assert last.all_it_says() == ["saved"]
        assert add_customer(database, "Mine")
        assert names(database) == ["Last", "Mine"]
        assert is_sound(database.path)

    def test_a_thread_does_not_wait_for_itself(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """A write inside a write is refused, as SQLite refuses it."""
        monkeypatch.setattr(driver, "BUSY_SECONDS", 0.01)
        with database.write("outer") as transaction:
            transaction.add(Customer, {"name": "Outer"})
            with pytest.raises(Unusable, match="in use"):
                add_customer(database, "Inner")
        assert names(database) == ["Outer"]


class TestWithoutAQueue:
    """Writing goes on where there can be none."""

    @pytest.mark.skipif(os.name == "nt", reason="there is never a queue")
    def test_where_locks_do_not_work(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """As on some network drives."""

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(writer_queue.fcntl, "flock", refuse)
        add_customer(database, "One")
        assert database.settle()
        assert names(database) == ["One"]

    @pytest.mark.skipif(os.name == "nt", reason="there is never a queue")
    def test_threads_do_not_share_a_transaction(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without a queue a second thread waits in SQLite; what it writes is not taken back with the first one's."""

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOLCK, "No locks available")

        def write_in_vain() -> None:
            with database.write("test") as transaction:
                transaction.add(Customer, {"name": "Mine"})
                other.start()
                raise Refused("Enough.")

        monkeypatch.setattr(writer_queue.fcntl, "flock", refuse)
        other = threading.Thread(target=add_customer, args=(database, "Other"))
        with pytest.raises(Refused, match="Enough"):
            write_in_vain()
        other.join()
        assert names(database) == ["Other"]

    def test_where_the_lock_file_cannot_be_made(self, database: Database) -> None:
        """A folder has its name, or a link lies there."""
        queue = database.path.with_name("desk.db-queue")
        queue.unlink(missing_ok=True)
        queue.mkdir()
        add_customer(database, "One")
        queue.rmdir()
        queue.symlink_to("/dev/null")
        add_customer(database, "Two")
        assert names(database) == ["One", "Two"]

    def test_what_lies_in_the_lock_file_does_not_matter(
        self, database: Database, child: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever wrote it: the sentence names nobody then."""
        monkeypatch.setattr(writer_queue.WriterQueue, "_leave_note", lambda *_: None)
        queue = database.path.with_name("desk.db-queue")
        for content in (b"", b"{", b"[]", b'{"since": "x"}', b"\xff" * 5000):
            queue.write_bytes(content)
            waiter = child("wait_and_write", database.path, f"Waiter {len(content)}")
            with WriterQueue(database.path, "").wait_for_turn("write"):
                assert waiter.hear() == "Waiting: the database is being written to by another program."
            assert waiter.all_it_says() == ["saved"]


def test_many_writers_at_once(database: Database, child: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Four programs write as quickly as they can while a window is open: none is refused, nothing is lost."""
    count = rounds(2500)
    writers = [child("write_timed", database.path, f"Writer {place}", count) for place in range(4)]
    for writer in writers:
        assert writer.hear() == "ready"
    for writer in writers:
        writer.say("go")
    said = [writer.all_it_says() for writer in writers]
    assert [found for [(found, _)] in said] == [count] * 4
    assert Listing(database, Customer).total() == 4 * count
    assert len(set(names(database))) == 4 * count
    assert database.select("SELECT count(*) AS n FROM batch") == [{"n": 4 * count}]
    assert is_sound(database.path)
    with capsys.disabled():
        print(f" slowest of {4 * count} writes: {max(slowest for [(_, slowest)] in said):.2f} s", end=" ")


def test_the_lock_file_is_private(database: Database) -> None:
    add_customer(database)
    assert database.path.with_name("desk.db-queue").stat().st_mode & 0o077 == 0
