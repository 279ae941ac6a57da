"""Help: how to do the most usual things here, and every key that works here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from textual.actions import parse
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from capptro_tui.screens.base import BrowseScreen, DeskScreen, Dialog
from capptro_tui.widgets.keys.keys import key_name

_HERE, _TYPING, _ANYWHERE = "On this screen", "While typing", "Anywhere"
_PLACES = {_HERE: 0, _TYPING: 2, _ANYWHERE: 3}

Keys: TypeAlias = dict[str, list[str]]
"""Description of an action to the keys that do it, as people call them."""


class Help(Dialog[None]):
    """The keys of the screen below, and how to do the most usual things there.

    A screen says the latter in its `HELP`; a widget names the group of its keys in its `HELP_TITLE`.
    """

    AUTO_FOCUS = "#keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark", "close", "Close", id="help.close"),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        """`screen` is the one that help is wanted for."""
        super().__init__()
        self.about = screen

    def compose(self) -> ComposeResult:
        groups = key_groups(self.about, self.desk.config.keys, [label for _, label in self.desk.tabs])
        with Vertical(id="dialog"):
            with Horizontal(id="heading"):
                yield Static("Help", id="name")
                yield Static(Content.assemble(("esc", "$accent bold"), " close"), id="closes")
            with VerticalScroll(id="keys"):
                if how := _how_to(self.about):
                    yield Static(how, id="how")
                with Horizontal(id="columns"):
                    for anywhere in (False, True):
                        with Vertical(classes="column"):
                            for title, keys in groups.items():
                                if (title == _ANYWHERE) is anywhere:
                                    yield from _group(title, keys)

    def action_close(self) -> None:
        """Go back to the screen below."""
        self.dismiss()


def _how_to(screen: Screen[Any]) -> Content | None:
    """Return the `HELP` of a screen, with the keys in it marked; None if it has none."""
    text: str = getattr(screen, "HELP", "")
    lines = []
    for line in text.splitlines():
        parts = [(part, "$accent bold" if place % 2 else "") for place, part in enumerate(line.split("`"))]
        lines.append(Content.assemble(*(part for part in parts if part[0])))
    return Content("\n").join(lines) if lines else None


def _group(title: str, keys: Keys) -> ComposeResult:
    """Yield the widgets of a group: a title, and a line for each action."""
    yield Static(title, classes="title")
    with Grid(classes="lines"):
        for what, those in keys.items():
            yield Static(Content.styled(" ".join(those), "$accent bold"))
            yield Static(what, markup=False)


def key_groups(screen: Screen[Any], keymap: Mapping[str, str], tabs: Sequence[str]) -> dict[str, Keys]:
    """Return the keys that work on a screen, by the title of their group; the keys of the whole program come last.

    Args:
        screen: the screen.
        keymap: binding id to the user's own keys.
        tabs: labels of the program's tabs.
    """
    found: dict[str, dict[str, tuple[list[str], list[str]]]] = {}
    for title, binding in _bindings(screen):
        name, parameters = _action(binding)
        what = binding.tooltip or binding.description
        if name == "tab":
            place = int(str(parameters[0]))
            if place >= len(tabs):
                continue
            what = tabs[place]
        # Cursor keys in their several directions share one line.
        line = name if len(binding.key) > 1 else binding.action
        words, keys = found.setdefault(title, {}).setdefault(line, ([], []))
        if what not in words:
            words.append(what.lower() if words else what)
        keys += [key_name(key.strip()) for key in keymap.get(binding.id or "", binding.key).split(",")]
    groups: dict[str, Keys] = {}
    for title in sorted(found, key=lambda title: _PLACES.get(title, 1)):
        lines = groups[title] = {}
        for words, keys in found[title].values():
            known = lines.setdefault(", ".join(words), [])
            known += [key for key in dict.fromkeys(keys) if key not in known]
    if _TYPING in groups:
        groups[_TYPING] |= {"Next field, field before": ["tab", "shift+tab"]}
    return groups


def _bindings(screen: Screen[Any]) -> Iterator[tuple[str, Binding]]:
    """Yield the program's own active bindings, each with the title of its group."""
    seen: set[type] = set()
    for node in (screen, *screen.query("*"), screen.app):
        if type(node) in seen:
            continue
        seen.add(type(node))
        taken: set[str] = set()
        for declaring, binding in _declared(type(node)):
            name, parameters = _action(binding)
            if binding.key not in taken and binding.description and node.check_action(name, parameters) is not False:
                taken.add(binding.key)
                yield _title(declaring), binding


def _declared(kind: type[DOMNode]) -> Iterator[tuple[type, Binding]]:
    """Yield the bindings that a class and its bases declare, the nearest first, without those of the framework."""
    for declaring in kind.__mro__:
        if declaring.__module__.startswith("capptro_tui."):
            declared: Iterable[BindingType] = vars(declaring).get("BINDINGS", ())
            for binding in Binding.make_bindings(declared):
                yield declaring, binding


def _action(binding: Binding) -> tuple[str, tuple[object, ...]]:
    _, name, parameters = parse(binding.action)
    return name, parameters


def _title(declaring: type) -> str:
    if issubclass(declaring, App) or declaring in (BrowseScreen, DeskScreen):
        return _ANYWHERE
    return _HERE if issubclass(declaring, Screen) else str(getattr(declaring, "HELP_TITLE", _TYPING))
