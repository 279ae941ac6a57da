"""docs/using.md: its keys are bound, with the meaning that the table gives, and its words are on the screens."""

from __future__ import annotations

import re

import pytest

from capptro_tui.app import CapptroApp
from capptro_tui.screens.commands.key_options import KeyOption, key_options
from capptro_tui.widgets.keys.keys import key_name
from tests.support import ROOT

PAGE = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("| key | where | does |")[2]

_ROW = re.compile(r"^\| (?P<keys>`.+?) \| (?P<where>.+?) \| (?P<does>.+?) \|$", re.MULTILINE)
_MARKED = re.compile(r"`([^`\n]+)`")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")

NAMES = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
"""A key's name on the screen to the one that the page writes."""

TYPED = {"tomorrow 9:00", "fri 14:30", "net 30", "S-000012", "so", "q", "en_GB", "de_DE", "2026-11-28"}
"""Marked words that are typed or shown, and are no keys."""


def written(key: str) -> str:
    """The name of a key of a binding as the page writes it."""
    name = key_name(key)
    return NAMES.get(name, name)


def keys_of(option: KeyOption) -> set[str]:
    return {written(key) for key in option.keys.split(",")}


ROWS = [(found["keys"], found["does"]) for found in _ROW.finditer(TABLE)]


@pytest.mark.parametrize(("keys", "does"), ROWS)
def test_a_key_of_the_table_does_what_the_table_says(keys: str, does: str) -> None:
    """There is a binding of that key whose meaning has the words before the colon."""
    meaning = does.partition(":")[0]
    for key in _MARKED.findall(keys):
        meant = [option.meaning for option in key_options().values() if key in keys_of(option)]
        assert any(meaning in one for one in meant), f"{key}: {meant}"


def test_the_table_has_the_keys_of_every_screen() -> None:
    """The keys that work anywhere are all in it."""
    assert len(ROWS) > 40
    shown = {key for keys, _ in ROWS for key in _MARKED.findall(keys)}
    anywhere = (
        "work_item",
        "undo",
        "redo",
        "go",
        "trash",
        "history",
        "backups",
        "map",
        "help",
        "help_letter",
        "find",
        "back",
    )
    for name in (*anywhere, *(str(one.id) for one in CapptroApp.BINDINGS if not isinstance(one, tuple))):
        assert keys_of(key_options()[name]) & shown, name


def test_every_key_that_is_named_is_bound() -> None:
    bound = {key for option in key_options().values() for key in keys_of(option)}
    marked = set(_MARKED.findall(PAGE.partition("```")[0]))
    named = {one for one in marked if not one.startswith("capptro ")} - TYPED
    assert len(named) > 30
    assert named <= bound


def test_the_words_in_bold_are_on_the_screens() -> None:
    """They stand in the program's texts."""
    texts = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "capptro_tui").rglob("*.py")))
    words = [one for one in _BOLD.findall(PAGE) if one != "bold"]
    assert len(words) > 12
    assert [one for one in words if f"{one}" not in texts] == []
