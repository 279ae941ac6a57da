"""docs/command-line.md is as the command line would write it, and has the shapes of the JSON that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.cli.parsing.command import Verb
from capptro_tui.cli.parsing.common import JSON
from capptro_tui.cli.parsing.reference import SHAPES
from capptro_tui.cli.verbs import VERBS
from capptro_tui.db.database import Database
from tests.cli.runner import Capptro
from tests.support import raw
from tools import command_line


def test_the_page_is_what_the_command_line_would_write() -> None:
    page = command_line.PAGE.read_text(encoding="utf-8")
    assert page == command_line.text(), "write it anew: make docs"


def with_json(verbs: dict[str, Verb], path: str = "") -> Iterator[str]:
    """Every verb with `--json` by its words. `add RECORDS` counts as one."""
    for name, verb in verbs.items():
        command, words = verb.command(), f"{path} {name}".strip()
        if JSON in command.options:
            yield words
        yield from with_json({one.name: one for one in command.verbs}, words) if words != "add" else ["add"]


def test_every_verb_with_json_has_its_shape() -> None:
    assert sorted(SHAPES) == sorted(with_json(VERBS))


PRINTED = {
    "find": ["sea"],
    "list": ["work-items"],
    "show": ["C-4"],
    "add": ["customers", "--name", "Acme Ltd"],
    "set": ["C-5", "email=office@acme.example"],
    "history": ["C-4"],
    "undo": [],
    "statement": ["C-4"],
    "aging": [],
    "near": ["53.35,0.25"],
    "submissions add": ["answers.csv"],
    "deactivate": ["C-4"],
    "reopen": ["W-1"],
    "duplicates": [],
    "duplicates check": ["--name", "Cafe Zoe"],
    "merge": ["C-13", "C-12"],
    "delete": ["C-9"],
    "attach": ["C-4", "quote.txt"],
    "import": ["customers", "list.csv"],
    "export": ["orders", "-o", "orders.csv"],
    "leave": ["left"],
    "backup": [],
    "backups": [],
    "restore-backup": ["copy.db"],
    "check": [],
    "recover": [],
    "where": [],
    "config": [],
}
"""Verb to words that let it print something of each kind in the sample business."""

SAME = {
    "redo": "undo",
    "reactivate": "deactivate",
    "restore": "delete",
    "geofence import": "undo",
    "attachments": "attach",
    "submissions collect": "submissions add",
}
"""Verbs that print what another one prints."""

UNTRIED = {"demo", "import", "salvage"}
"""The first two need an empty database, the other a damaged one."""


@pytest.mark.parametrize("verb", PRINTED)
def test_what_is_printed_has_the_shape(
    sample: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    """All names of the shape are printed, and at the top none besides."""
    monkeypatch.chdir(tmp_path)
    Path("quote.txt").write_text("120.00", encoding="utf-8")
    Path("answers.csv").write_text("form,name\nE-1,Somebody\n", encoding="utf-8")
    Path("list.csv").write_text("Name,Phone\nNew Customer,01632 960177\n", encoding="utf-8")
    monkeypatch.setenv("CAPPTRO_DB", str(sample.path))
    capptro = Capptro(monkeypatch, sample.path)
    if verb == "submissions add":
        capptro.done("add", "public-forms", "--name", "Website", "--heading", "Write to us")
    if verb in ("backups", "restore-backup"):
        capptro.done("backup", *(["copy.db"] if verb == "restore-backup" else []))
    if verb == "check":
        raw(sample.path, "UPDATE customer SET search_text = 'wrong' WHERE id = 4")
    printed = capptro.json(*verb.split(), *PRINTED[verb])
    shape = SHAPES[verb]
    assert isinstance(printed, list) == shape.startswith("[")
    named = set(re.findall(r'"(\w+)"', shape))
    assert named <= set(names(printed))
    if '"version", …' not in shape:
        top = printed[0] if isinstance(printed, list) else printed
        assert set(top) <= named


def names(value: Any) -> Iterator[str]:
    """Every key in a JSON value."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names(inner)


def test_every_shape_is_tried() -> None:
    assert {*PRINTED, *SAME, *UNTRIED} == set(SHAPES)
    assert all(SHAPES[verb] == SHAPES[other] for verb, other in SAME.items())
