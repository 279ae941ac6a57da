"""The yardsticks: about the smallest possible Textual apps, in ten lines, run as `python -c`."""

HELLO = """\
from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("Ten lines")


Hello().run()
"""

ECHO = """\
from textual.app import App, ComposeResult
from textual.widgets import Input


class Echo(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(placeholder="Ten lines")


Echo().run()
"""
