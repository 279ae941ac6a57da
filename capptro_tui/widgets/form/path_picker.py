"""A picker of files and folders: type any part of a name, enter goes into a folder or takes a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from rich.filesize import decimal
from textual import on

from capptro_tui.models.types.moment_texts import day_text
from capptro_tui.text.patterns import pattern
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choices, Choosable

MOST: Final = 300
"""Most rows that are offered."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A folder or a regular file. Links to files are left out.

    Attributes:
        path: the entry.
        is_folder: whether it is a folder, or a link to one.
        size: bytes.
        changed: time of the last change, in seconds since 1970.
    """

    path: Path
    is_folder: bool
    size: int
    changed: float


class PathPicker(Picker):
    """Chooses a file, or a folder with `folders`. `Chosen` is only sent for such a path; its value is a Path."""

    def __init__(self, folder: Path, *, folders: bool = False, id: str | None = None) -> None:
        """Begin in `folder`."""
        super().__init__(
            Choices(self.offered), folder, describe_path(folder, is_folder=True), id=id, hint="Part of a name"
        )
        self.folder = folder
        self.folders = folders

    async def browse(self) -> None:
        """Show the entries of the folder."""
        self._browsing = True
        await self._look("")

    @on(Picker.Chosen)
    async def _arrived(self, event: Picker.Chosen) -> None:
        """Go into a chosen folder, unless it is the folder that is wanted."""
        path = event.value
        if path is None:
            event.stop()
        elif self.folders:
            is_wanted = path == self.folder
            self.folder = path
            if not is_wanted:
                event.stop()
                await self._go_in(event)
        elif path.is_dir():
            self.folder = path
            event.stop()
            await self._go_in(event)
        else:
            self.folder = path.parent

    async def _go_in(self, event: Picker.Chosen) -> None:
        if event.by_enter:
            self.input.cursor_position = len(self.text)
            await self.browse()

    def offered(self, text: str) -> list[Choosable]:
        """Return the entries of the folder in a typed path that contain the last part of the path in their names."""
        folder, part = self._split(text) if text.strip() else (self.folder, "")
        wanted = part.casefold()
        entries = [
            entry
            for entry in _entries(folder, folders=self.folders)
            if wanted in entry.path.name.casefold() and (not entry.path.name.startswith(".") or part.startswith("."))
        ]
        entries.sort(key=lambda entry: _order(entry, wanted))
        rows = [_row(entry) for entry in entries[:MOST]]
        if part:
            return rows or self._exactly(folder / part)
        above = folder.parent
        up = Choosable(above, describe_path(above, is_folder=True), "the folder above", label=f"..{os.sep}")
        here = Choosable(folder, describe_path(folder, is_folder=True), "this folder", label=f".{os.sep}")
        return [*([here] if self.folders else []), *rows, *([up] if above != folder else [])]

    def _exactly(self, path: Path) -> list[Choosable]:
        """Return a row for a path that exists but is not offered, such as a link: taking it leads to a message."""
        is_there = not self.folders and os.path.lexists(path)
        return [Choosable(path, describe_path(path), label=path.name)] if is_there else []

    def _split(self, text: str) -> tuple[Path, str]:
        """Split a typed path into its folder and the text to look for there."""
        text = typed(text)
        cut = max(text.rfind(one) for one in (os.sep, os.altsep) if one) + 1
        head, part = text[:cut], text[cut:]
        if part in ("~", ".."):
            head, part = text, ""
        try:
            return Path(os.path.abspath(self.folder / Path(head).expanduser())), part
        except (RuntimeError, ValueError):  # no home folder of that user, or a NUL
            return self.folder, text


def describe_path(path: Path, *, is_folder: bool = False) -> str:
    """Return a path as people write it, with `~` for the home folder."""
    home = os.path.expanduser("~")
    text = str(path)
    if home != "~" and (text == home or text.startswith(home.rstrip(os.sep) + os.sep)):
        text = "~" + text[len(home.rstrip(os.sep)) :]
    return text + os.sep if is_folder and not text.endswith(os.sep) else text


def typed(text: str) -> str:
    """Return the path in a text typed or pasted: file managers add quotes, `file://` or backslashes before spaces."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] in "'\"" and bare[-1] == bare[0]:
        return typed(bare[1:-1]) if bare[1:].startswith("file://") else bare[1:-1]
    if bare.startswith("file://"):
        return unquote(urlsplit(bare).path)
    if os.sep == "/" and _ESCAPED.search(bare) and not os.path.lexists(os.path.expanduser(text)):
        return _ESCAPED.sub(r"\1", bare)
    # Some terminals add a space behind the path of a file that was dropped into them.
    return bare if bare != text and os.path.lexists(os.path.expanduser(bare)) else text


_ESCAPED = pattern(r"\\([ '\"&()\[\]!#$;])")


def _entries(folder: Path, *, folders: bool) -> Iterator[_Entry]:
    """Yield the entries of a folder that can be read: folders, and without `folders` also files."""
    try:
        found = list(os.scandir(folder))
    except (OSError, ValueError):
        return
    for entry in found:
        try:
            is_folder = entry.is_dir()
            seen = entry.stat(follow_symlinks=is_folder)
        except OSError:
            continue
        if is_folder or (not folders and stat.S_ISREG(seen.st_mode)):
            yield _Entry(folder / entry.name, is_folder, seen.st_size, seen.st_mtime)


def _order(entry: _Entry, wanted: str) -> tuple[bool, bool, float, str]:
    """Return the sort key of an entry: names that begin as typed, then folders by name, then the newest files."""
    name = entry.path.name.casefold()
    return (not name.startswith(wanted), not entry.is_folder, 0 if entry.is_folder else -entry.changed, name)


def _row(entry: _Entry) -> Choosable:
    name = entry.path.name
    if entry.is_folder:
        return Choosable(entry.path, describe_path(entry.path, is_folder=True), label=name + os.sep)
    return Choosable(entry.path, describe_path(entry.path), f"{decimal(entry.size)}  {_day(entry.changed)}", label=name)


def _day(changed: float) -> str:
    try:
        return day_text(datetime.fromtimestamp(changed).date().isoformat())
    except (OSError, OverflowError, ValueError):
        return ""
