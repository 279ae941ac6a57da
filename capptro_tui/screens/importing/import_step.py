"""A step of an import: its heading, the key that goes on, and the end of all steps."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from capptro_tui.screens.base import DeskScreen, width_class
from capptro_tui.screens.importing.import_job import FinishedImport, ImportJob
from capptro_tui.show import show
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.textual_patches.boxes import Down

STEPS = ("File", "Look", "Columns", "Rehearsal", "Import")
"""The steps, in their order."""


class ImportStep(DeskScreen[FinishedImport | None]):
    """One step of an import. It closes with None to go one step back, otherwise all steps close with it.

    There is no bar of tabs: its keys would leave the import.
    """

    STEP: ClassVar[int] = 0
    """Its place in STEPS."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "go_on", "Go on", priority=True, id="save")]

    def __init__(self, job: ImportJob) -> None:
        super().__init__()
        self.job = job

    def compose(self) -> ComposeResult:
        self.add_class(width_class(self.app.size.width), update=False)
        yield Static(self._heading(), id="step")
        with Down(id="body"):
            yield Static("", id="said")
            yield from self.body()
        yield KeyBar()

    def _heading(self) -> Content:
        """Return the name of the import, and where it is among the steps."""
        what = f" Import {self.job.record.info.plural.lower()} "
        if self.app.size.width < 60:
            where = f"{self.STEP + 1} of {len(STEPS)} {STEPS[self.STEP]}"
            return Content.assemble((what, "bold $accent"), (where, "bold"))
        parts = []
        for place, name in enumerate(STEPS):
            style = "bold $foreground on $panel" if place == self.STEP else "$muted"
            parts.append((f" {place + 1} {name} ", style))
        name = show(self.job.path.name, 60) if self.job.path and self.STEP else ""
        return Content.assemble((what, "bold $accent"), " ", *parts, "  ", (name, "$muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the keys that would go to a tab."""
        return action not in ("tab", "find")

    def say(self, text: str | Content, *, wrong: bool = False) -> None:
        """Show what is going on, or what is wrong, above the step."""
        for said in self.query("#said").results(Static):  # none if the screen was closed meanwhile
            said.set_class(wrong, "-wrong")
            content = text if isinstance(text, Content) else Content(show(text, 600))
            said.update(Content.assemble("✗ ", content) if wrong else content)
            said.display = bool(content.plain)

    def go_to(self, step: Screen[FinishedImport | None]) -> None:
        """Show the next step. When it has finished the import, this one closes too."""

        def left(finished: FinishedImport | None) -> None:
            if finished is not None:
                self.dismiss(finished)
            else:
                self.came_back()

        self.app.push_screen(step, left)

    def came_back(self) -> None:
        """Called when the next step was left without an import."""

    def action_back(self) -> None:
        """Go one step back."""
        self.dismiss(None)

    def action_go_on(self) -> None:
        """Go to the next step."""
