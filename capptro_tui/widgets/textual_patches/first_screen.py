"""Paint the right first screen at once, in the right colours.

Reason: the framework begins with an empty screen under all others, in its own theme; a mode or theme chosen afterwards
causes everything to be painted a second time.

Relies on: `App.__init__` and `App.on_event` read `DEFAULT_MODE` from the instance. A theme that is set without its
watchers is the one that the style sheets are parsed with, once their variables are set.
"""

from __future__ import annotations

from typing import Any

from textual.app import App


def begin_in_mode(app: App[Any], mode: str) -> None:
    """Begin in a mode. Call it before the app's own `__init__`, which makes the stack of its screens."""
    app.DEFAULT_MODE = mode  # type: ignore[misc]


def begin_in_theme(app: App[Any], theme: str) -> None:
    """Begin in a theme. Call it before any style sheet is parsed."""
    app.set_reactive(App.theme, theme)
    app.stylesheet.set_variables(app.get_css_variables())
