"""Names of temporary files, which contain the process that makes them; and errors of the folder of the system's own."""

from __future__ import annotations

import os
import stat
import time
from functools import cache
from typing import Final
from zlib import crc32

from capptro_tui.errors import Refused
from capptro_tui.text.patterns import pattern

TEMPORARY: Final = pattern(
    r"\.capptro-[a-z]+-(?P<computer>[0-9a-f]{8})-(?P<process>\d{1,10})-[0-9a-f]{12}(-journal|-wal|-shm)?"
)
"""Matches names of `temporary_name`, and the files that SQLite puts beside a database of such a name."""

AN_HOUR: Final = 3600.0
"""Seconds for which every temporary file is left alone."""

_A_WEEK = 7 * 24 * AN_HOUR
"""Seconds after which a temporary file is abandoned even if its process seems to run, or runs on another computer.

Process numbers are reused: without a limit such a file could stay for ever.
"""


def temporary_name(purpose: str) -> str:
    """Return a new name for a temporary file. `purpose` is a word of small letters."""
    return f".capptro-{purpose}-{computer_name()}-{os.getpid()}-{os.urandom(6).hex()}"


def no_room(error: OSError) -> Refused:
    """Return the refusal of a work that needs more room among the system's temporary files than there is."""
    import tempfile  # loaded when it is needed

    folder = tempfile.gettempdir()
    return Refused(f"There is no room for temporary files in {folder}: {error.strerror}. Make room and try again.")


def is_abandoned(name: str, seen: os.stat_result) -> bool:
    """Whether no process writes a temporary file any more.

    Only a regular file of this user that is an hour old is abandoned. The process in its name, if there is one, must
    have ended as well.

    Args:
        name: the name of the file.
        seen: the result of `lstat`.
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
    """Whether a process of this number runs on this computer; False where the system does not say."""
    if os.name == "nt":
        return False  # Windows removes no open file, and signal 0 would interrupt the process there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@cache
def computer_name() -> str:
    """Return a short name for this computer. In a folder shared by several, process numbers of others mean nothing."""
    import platform  # loaded with the first new file; the start does without it

    return f"{crc32(platform.node().encode()):08x}"
