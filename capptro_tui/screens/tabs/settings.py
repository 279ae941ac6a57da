"""Settings: choices of the business, the theme, backups, and the files in use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capptro_tui.config import DARK, LIGHT
from capptro_tui.errors import Refused
from capptro_tui.models.system.settings import Settings
from capptro_tui.screens import routes
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.screens.commands.theme import theme_title
from capptro_tui.services.backups import overview
from capptro_tui.services.backups.overview import Overview
from capptro_tui.services.business import business_settings
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.start import about
from capptro_tui.show import show
from capptro_tui.widgets.page.marks import value_shown

Facts = list[tuple[str, Content]]
"""Label and value of each line of a section."""


_OWN = {DARK: "dark", LIGHT: "light"}
"""The program's own themes, in a word."""


class SettingsScreen(BrowseScreen[None]):
    """The settings in use. Those of the business are changed in their form."""

    AUTO_FOCUS = "FactSheet"
    HELP = "`e` changes the business's settings, `l` turns the program dark or light."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", tooltip="Change the business's settings", id="edit"),
        Binding("l", "light", "Theme", tooltip="Dark or light", id="light"),
        *(route.binding(show=True) for route in (routes.BACKUPS, routes.HISTORY, routes.TRASH)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._warnings: list[str] = []
        self._backups: Overview | None = None

    def body(self) -> ComposeResult:
        yield FactSheet()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._look_again())
        self._look_at_place()
        self._look_at_backups()

    @work(exclusive=True, group="place")
    async def _look_at_place(self) -> None:
        """Look in the background for dangers at the database's place."""
        self._warnings = await asyncio.to_thread(about.warnings, self.desk.database.path)
        if self._warnings:
            self._look_again()

    @work(exclusive=True, group="backups")
    async def _look_at_backups(self) -> None:
        """Read the state of the backups in the background."""
        with suppress(Refused):  # the problem is shown where the data are needed
            seen = await asyncio.to_thread(overview.read_overview, self.desk.database)
            if seen != self._backups:
                self._backups = seen
                self._look_again()

    def on_unmount(self) -> None:
        self.app.theme_changed_signal.unsubscribe(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the way back on the first screen of a tab."""
        return action != "back" or len(self.app.screen_stack) > 1

    def on_screen_resume(self) -> None:
        """Show changes made meanwhile."""
        self._look_again()
        self._look_at_backups()

    def written(self, result: WriteResult) -> None:
        """Show the present settings."""
        self._look_again()
        self._look_at_backups()

    def _look_again(self) -> None:
        if self.is_current and self.is_running:  # closed meanwhile, it has no widgets any more
            self.query_one(FactSheet).refresh(recompose=True)

    def action_edit(self) -> None:
        """Change the settings of the business."""
        self.desk.open_form(Settings, 1)

    def action_light(self) -> None:
        """Toggle between the dark and the light theme."""
        self.desk.choose_theme(LIGHT if self.app.current_theme.dark else DARK)

    def sections(self) -> dict[str, Facts]:
        """Return the lines to show, by the title of their section."""
        return {
            "Your business": list(self._business()),
            "Look": [
                ("Theme", Content(_OWN.get(self.app.theme) or theme_title(self.app.theme))),
                *(("Problem", Content.styled(show(one, 600), "$warning")) for one in self.desk.config.problems),
            ],
            "Backups": list(self._about_backups()),
            "Files": [
                *self._files(),
                *(("Warning", Content.styled(show(one, 600), "$warning")) for one in self._warnings),
            ],
            "Versions": [(label, Content(show(text))) for label, text in about.versions().items()],
        }

    def _about_backups(self) -> Iterator[tuple[str, Content]]:
        seen = self._backups
        if seen is None:
            return
        last = overview.newest_told(seen.newest, self.desk.database.now())
        what = f", {seen.newest.why}, {overview.size_told(seen.newest.size)}" if seen.newest else ""
        yield "Last one", Content(last + what)
        if seen.second is None:
            yield "Second place", Content.styled("none: “Second backup folder” names one on another disk", "$muted")
        else:
            newest = overview.newest_told(seen.second_newest, self.desk.database.now())
            yield "Second place", Content.assemble(show(seen.second, 400), (f"  {newest}", "$muted"))
        for problem in seen.problems:
            yield "Warning", Content.styled(show(problem, 600), "$warning")

    def _files(self) -> Iterator[tuple[str, Content]]:
        for label, path in about.files(self.desk.database.path).items():
            yield label, Content.assemble(show(path, 400), ("" if path.exists() else "  none yet", "$muted"))

    def _business(self) -> Iterator[tuple[str, Content]]:
        row = business_settings.settings(self.desk.database)
        for field in Settings.form_fields():
            nothing = "none" if field.link else "not given"
            filled = row[field.name] not in (None, "")
            yield field.label, value_shown(field, row) if filled else Content.styled(nothing, "$muted")


class FactSheet(VerticalScroll):
    """Labels and values, section by section."""

    def compose(self) -> ComposeResult:
        screen = self.screen
        assert isinstance(screen, SettingsScreen)
        for title, facts in screen.sections().items():
            yield Static(title, classes="section", markup=False)
            for label, value in facts:
                with Horizontal(classes="fact"):
                    yield Static(label, classes="label", markup=False)
                    yield Static(value, classes="value")
