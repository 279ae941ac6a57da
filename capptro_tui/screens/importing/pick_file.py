"""The first step of an import: the file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from capptro_tui.screens import routes
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.screens.importing.source_picker import SourcePicker, source_path
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.textual_patches.boxes import Across

_HINT = (
    "Excel, CSV, OpenDocument, contacts of a phone or mail program (vCard), QuickBooks (IIF), JSON. Type any part of "
    "the name, or drop the file into this window. Nothing is written before you have seen what becomes of each row."
)


class PickFile(ImportStep):
    """Asks for the file to import."""

    HELP = (
        "Type any part of the file's name and press `enter`; `enter` on a folder goes into it.\n"
        "A file that is dropped into the window arrives as its path.\n"
        "Then you see the file, its columns, and a rehearsal; `ctrl+s` goes on, `esc` goes one step back."
    )
    AUTO_FOCUS = "SourcePicker Input"
    STEP: ClassVar[int] = 0

    def body(self) -> ComposeResult:
        yield Static(_HINT, classes="hint")
        with Across(id="file"):
            yield Static("File", classes="label")
            yield SourcePicker(self.desk.folder, self.job.remembered.files())

    def on_mount(self) -> None:
        self.say("")

    @property
    def picker(self) -> SourcePicker:
        """The picker of the file."""
        return self.query_one(SourcePicker)

    @on(events.DescendantFocus, "SourcePicker Input")
    def _entered(self) -> None:
        if not isinstance(self.picker.value, Path) or self.picker.value == self.picker.folder:
            run_in_background(self, self.picker.browse)

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        self.desk.folder = self.picker.folder
        self.say("")
        if event.by_enter and isinstance(event.value, Path):
            self.action_go_on()

    @on(Picker.StillOpen)
    def _not_there(self) -> None:
        self.say(
            Content("There is no such file. Type any part of a name that is listed, or the whole path."), wrong=True
        )

    def action_go_on(self) -> None:
        """Look at the file."""
        path = self.picker.value
        if not isinstance(path, Path) or path == self.picker.folder:
            self.say(Content("Choose a file: type any part of its name, and press enter."), wrong=True)
            self.picker.focus()
            return
        self.job.choose_file(source_path(path))
        self.go_to(routes.IMPORT_LOOK.make(self.job))

    def came_back(self) -> None:
        """Put the cursor back into the field."""
        self.picker.focus()
