"""Collect the submissions in an inbox folder: each file is taken once, and moved to `done` or `refused` beside it.

A file is moved after its batch was written. If the program ends in between, the next look finds its submissions known
by their hash, and only moves it.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import keep_off
from capptro_tui.exchange.submissions.reading import MOST_BYTES, read_sent
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.submissions.receiving import receive
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.private_files import make_folder, sync_folder

DONE, REFUSED = "done", "refused"

_SETTLED: Final = 60.0
"""Seconds without a change after which a file that cannot be read is taken to be finished."""

_MOST_NAMES: Final = 10_000


@dataclass(slots=True)
class Collected:
    """The result of a look at the inbox.

    Attributes:
        ids: the new submissions.
        results: the batch of each file that had some.
        known: submissions that were there already.
        refused: name of a file, and the place and reason of each submission that was refused.
        waiting: names of files that cannot be read, and may still be written.
        rest: whether there are more files.
    """

    ids: list[int] = field(default_factory=list)
    results: list[WriteResult] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    rest: bool = False


def collect(database: Database, folder: Path, *, most: int | None = None) -> Collected:
    """Take the files of an inbox, oldest name first, each in a batch of its own.

    Args:
        database: the database.
        folder: the inbox.
        most: most files that are taken; None for all.

    Raises:
        Refused: there is no such folder, it belongs to the database, or a file cannot be moved; or the database takes
            nothing now, as after a restore: the files that are left are still there.
    """
    keep_off(folder, database.path)
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}: name the inbox of submissions in Settings, or make it.")
    done = Collected()
    sweep_folder(folder)
    for count, path in enumerate(_files(folder)):
        if most is not None and count >= most:
            done.rest = True
            break
        _take(database, path, done)
    return done


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder by name; hidden ones are unfinished or somebody else's."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                one.name for one in entries if not one.name.startswith(".") and not one.is_dir(follow_symlinks=False)
            )
    except OSError as error:
        raise Refused(f"The inbox {folder} cannot be read: {error.strerror}.") from None
    return (folder / name for name in names)


def _take(database: Database, path: Path, done: Collected) -> None:
    """Receive the submissions of one file, and move it. If the database takes nothing now, the file stays."""
    try:
        sent = read_sent(path.name, _read(path))
    except FileNotFoundError:
        return  # another window has taken it
    except Refused as why:
        if _age(path) < _SETTLED and not isinstance(why, _Unwanted):
            done.waiting.append(path.name)
            return
        done.refused.append((path.name, str(why)))
        _move(path, REFUSED)
        return
    received = receive(database, sent)
    done.ids += received.ids
    done.results += [received.result] if received.result is not None else []
    done.known += received.already_there
    done.refused += [(path.name, f"{place}: {why}" if place else why) for place, why in received.refused]
    _move(path, REFUSED if received.refused else DONE)


class _Unwanted(Refused):
    """A file that is not read, however long one waits."""


def _read(path: Path) -> bytes:
    """Return the content of a file. No link is followed. Raises Refused."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _Unwanted(f"It cannot be read: {error.strerror}.") from None
    with os.fdopen(handle, "rb") as file:
        seen = os.fstat(file.fileno())
        if not stat.S_ISREG(seen.st_mode):
            raise _Unwanted("It is no regular file.")
        if seen.st_size > MOST_BYTES:
            raise _Unwanted(f"It is larger than {MOST_BYTES // 1_000_000} MB; submissions are smaller.")
        return file.read(MOST_BYTES + 1)


def _age(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return _SETTLED


def _move(path: Path, into: str) -> None:
    """Move a file into a folder beside it, under a name that is free there. Raises Refused."""
    folder = path.parent / into
    try:
        make_folder(folder)
        for count in range(1, _MOST_NAMES):
            target = folder / (path.name if count == 1 else f"{path.stem} ({count}){path.suffix}")
            if not os.path.lexists(target):
                os.rename(path, target)
                sync_folder(folder)
                sync_folder(path.parent)
                return
        raise Refused(f"There are too many files called {path.name} in {folder}. Remove some.")
    except FileNotFoundError:
        return  # another window has moved it
    except OSError as error:
        raise Refused(f"{path} cannot be moved to {folder}: {error.strerror}.") from None
