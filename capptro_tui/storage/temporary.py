"""Names of temporary files: they say which process makes them, so that what a killed one left can be told apart."""

from __future__ import annotations

import os
import stat
import time
from functools import cache
from typing import Final
from zlib import crc32

from capptro_tui.text.patterns import pattern

TEMPORARY: Final = pattern(
    r"\.capptro-[a-z]+-(?P<computer>[0-9a-f]{8})-(?P<process>\d{1,10})-[0-9a-f]{12}(-journal|-wal|-shm)?"
)
"""What `temporary_name` gives, and what SQLite puts beside a database of such a name."""

AN_HOUR: Final = 3600.0
"""Seconds for which every temporary file is left alone."""

_A_WEEK = 7 * 24 * AN_HOUR
"""Seconds for which one is left alone that another computer, or a process that is there, may be writing. Process
numbers are given again: without an end such a file would stay for ever."""


def temporary_name(purpose: str) -> str:
    """A new name for a temporary file. `purpose` is a word of small letters."""
    return f".capptro-{purpose}-{computer_name()}-{os.getpid()}-{os.urandom(6).hex()}"


def is_abandoned(name: str, seen: os.stat_result) -> bool:
    """Whether nobody writes a temporary file any more. `seen` is what `lstat` says of it.

    Only a regular file of this user that is an hour old is abandoned. Where its name says who makes it, that process
    must be gone as well.
    """
    age = time.time() - seen.st_mtime
    is_mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    if not stat.S_ISREG(seen.st_mode) or not is_mine or age <= AN_HOUR:
        return False
    maker = TEMPORARY.fullmatch(name)
    if maker is None or age > _A_WEEK:
        return True
    return maker["computer"] == computer_name() and not is_running(int(maker["process"]))


def is_running(process: int) -> bool:
    """Whether there is a process of this number on this computer; False where the system does not say."""
    if os.name == "nt":
        return False  # Windows removes no file that is open; signal 0 would interrupt the process there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@cache
def computer_name() -> str:
    """A short name for this computer: a folder may be shared by several, whose process numbers say nothing here."""
    import platform  # with the first file that is made; the start does without it

    return f"{crc32(platform.node().encode()):08x}"
