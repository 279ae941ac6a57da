"""Collect the submissions in an inbox folder: each file is taken once, and moved to `done` or `refused` beside it.

A file is moved after its batch was written. If the program ends in between, the next look finds its submissions known
by their hash, and only moves it. A file that was changed since it was read stays for the next look.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Refused
from capptro_tui.exchange.files import keep_off
from capptro_tui.exchange.submissions.reading import MOST_BYTES, is_whole, read_sent
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.submissions.receiving import Received, Sent, receive, turn_to_collect
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.private_files import make_folder, move_to_free_name, sync_folder

DONE, REFUSED = "done", "refused"

_SETTLED: Final = 60.0
"""Seconds without a change after which a file is taken to be finished, if its content does not tell that it is."""

_MOST_NAMES: Final = 10_000

_Mark = tuple[int, int, int, int]
"""Device, inode, size and time of change: another file or another content has others."""


@dataclass(slots=True)
class Collected:
    """The result of a look at the inbox.

    Attributes:
        ids: the new submissions.
        results: the batch of each file that had some.
        already_there: name of a file, and the submission that was received before, for each.
        refused: name of a file, and the place and reason of each submission that was refused.
        waiting: names of files that may still be written.
        unmoved: name of each file that was taken or refused and cannot be moved, and the reason.
        stopped: the reason for which the database takes nothing now; the other files are still there.
    """

    ids: list[int] = field(default_factory=list)
    results: list[WriteResult] = field(default_factory=list)
    already_there: list[tuple[str, int]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unmoved: list[tuple[str, str]] = field(default_factory=list)
    stopped: Refused | None = None


def collect(database: Database, folder: Path, *, most: int | None = None) -> Collected:
    """Take the files of an inbox, oldest name first, each in a batch of its own, when no other window does.

    What was done before the database takes nothing any more, as after a restore, is told with the reason.

    Args:
        database: the database.
        folder: the inbox.
        most: most batches that are written; None for all.

    Raises:
        Refused: there is no such folder, or it belongs to the database.
    """
    keep_off(folder, database.path)
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}: name the inbox of submissions in Settings, or make it.")
    done = Collected()
    with turn_to_collect(database):
        sweep_folder(folder)
        for path in _files(folder):
            if most is not None and len(done.results) >= most:
                break
            try:
                _take(database, path, done)
            except Refused as why:
                done.stopped = why
                break
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
    """Receive the submissions of one file, and move it. Raises Refused if the database takes nothing: it stays then."""
    try:
        mark = _mark(path.lstat())
    except FileNotFoundError:
        return  # another window has taken it
    except OSError as error:
        done.unmoved.append((path.name, f"It cannot be reached: {error.strerror}."))
        return
    try:
        sent = _sent(path, mark, database.clock().timestamp())
        received = _received(database, sent)
    except FileNotFoundError:
        return
    except _Unfinished:
        done.waiting.append(path.name)
        return
    except _Unfit as why:
        received = Received(refused=[("", str(why))])
    done.ids += received.ids
    done.results += [received.result] if received.result is not None else []
    done.already_there += [(path.name, row_id) for row_id in received.already_there]
    done.refused += [(path.name, f"{place}: {why}" if place else why) for place, why in received.refused]
    _put_away(path, mark, REFUSED if received.refused else DONE, done)


class _Unfinished(Exception):
    """A file that may still be written."""


class _Unfit(Exception):
    """A file that is not taken; the text says why."""


def _sent(path: Path, mark: _Mark, now: float) -> list[Sent]:
    """Return the submissions in a file.

    Args:
        path: the file.
        mark: its mark.
        now: the moment, in seconds.

    Raises:
        FileNotFoundError: it is gone.
        _Unfinished: it may still be written.
        _Unfit: it cannot be read.
    """
    is_settled = now - mark[-1] / 1e9 >= _SETTLED
    try:
        content = _read(path, mark)
        sent = read_sent(path.name, content)
    except Refused as why:
        if not is_settled:
            raise _Unfinished from None
        raise _Unfit(str(why)) from None
    # Half a table or half a mail can be read as well as a whole one.
    if not is_settled and not is_whole(path.name, content):
        raise _Unfinished
    return sent


def _received(database: Database, sent: list[Sent]) -> Received:
    """Receive submissions. Raises _Unfit if they cannot be stored, other Refused if nothing can be written now."""
    try:
        return receive(database, sent)
    except Invalid as why:
        raise _Unfit(str(why)) from None


def _read(path: Path, mark: _Mark) -> bytes:
    """Return the content of a file. No link is followed.

    Raises:
        FileNotFoundError: it is gone.
        Refused: it cannot be read now.
        _Unfinished: it was changed since it was marked.
        _Unfit: it is not read, however long one waits.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError as error:
        why = f"It cannot be read: {error.strerror}."
        raise (_Unfit(why) if error.errno == errno.ELOOP else Refused(why)) from None
    with os.fdopen(handle, "rb") as file:
        seen = os.fstat(file.fileno())
        if not stat.S_ISREG(seen.st_mode):
            raise _Unfit("It is no regular file.")
        if seen.st_size > MOST_BYTES:
            raise _Unfit(f"It is larger than {MOST_BYTES // 1_000_000} MB; submissions are smaller.")
        try:
            content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Refused(f"It cannot be read: {error.strerror}.") from None
        if not mark == _mark(seen) == _mark(os.fstat(file.fileno())):
            raise _Unfinished
        return content


def _mark(seen: os.stat_result) -> _Mark:
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns


def _put_away(path: Path, mark: _Mark, into: str, done: Collected) -> None:
    """Move a file into a folder beside it, under a name that is free there; one that was changed since stays."""
    folder = path.parent / into
    try:
        make_folder(folder)
        if _mark(path.lstat()) != mark:
            done.waiting.append(path.name)
        elif _move(path, folder):
            sync_folder(folder)
            sync_folder(path.parent)
        else:
            done.unmoved.append((path.name, f"There are too many files of that name in {folder}. Remove some."))
    except FileNotFoundError:
        return  # another window has moved it
    except OSError as error:
        done.unmoved.append((path.name, f"It cannot be moved to {folder}: {error.strerror}."))


def _move(path: Path, folder: Path) -> bool:
    """Move a file into a folder under the first free name; return False if there is none. Raises OSError."""
    names = (path.name if count == 1 else f"{path.stem} ({count}){path.suffix}" for count in range(1, _MOST_NAMES))
    return any(move_to_free_name(path, folder / name) for name in names)
