"""The inbox: a folder to which the server adds a file for each submission. It reads and removes none."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.storage.leftovers import sweep_folder
from capptro_tui.storage.private_files import PRIVATE, NewFile

MOST_WAITING: Final = 5000
"""Most files in the inbox. A full one takes no more, so that a flood does not fill the disk."""

_SHARED: Final = 0o640
"""Mode of a file where the folder is set to share its group (`chmod g+s`): then the group may read."""


class Inbox:
    """A folder for submissions.

    Args:
        folder: the folder.
        clock: gives the time in UTC.

    Raises:
        Refused: there is no such folder, or no file can be made in it.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self._clock = clock
        try:
            if not folder.is_dir():
                raise Refused(f"There is no folder {folder}. Make it first.")
            mode = folder.stat().st_mode
            self._mode = _SHARED if mode & stat.S_ISGID and os.name != "nt" else PRIVATE
            sweep_folder(folder)  # a killed server's unfinished files
            with NewFile(folder, "inbox"):
                pass
        except OSError as error:
            raise Refused(f"No file can be made in {folder}: {error.strerror}.") from None

    def add(self, form: str, fields: Mapping[str, str]) -> None:
        """Add a submission. It is whole on the disk afterwards, or not there.

        Raises:
            OSError: it could not be written.
            Refused: the inbox is full.
        """
        with os.scandir(self.folder) as entries:
            if sum(1 for _ in entries) >= MOST_WAITING:
                raise Refused("The inbox is full.")
        now = self._clock()
        mark = os.urandom(8).hex()
        told = {
            "form": form,
            "received": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "source": "web",
            "id": mark,
            "fields": dict(fields),
        }
        with NewFile(self.folder, "inbox", mode=self._mode) as made:
            made.file.write(json.dumps(told, ensure_ascii=False, indent=2).encode())
            made.finish()
            made.take_free_name(f"{now:%Y%m%dT%H%M%SZ}-{mark}.json")
