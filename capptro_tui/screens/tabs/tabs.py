"""The tabs of the program: the first screen of each, and the way to it."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from capptro_tui.models.schema import Schema
from capptro_tui.screens import routes
from capptro_tui.widgets.textual_patches.styled_once import styles_are_parsed

DASHBOARD, SETTINGS = routes.DASHBOARD.name, routes.SETTINGS.name
"""Modes of the tabs that are no lists. The mode of a list is the name of its record type."""


class Tabs:
    """The tabs and other lists of an app, one mode each. The code of a screen is loaded with its first use.

    Attributes:
        modes: the modes of all tabs and lists.
        shown: mode and label of the tabs in the bar, from the left.
    """

    def __init__(self, app: App[Any], schema: Schema) -> None:
        self._app = app
        self._schema = schema
        self.modes = (DASHBOARD, SETTINGS, *(record.info.name for record in schema.listed))
        lists = [(record.info.name, record.info.plural) for record in schema.tabs]
        self.shown = [(DASHBOARD, routes.DASHBOARD.title), *lists, (SETTINGS, routes.SETTINGS.title)]

    def first_screen(self, mode: str) -> Screen[Any]:
        """Make the first screen of a mode."""
        screen = _made(mode, self._schema)
        styles_are_parsed(screen, self._app)
        return screen

    def come_back(self) -> bool:
        """Close the screens above the first screen of the present tab.

        If there is unsaved text, only the pages above it are closed, with a message.

        Returns:
            False if a screen with unsaved text is left.
        """
        from capptro_tui.screens.base import DeskScreen, Dialog
        from capptro_tui.screens.forms.unsaved import is_unsaved

        app = self._app
        keeps = is_unsaved(app.screen_stack[1:])
        while len(app.screen_stack) > 1:
            # A dialog is a question of the form below it.
            if keeps and (isinstance(app.screen, Dialog) or is_unsaved([app.screen])):
                text = "What you typed here is not saved yet: ctrl+s saves it, esc leaves it."
                app.notify(text, severity="warning", markup=False)
                return False
            app.pop_screen()
        if isinstance(app.screen, DeskScreen):
            app.screen.come_back()
        return True

    async def find(self) -> None:
        """Go to the search of the present list, or of the first list, the customers, if the tab has none."""
        from capptro_tui.screens.lists.record_list import RecordList

        app = self._app
        is_list = app.current_mode in {record.info.name for record in self._schema.listed}
        await app.switch_mode(app.current_mode if is_list else self._schema.tabs[0].info.name)
        if self.come_back() and isinstance(app.screen, RecordList):
            app.screen.search()


def _made(mode: str, schema: Schema) -> Screen[Any]:
    if mode in (DASHBOARD, SETTINGS):
        return routes.ROUTES[mode].make()
    return routes.LIST.make(schema.record_named(mode))
