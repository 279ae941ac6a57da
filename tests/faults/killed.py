"""Verbs of `tests.faults.child` that have processes killed while they make files."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from capptro_tui.config import write_theme
from capptro_tui.db.database import Database
from capptro_tui.exchange.files import replacing
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.documents import attachments, opening
from capptro_tui.storage.private_files import NewFile


def say(what: object) -> None:
    """One line, at once."""
    print(json.dumps(what), flush=True)


def make_a_file(path: Path, *_: str) -> None:
    """Begin a file in a folder, name it, and end only with standard input, or a kill."""
    with NewFile(path, "test") as made:
        made.file.write(b"half")
        made.file.flush()
        say(made.path.name)
        sys.stdin.read()


def be_killed(path: Path, job: str, rounds: str, seed: str) -> None:
    """Do a job in one process after the other, each of which is killed at a moment of chance before its end.
    Says of each whether it was killed; the first is not."""
    chance, work = random.Random(int(seed)), JOBS[job]
    work(path, 0)  # in this process: what it loads need not be loaded again
    took = 0.0
    for place in range(1, int(rounds) + 1):
        delay, started = chance.uniform(0, took), monotonic()
        process = os.fork()
        if not process:
            work(path, place)
            os._exit(0)
        if took:
            sleep(delay)
            os.kill(process, signal.SIGKILL)
        is_killed = os.WIFSIGNALED(os.waitpid(process, 0)[1])
        # What was through before the kill takes no longer than that.
        took = took if is_killed else delay or monotonic() - started
        say(is_killed)


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


JOBS: dict[str, Callable[[Path, int], None]] = {
    "attach": _attach,
    "export": _export,
    "export anew": _export_anew,
    "open": _open,
    "write": _write,
    "choose": _choose,
    "create": _create,
}
