"""Export a list as it is shown: its format, its file, and whether it is for people or for programs."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.errors import Refused, Superseded
from capptro_tui.exchange.exporting.exporting import TABLES, Exported, ExportRequest, write_path
from capptro_tui.exchange.exporting.vcard_files import has_cards
from capptro_tui.locations import exports_folder
from capptro_tui.screens.base import Dialog
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.search.selection import Selection
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.path_picker import describe_path, typed
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choosable, listed
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.textual_patches.boxes import Across

_FORMATS: Final = {
    "xlsx": "Excel (xlsx)",
    "csv": "CSV, for any spreadsheet",
    "vcf": "Contact cards (vCard)",
    "json": "JSON, everything exact",
    "jsonl": "JSON Lines, a record a line",
}
_FOR: Final = {
    "": "people: labels, days and amounts as you write them",
    "raw": "programs: field names, exact values",
}
_TICK = 0.2


class ExportDialog(Dialog[None]):
    """Asks for format and file, and writes the records of a list in its order."""

    HELP = "It writes what the list shows: its search, its filter, its order. The file replaces no other unasked."
    AUTO_FOCUS = "#format Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "write", "Write", priority=True, id="save"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, listing: Listing, shown: str) -> None:
        """
        Args:
            listing: the list.
            shown: its records in words: `43 customers`.
        """
        super().__init__()
        self.listing = listing
        self.shown = shown
        self._is_writing = self._is_stopped = False
        self._done = 0

    def compose(self) -> ComposeResult:
        record = self.listing.record
        day = self.desk.database.now().date().isoformat()
        path = exports_folder() / f"{record.info.slug} {day}.xlsx"
        formats = [Choosable(form, text) for form, text in _FORMATS.items() if form != "vcf" or has_cards(record)]
        readers = [Choosable(value, text) for value, text in _FOR.items()]
        with Vertical(id="dialog"):
            yield Static(Content.styled(f"Export {show(self.shown, 60)}", "bold"), id="question")
            yield Static("", id="problem")
            with Across(classes="line"):
                yield Static("Format", classes="label")
                yield Picker(listed(lambda: formats), "xlsx", _FORMATS["xlsx"], id="format")
            with Across(classes="line"):
                yield Static("For", classes="label")
                yield Picker(listed(lambda: readers), "", _FOR[""], id="readers")
            with Across(classes="line"):
                yield Static("File", classes="label")
                yield LineInput(describe_path(path), id="path")
            yield KeyBar()

    def on_mount(self) -> None:
        self._say("")
        self.set_interval(_TICK, self._tick)

    def on_unmount(self) -> None:
        """Stop writing: then there is no file."""
        self._is_stopped = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Write once."""
        return action != "write" or not self._is_writing

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        if event.picker.id == "format" and event.value:
            field = self.query_one("#path", Input)
            head, dot, suffix = field.value.rpartition(".")
            if dot and suffix.lower() in _FORMATS:
                field.value = f"{head}.{event.value}"
        if event.by_enter:
            self.focus_next()

    @on(Input.Submitted, "#path")
    def _entered(self) -> None:
        run_in_background(self, self.action_write)

    async def action_write(self) -> None:
        """Write the file; one that is there already only after a question."""
        path = self._path()
        if path is None or self._is_writing:
            return
        self._is_writing, self._done = True, 0  # a second key must not write a second file while the disk answers
        if await asyncio.to_thread(os.path.exists, path):
            self._is_writing = False
            begin = partial(self._begin, path)
            self.desk.confirm("Replace the file?", [f"{path} is there already."], yes="Replace", no="Keep", then=begin)
        else:
            self._begin(path)

    def _path(self) -> Path | None:
        """Return the typed path; None, with a message, if there is none."""
        text = typed(self.query_one("#path", Input).value).strip()
        try:
            path = Path(text).expanduser() if text and "\0" not in text else None
        except RuntimeError:  # no home folder of that user
            path = None
        if path is None:
            self._say("Type the path of the file to write.")
        return path if path is None or path.is_absolute() else self.desk.folder / path

    def _begin(self, path: Path) -> None:
        """Write the file in the background."""
        self._is_writing, self._is_stopped, self._done = True, False, 0
        run_in_background(self, partial(self._write, path))

    async def _write(self, path: Path) -> None:
        self._say("")
        self.refresh_bindings()
        form = str(self.query_one("#format", Picker).value or "xlsx")
        is_raw = self.query_one("#readers", Picker).value == "raw" and form in TABLES
        try:
            done = await asyncio.to_thread(self._write_file, path, form, is_raw)
        except Superseded:
            return
        except Refused as refused:
            if self.is_running:
                self._say(str(refused))
            return
        finally:
            self._is_writing = False
            if self.is_running:
                self.refresh_bindings()
        self.desk.say(" ".join([f"Written to {path}: {done.count:,}.", *done.notices]))
        if self.is_running:
            self.dismiss(None)

    def _write_file(self, path: Path, form: str, is_raw: bool) -> Exported:
        selection = Selection(self.listing.record, {}, "", False, False, self.listing.ids())
        request = ExportRequest(selection, form, raw=is_raw)
        return write_path(path, self.listing.database, request, self._progressed)

    def _progressed(self, done: int) -> None:
        """Note the progress, and end after a stop. Called in the writing thread."""
        self._done = done
        if self._is_stopped:
            raise Superseded

    def _tick(self) -> None:
        if self._is_writing and self._done:
            self._say(f"{self._done:,} written", wrong=False)

    def _say(self, text: str, *, wrong: bool = True) -> None:
        said = self.query_one("#problem", Static)
        said.update(Content.styled(show(text, 400), "$error" if wrong else "$muted"))
        said.display = bool(text)

    def action_leave(self) -> None:
        """Close; what is being written is given up."""
        self._is_stopped = True
        self.dismiss(None)
