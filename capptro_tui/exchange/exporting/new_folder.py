"""Make a folder whole or not at all: it is filled under a temporary name beside, and renamed at the end."""

from __future__ import annotations

import errno
import io
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

from capptro_tui.errors import Refused
from capptro_tui.exchange.files import keep_off
from capptro_tui.storage.private_files import PRIVATE, sync_folder
from capptro_tui.storage.temporary import AN_HOUR, TEMPORARY, computer_name, is_running, temporary_name

_PURPOSE = "folder"
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@contextmanager
def new_folder(target: Path, *, database: Path) -> Iterator[Path]:
    """Yield a folder to fill, for its owner only; it is at `target` after the block, or nothing is.

    Args:
        target: where it is to be: a path at which nothing is, or an empty folder.
        database: the database in use, whose folders it must not be in.

    Raises:
        Refused: something is there already, it is in a folder of the database, or it cannot be made.
    """
    keep_off(target, database)
    whole = Path(os.path.realpath(target))
    try:
        _check_target(target, whole)
    except OSError as error:
        raise _refusal(target, error) from None
    draft = whole.parent / temporary_name(_PURPOSE)
    try:
        sweep_folders(whole.parent)
        draft.mkdir(mode=0o700)
        yield draft
        _sync_all(draft)
        _put_in_place(draft, whole)
    except OSError as error:
        raise _refusal(target, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def new_text_file(path: Path) -> Iterator[TextIO]:
    """Open a new text file in UTF-8, for its owner only, that leaves line ends as they are; it is on the disk after."""
    with new_binary_file(path) as binary, io.TextIOWrapper(binary, encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def new_binary_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file, for its owner only; it is on the disk after. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE)
    with os.fdopen(handle, "w+b") as file:
        yield file
        if not file.closed:
            file.flush()
            os.fsync(file.fileno())


def sweep_folders(parent: Path) -> None:
    """Remove folders that killed programs have left unfinished beside their targets."""
    with suppress(OSError):
        for entry in os.scandir(parent):
            if entry.is_dir(follow_symlinks=False) and _is_abandoned(entry):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    found = TEMPORARY.fullmatch(entry.name)
    if found is None or not entry.name.startswith(f".capptro-{_PURPOSE}-"):
        return False
    seen = entry.stat(follow_symlinks=False)
    is_mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    is_old = time.time() - seen.st_mtime > AN_HOUR
    return is_mine and is_old and found["computer"] == computer_name() and not is_running(int(found["process"]))


def _check_target(target: Path, whole: Path) -> None:
    if whole.is_dir():
        if any(whole.iterdir()):
            raise Refused(f"The folder {target} is not empty. Name a new one; nothing was written.")
        if whole == Path(os.path.realpath(os.curdir)):
            raise Refused(f"{target} is the folder that you are in. Name a new one; nothing was written.")
    elif whole.exists():
        raise Refused(f"{target} is a file. Name a new folder; nothing was written.")
    elif not whole.parent.is_dir():
        raise Refused(f"There is no folder {whole.parent}. Make it first; nothing was written.")


def _put_in_place(draft: Path, whole: Path) -> None:
    if os.name == "nt" and whole.is_dir():
        whole.rmdir()  # a rename there replaces no folder
    os.rename(draft, whole)
    sync_folder(whole.parent)


def _sync_all(folder: Path) -> None:
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def _refusal(target: Path, error: OSError) -> Refused:
    if error.errno in _FULL:
        return Refused(f"The disk is full; {target} was not made. Make room and try again.")
    if error.errno in (errno.EBUSY, errno.EXDEV):
        return Refused(f"{target} is a disk of its own. Name a new folder on it; nothing was written.")
    if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
        return Refused(f"Something was put into {target} meanwhile. Name a new folder; nothing was written.")
    return Refused(f"The folder {target} cannot be made: {error.strerror}.")
