"""A preview of a document, as far as a terminal can show it: text as text, pictures in half cells."""

from __future__ import annotations

import asyncio
import codecs
import os
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Final

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import Row
from capptro_tui.services.documents import attachments
from capptro_tui.show import show

if TYPE_CHECKING:
    from rich_pixels import Pixels

MOST_TEXT: Final = 64 * 1024
"""Most bytes of a text that are read."""

MOST_LINES: Final = 400
MOST_PICTURE: Final = 30_000_000
"""Bytes of the largest picture that is read."""

MOST_PIXELS: Final = 50_000_000
"""Points of the largest picture that is unpacked: a small file may claim to be larger than memory."""

_PICTURES: Final = ("BMP", "GIF", "ICO", "JPEG", "PNG", "TIFF", "WEBP")
_LINE = 400
_NONE = "There is no preview of this kind of file."


class Preview(VerticalScroll):
    """A preview of a document.

    The file is read in a thread, once there is room to show it. It is shown only if its hash is the stored one.
    """

    DEFAULT_CSS = """
    Preview {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, database: Database, row: Row, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.files = attachments.store(database)
        self.row = row
        self.is_read = False
        self._drawn: tuple[int, int] | None = None
        self._shown = Static("")

    def compose(self) -> ComposeResult:
        yield self._shown

    def on_resize(self) -> None:
        """Draw a picture for the present space; a text only once."""
        room = self.scrollable_content_region
        if room.width and room.height and room.size != self._drawn:
            self._drawn = room.size
            self._look(room.width, room.height)

    @work(exclusive=True, group="preview")
    async def _look(self, width: int, height: int) -> None:
        worker = get_current_worker()
        try:
            found = await asyncio.to_thread(self._read, width, height, lambda: worker.is_cancelled)
        except Refused as refused:
            found = Content.styled(show(refused, 400), "$error")
        self.is_read = True
        self._shown.update(found)

    def _read(self, width: int, height: int, stop: Callable[[], bool]) -> Content | Pixels:
        with self.files.verified(self.row["sha256"], stop) as file:
            found: Content | Pixels | None = None
            if self.row["type"].startswith("image/"):
                found = picture(file, width, height)
                file.seek(0)
            found = found or text(file, self.row["type"])
        return found or Content.styled(_NONE, "$muted")


def text(file: IO[bytes], kind: str = "") -> Content | None:
    """Return the beginning of a text, harmless line by line; None if the file is no text. Raises Refused."""
    try:
        block = file.read(MOST_TEXT)
        is_cut = bool(file.read(1))
    except OSError as error:
        raise Refused(f"The file of this document cannot be read: {error.strerror}.") from None
    if not block:
        return Content.styled("The file is empty.", "$muted")
    decoded = _decoded(block, kind)
    if decoded is None:
        return None
    lines = decoded.splitlines()
    shown = [Content(show(line[:_LINE].expandtabs(4), _LINE)) for line in lines[:MOST_LINES]]
    if is_cut or len(lines) > MOST_LINES:
        shown.append(Content.styled("… and so on", "$muted"))
    return Content("\n").join(shown)


def _decoded(block: bytes, kind: str) -> str | None:
    """Decode a block, whose last character may be cut; None if it is no text."""
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return block.decode("utf-16", "ignore")
    if b"\0" in block:
        return None
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(block)
    except UnicodeDecodeError:
        # the encoding of older programs on Windows
        return block.decode("cp1252", "replace") if kind.startswith("text/") else None


def picture(file: IO[bytes], width: int, height: int) -> Pixels | None:
    """Return a picture that fits so many cells; None if it cannot be read, is too large or broken."""
    from PIL import Image, ImageOps
    from rich_pixels import Pixels

    try:
        if file.seek(0, os.SEEK_END) > MOST_PICTURE:
            return None
        file.seek(0)
        with Image.open(file, formats=_PICTURES) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            # Two points a cell, one above the other. Of a JPEG only the needed points are unpacked.
            found.draft("RGB", (width * 2, height * 4))
            turned = ImageOps.exif_transpose(found).convert("RGBA")
            turned.thumbnail((width, height * 2))
            drawn: Pixels = Pixels.from_image(turned)
            return drawn
    except Exception:  # a broken picture may raise anything
        return None
