"""A verb of `tests.faults.child` that has processes killed while they write to a database."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from capptro_tui.db.connection import driver
from capptro_tui.db.connection.leftovers import find_misfit
from capptro_tui.db.database import Database
from capptro_tui.db.files import Files
from capptro_tui.exchange.formats.reading import open_source
from capptro_tui.exchange.importing import running
from capptro_tui.exchange.importing.source_tables import read_source
from capptro_tui.exchange.understanding.record import SourceRecord
from capptro_tui.locations import backup_folder
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.backups import store, taking
from capptro_tui.services.documents import attachments
from capptro_tui.services.duplicates import merge
from capptro_tui.services.history import trash, undo
from capptro_tui.services.integrity import check
from capptro_tui.services.records import bulk, records
from capptro_tui.services.restoring import restoring
from capptro_tui.services.search.listing import Listing
from tests.faults.commits import telling_of_commits
from tests.support import BY, Clock

_INSIDE_COMMIT = 0.006
"""Seconds from the beginning of a commit in which a quarter of the processes are killed. Another quarter is killed up
to the end of the job, which on a busy machine is farther."""

_WHOLE_EVERY = 10
"""So many kills after each of which everything is checked, which takes longest."""

_LARGE = "large import"
_LARGE_ROWS = 50_000
_BACKUP = 0.05
"""Share of a large import within which its backup is taken."""

_NOT_COMPARED = ("database_file", "sqlite_sequence", "duplicate_pair", "duplicate_due", "settings")
_OF_FTS5 = ("_data", "_idx", "_docsize", "_config", "_content")

Job = Callable[[Database], object]


def be_killed_while_writing(_: Path) -> None:
    """For each line on standard input, `[path, job, rounds]`: do the job so often and have it killed."""
    for line in sys.stdin:
        path, job, rounds = json.loads(line)
        print(json.dumps(list(_kill_often(Path(path), job, rounds))), flush=True)


def _kill_often(path: Path, job: str, rounds: int) -> Iterator[tuple[bool, str, list[str]]]:
    """Do a job on a copy of a database in one process after the other, each killed at a moment of chance.

    Gives for each: whether it was killed, whether what is there then is the old state or the new one, and what is wrong
    with it.
    """
    chance = random.Random(7)
    folder = path.with_name("copy")
    old = _state(path)
    _copy(path.parent, folder)
    took, from_commit = _work(folder / path.name, job)
    new = _state(folder / path.name)
    for place in range(rounds):
        _copy(path.parent, folder)
        within = _stretches(job, took, from_commit)[place % 4]
        is_killed = _killed(folder / path.name, job, chance.uniform(0, within), in_commit=bool(place % 2))
        state, wrong = _look(folder / path.name, whole=job == _LARGE or place % _WHOLE_EVERY == 0)
        yield is_killed, {old: "old", new: "new"}.get(state, "between"), wrong


def _stretches(job: str, took: float, from_commit: float) -> tuple[float, float, float, float]:
    """Return the seconds within which four processes are killed: from the beginning of the job, from that of its first
    commit, from the beginning, and from the commit again."""
    if job == _LARGE:  # its commit is long, and is followed by the copying of the log into the main file
        return took, from_commit, took * _BACKUP, from_commit
    return took, _INSIDE_COMMIT, took, from_commit


def _copy(source: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("copy"))


def _work(path: Path, job: str) -> tuple[float, float]:
    """Do a job in this process, which loads what it needs; how many seconds it takes the second time, and how many of
    these from its first commit on."""
    JOBS[job](path)
    _copy(path.parents[1], path.parent)
    commits: list[float] = []

    with telling_of_commits(lambda: commits.append(monotonic())):
        began = monotonic()
        JOBS[job](path)
        end = monotonic()
    return end - began, end - min(commits, default=began)


def _killed(path: Path, job: str, seconds: float, *, in_commit: bool) -> bool:
    """Do a job in a process that is killed after so many seconds, or so long after its first commit began; whether it
    was killed before its end."""
    hears, says = os.pipe()
    process = os.fork()
    if not process:
        with telling_of_commits(lambda: os.write(says, b"c")):
            JOBS[job](path)
        os._exit(0)
    os.close(says)
    if not in_commit or os.read(hears, 1):
        sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.close(hears)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def _look(path: Path, *, whole: bool) -> tuple[str, list[str]]:
    """The state of a database after a kill, and what is wrong with it; `whole` for everything that a check finds."""
    wrong = [] if find_misfit(path) is None else ["the question about the log comes"]
    state = _state(path)
    with closing(Database.open(path, by=BY, clock=Clock())) as database:
        wrong += [finding.message for finding in check.check(database)] if whole else []
        wrong += [] if _is_whole(path) else ["the file is damaged"]
        wrong += _bad_backups(path)
        if whole:
            records.create(database, Customer, {"name": "After the kill"})
    return state, wrong


def _is_whole(path: Path) -> bool:
    with closing(driver.connect(path, read_only=True)) as connection:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _bad_backups(path: Path) -> list[str]:
    """What is wrong with files that have the name of a backup."""
    found = [*(backup.path for backup in store.list_backups(backup_folder(path))), *path.parent.glob("stick*.db")]
    return [f"{one.name} is not whole" for one in found if not _is_whole(one)]


def _state(path: Path) -> str:
    """A hash of all rows of the journal and of what people have typed."""
    digest = hashlib.sha256()
    with closing(driver.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name"
        ).fetchall()
        for (name,) in tables:
            if name not in _NOT_COMPARED and not name.endswith(_OF_FTS5):
                rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
                digest.update(repr((name, rows)).encode())
    return digest.hexdigest()


def _opened(job: Job) -> Callable[[Path], None]:
    """A job on a database that is opened before and closed afterwards, which copies the log into the main file."""

    def work(path: Path) -> None:
        with closing(Database.open(path, by=BY, clock=Clock())) as database:
            job(database)

    return work


def _restore(database: Database) -> None:
    restoring.restore_backup(database, store.local_backups(database.path)[-1].path)


def _import(database: Database) -> None:
    """Import enough records for several blocks: new ones with contacts, and changes of what is there."""
    contact = {"first_name": "Bea", "last_name": "Smith"}
    there = [
        SourceRecord((row_id,), {"name": row["name"], "number": f"C-{row_id}", "area": "North"})
        for row_id in (1, 3, 4)
        for row in Listing(database, Customer).rows(0, 100)
        if row["id"] == row_id
    ]
    new = [SourceRecord((row,), {"name": f"Customer {row}"}, {"contact": [contact]}) for row in range(10, 1_200)]
    running.run(database, Customer, [*there, *new], lambda _: None)


def _import_large(database: Database) -> None:
    """Import a file of many customers, as the command line and the screen do."""
    path = database.path.parents[1] / "customers.csv"
    if not path.exists():
        rows = (
            f"Customer {row},+44 1632 {row:06},{row} High Street,Ely,CB7 {row % 10}ZZ" for row in range(_LARGE_ROWS)
        )
        path.write_text("\n".join(["Name,Phone,Street,Town,Postcode", *rows]))
    found = read_source(database, database.schema.own(Customer), open_source(path), "", None)
    result = running.run(
        database, Customer, found.read(), lambda _: None, running.ImportOptions(expected=found.expected)
    )
    assert result.count == _LARGE_ROWS


def _attach(database: Database) -> None:
    source = database.path.with_name("source.pdf")
    source.write_bytes(random.Random(1).randbytes(400_000))
    attachments.attach(database, Customer, 1, [source])
    assert Files(database.path).is_there()


JOBS: dict[str, Callable[[Path], None]] = {
    "add": _opened(lambda database: records.create(database, Customer, {"name": "Added"})),
    "change many": _opened(lambda database: bulk.change(database, Customer, list(range(1, 40)), {"area": "North"})),
    "delete": _opened(lambda database: trash.delete(database, Customer, 2)),
    "merge": _opened(lambda database: merge.merge(database, 3, 4)),
    "undo": _opened(undo.undo),
    "empty the trash": _opened(trash.empty),
    "backup": _opened(lambda database: taking.take_backup(database, "by-hand")),
    "copy": _opened(lambda database: taking.copy_to(database, database.path.with_name("stick.db"))),
    "restore": _opened(_restore),
    "attach": _opened(_attach),
    "import": _opened(_import),
    _LARGE: _opened(_import_large),
    "upgrade": _opened(lambda _: None),
}
