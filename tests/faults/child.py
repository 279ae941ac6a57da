"""Other processes that the tests start: `python -m tests.faults.child VERB FILE …`. Each says on standard output how
far it is, so that nobody has to wait or guess."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from capptro_tui.db.connection import driver, writer_queue
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Stale
from capptro_tui.exchange.importing import running
from capptro_tui.exchange.importing.deciding.planning import BLOCK
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.history import undo
from capptro_tui.services.history.journal import history
from capptro_tui.services.records import records
from capptro_tui.services.search.listing import Listing
from tests.faults import killed, killed_writes
from tests.support import get


def say(what: object) -> None:
    """One line, at once."""
    print(json.dumps(what), flush=True)


def hold(path: Path, *_: str) -> None:
    """Lock the database for writing until standard input ends."""
    connection = driver.connect(path)
    connection.execute("BEGIN EXCLUSIVE")
    say("locked")
    sys.stdin.read()
    connection.rollback()


def write(path: Path, name: str, count: str) -> None:
    """Create customers, each its own commit, and name each one that is done; make the database if there is none."""
    database = Database.create(path, by=(name, name))
    for place in range(int(count)):
        records.create(database, Customer, {"name": f"{name} {place}"})
        say(f"{name} {place}")


def write_timed(path: Path, name: str, count: str) -> None:
    """Create customers as quickly as it goes; say how many were saved, and the seconds of the slowest."""
    database = Database.open(path, by=(name, name))
    say("ready")
    sys.stdin.readline()
    slowest = 0.0
    for place in range(int(count)):
        began = time.monotonic()
        records.create(database, Customer, {"name": f"{name} {place}"})
        slowest = max(slowest, time.monotonic() - began)
    database.close()
    say([int(count), slowest])


def keep_writing(path: Path, name: str) -> None:
    """Begin to create a customer, and end it when a line comes on standard input."""
    database = Database.open(path, by=(name, name))
    with database.write("long import") as transaction:
        records.create_in(transaction, Customer, {"name": name}, database)
        say("begun")
        sys.stdin.readline()
    database.close()
    say("saved")


def wait_and_write(path: Path, name: str) -> None:
    """Say what it is told while it waits to create a customer, and when that is done."""
    writer_queue.PATIENCE = 0.01  # type: ignore[misc]
    database = Database.open(path, by=(name, name))
    database.tell = say
    records.create(database, Customer, {"name": name})
    database.close()
    say("saved")


def import_many(path: Path, *_: str) -> None:
    """Import a block of customers of a large file, and the last one when a line comes on standard input."""

    def customers() -> Iterator[SourceRecord]:
        yield from (SourceRecord((row,), {"name": f"Customer {row}"}) for row in range(1, BLOCK + 1))
        say("begun")
        sys.stdin.readline()
        yield SourceRecord((BLOCK + 1,), {"name": "The last one"})

    database = Database.open(path, by=("kim", "Kim"))
    running.run(database, Customer, customers(), lambda _: None, running.ImportOptions(expected=1_000_000))
    database.close()
    say("imported")


def count_up(path: Path, times: str) -> None:
    """Add one to a number in the first customer, again and again; look again when somebody else was faster."""
    database = Database.open(path, by=("counter", "Counter"))
    done = 0
    while done < int(times):
        row = get(database, Customer, 1)
        try:
            records.change(database, Customer, 1, {"employees": str(int(row["employees"]) + 1)}, row["version"])
        except Stale:
            continue
        done += 1
    say(done)


def use_as_a_plain_user(path: Path, *_: str) -> None:
    """Read and write a database for which this user has no right to write; root gives up its privileges first."""
    _give_up_privileges()
    refused = []
    for use in (
        lambda: Database.open(path),
        lambda: Listing(Database.open(path), Customer).rows(0, 10),
        lambda: records.create(Database.open(path), Customer, {"name": "Acme"}),
        lambda: Database.create(path.with_name("new.db")),
    ):
        try:
            use()
        except Refused as error:
            refused.append(str(error))
        else:
            refused.append("")
    say(refused)


def _give_up_privileges() -> None:
    """Without its capabilities, root is held to the permissions of files like everybody."""
    if os.geteuid() == 0:
        version_3_of_this_process, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(version_3_of_this_process, nothing):
            raise OSError(ctypes.get_errno(), "capset")


def write_under_a_limit(path: Path, limit: str) -> None:
    """Write customers until no file may grow any more; then say why it stopped, and what can be read."""
    database = Database.open(path)
    records.create(database, Customer, {"name": "First"})
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    done, message = 1, ""
    while not message:
        try:
            records.create(database, Customer, {"name": f"Customer {done}", "description": "x" * 4000})
        except Refused as error:
            message = str(error)
        else:
            done += 1
    say([done, Listing(database, Customer).total(), message])


def use_everything(path: Path, *_: str) -> None:
    """A round of writing and reading, with the module and the pragmas it was done with."""
    say(driver.sqlite.__name__)
    database = Database.create(path, by=("ann", "Ann Example"))
    done = records.create(database, Customer, {"name": "Acme"})
    undo.undo(database)
    undo.redo(database)
    connection = driver.connect(path)
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    say([done.summary, Listing(database, Customer, "acme").total(), len(history(database)), *pragmas])


VERBS: dict[str, Callable[..., None]] = {
    one.__name__: one
    for one in (
        hold,
        write,
        write_timed,
        keep_writing,
        wait_and_write,
        import_many,
        count_up,
        use_as_a_plain_user,
        write_under_a_limit,
        use_everything,
        killed.make_a_file,
        killed.be_killed,
        killed.be_killed_at_each_step,
        killed_writes.be_killed_while_writing,
    )
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
