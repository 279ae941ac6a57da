"""Other processes that the tests start: `python -m tests.faults.child VERB FILE …`. Each says on standard output how
far it is, so that nobody has to wait or guess."""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from capptro_tui.config import write_theme
from capptro_tui.db.connection import driver
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Stale
from capptro_tui.exchange.files import replacing
from capptro_tui.models.customer import Customer
from capptro_tui.services import attachments, opening, records, undo
from capptro_tui.services.history import history
from capptro_tui.services.listing import Listing
from capptro_tui.storage.private_files import NewFile
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


def make_a_file(path: Path, *_: str) -> None:
    """Begin a file in a folder, name it, and end only with standard input, or a kill."""
    with NewFile(path, "test") as made:
        made.file.write(b"half")
        made.file.flush()
        say(made.path.name)
        sys.stdin.read()


def be_killed(path: Path, job: str, rounds: str, seed: str) -> None:
    """Do a job in one process after the other, each of which is killed at a moment of chance, seldom after its end.
    Says of each whether it was killed; the first is not."""
    chance, work = random.Random(int(seed)), JOBS[job]
    work(path, 0)  # in this process: what it loads need not be loaded again
    took = 0.0
    for place in range(1, int(rounds) + 1):
        started = monotonic()
        process = os.fork()
        if not process:
            work(path, place)
            os._exit(0)
        if took:
            sleep(chance.uniform(0, took * 1.1))
            os.kill(process, signal.SIGKILL)
        status = os.waitpid(process, 0)[1]
        took = took or monotonic() - started
        say(os.WIFSIGNALED(status))


def be_killed_at_each_step(path: Path, job: str) -> None:
    """Do a job in one process after the other; the first is killed before its first step in files and folders, the
    second before its second, until one is through. Says how many were killed."""
    work = JOBS[job]
    work(path, 0)
    place, status = 0, 1
    while status:
        place += 1
        process = os.fork()
        if not process:
            _die_at_step(place)
            work(path, place)
            os._exit(0)
        status = os.waitpid(process, 0)[1]
    say(place - 1)


def _die_at_step(place: int) -> None:
    """End this process, as a power cut would, before it does so manieth a thing to files and folders."""
    steps = iter(range(1, place))

    def step(event: str, given: tuple[object, ...]) -> None:
        is_writing = event == "open" and len(given) > 2 and isinstance(given[2], int) and given[2] & os.O_ACCMODE
        if (is_writing or event in _STEPS) and next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)


_STEPS = frozenset({"os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"})


def _attach(path: Path, place: int) -> None:
    """Attach a file of its own to the first customer."""
    source = path.with_name(f"source-{place}")
    source.write_bytes(random.Random(place).randbytes(2_000_000))
    with closing(Database.open(path)) as database:
        attachments.attach(database, Customer, 1, [source])


def _export(path: Path, _: int) -> None:
    """Copy all documents to the folder `out`."""
    with closing(Database.open(path)) as database:
        attachments.export(database, attachments.documents(database, Customer, 1), path.with_name("out"))


def _export_anew(path: Path, place: int) -> None:
    """Copy all documents to a new folder in `out`."""
    folder = path.with_name("out") / f"{place}"
    folder.mkdir()
    with closing(Database.open(path)) as database:
        attachments.export(database, attachments.documents(database, Customer, 1), folder)


def _open(path: Path, _: int) -> None:
    """Open a copy of the first document, among the temporary files in `out`."""
    opening.tempfile.tempdir = str(path.with_name("out"))
    opening.open_externally = lambda _: None
    with closing(Database.open(path)) as database:
        opening.open_document(database, attachments.documents(database, Customer, 1)[-1])


def _write(path: Path, place: int) -> None:
    """Write a large text over `out/text`."""
    with replacing(path.with_name("out") / "text", database=path) as file:
        for _ in range(200):
            file.write(f"{place % 10}" * 10_000)


def _choose(path: Path, place: int) -> None:
    """Choose a theme in `out/config.toml`."""
    write_theme(path.with_name("out") / "config.toml", ("one", "two")[place % 2])


def _create(path: Path, place: int) -> None:
    """Make a new database."""
    Database.create(path.with_name("out") / f"{place}.db").close()


JOBS = {
    "attach": _attach,
    "export": _export,
    "export anew": _export_anew,
    "open": _open,
    "write": _write,
    "choose": _choose,
    "create": _create,
}

VERBS: dict[str, Callable[..., None]] = {
    one.__name__: one
    for one in (
        hold,
        write,
        count_up,
        use_as_a_plain_user,
        write_under_a_limit,
        use_everything,
        make_a_file,
        be_killed,
        be_killed_at_each_step,
    )
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
