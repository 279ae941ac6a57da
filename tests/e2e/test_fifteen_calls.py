"""The fifteen calls of docs/calls.md in one session of the real program, by the keys that the page tells its readers.

The page is the data: what must be on the screen before each key is written beside it, and is waited for here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL import Image

from capptro_tui.db.journal.format import Stamps, decode_delta
from capptro_tui.locations import database_path
from tests.e2e.terminal import KEYS, Terminal
from tests.e2e.test_main_job import the_app
from tests.support import ROOT, raw

PAGE = ROOT / "docs" / "calls.md"

MOVES = frozenset({"up", "down", "left", "right", "tab", "shift+tab", "esc", "ctrl+p", *"123456789", "b", "D"})
"""Keys that show something or move the cursor; `D` is that of the customer list. Every other key acts on a record."""

_CALL = re.compile(r"^## \d+\. (?P<name>.+)\n\n> (?P<says>.+)\n\n(?P<table>(?:\|.*\|\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| (?P<screen>.+?) \|(?P<keys>.*)\|$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_PRESSED = re.compile(r"`(?P<key>[^`]+)`|“(?P<text>[^”]+)”")


@dataclass(frozen=True)
class Step:
    """A line of a call's table: what is on the screen, and what is pressed then.

    `pressed` has pairs of a key's name and a text that is typed, one of them empty.
    """

    on_screen: tuple[str, ...]
    pressed: tuple[tuple[str, str], ...]


def calls() -> dict[str, list[Step]]:
    """The calls of the page by their headings."""
    found = {}
    for call in _CALL.finditer(PAGE.read_text("utf-8")):
        _, *rows = _ROW.finditer(call["table"])
        found[call["name"]] = [
            Step(
                tuple(_BOLD.findall(row["screen"])),
                tuple((pressed["key"] or "", pressed["text"] or "") for pressed in _PRESSED.finditer(row["keys"])),
            )
            for row in rows
        ]
    return found


CALLS = calls()


def is_next_friday(stored: str) -> bool:
    moment = datetime.fromisoformat(stored)
    return moment > datetime.now() and f"{moment:%a %H:%M}" == "Fri 14:30"


def is_ninety_minutes_later(stored: str) -> bool:
    return f"{datetime.fromisoformat(stored):%a %H:%M}" == "Fri 16:00"


def is_end_of_year(stored: str) -> bool:
    return stored >= f"{datetime.now():%Y-%m-%d}" and stored.endswith("-12-31")


Written = tuple[str, str, str, dict[str, Any]]
"""What a call does to a row: the deed, the record type, its name then, and some of what it holds afterwards. A value
may be a condition."""

WRITTEN: dict[str, list[Written]] = {
    "A new customer": [
        ("create", "customer", "Gannet Bakery", {"phone": "01632 960777", "status": "active"}),
        ("create", "work_item", "Oven trips the fuse", {"customer_name": "Gannet Bakery"}),
    ],
    "A customer under another spelling": [
        ("create", "work_item", "No hot water", {"customer_name": "Margaret Ollerenshaw"}),
    ],
    "A wrong number": [],
    "A complaint about the last job": [
        ("change", "work_item", "Compressor trips the board", {"status": "in_progress", "scheduled_start": None}),
        ("create", "note", "Tripped again. Sunita is cross.", {"customer_id": 25}),
    ],
    "The balance": [],
    "An appointment is moved": [
        (
            "change",
            "work_item",
            "Boiler service before the season",
            {"scheduled_start": is_next_friday, "scheduled_end": is_ninety_minutes_later},
        ),
    ],
    "A second site": [
        ("create", "site", "The Net Loft", {"customer_id": 16, "street": "9 Quay Street", "phone": "01632 960192"}),
        ("create", "work_item", "No light on the stairs", {"customer_name": "Anchor Cottages", "site_id": 28}),
    ],
    "An asset under warranty": [
        ("create", "work_item", "Lamp is dark, under warranty", {"customer_name": "Kelhaven Marina"}),
        ("create", "work_item_asset", "asset worked on", {"asset_id": 11, "work_item_id": 64}),
    ],
    "A contact has left": [
        ("change", "contact", "Blessing Chikwanha", {"left": True, "is_primary": False}),
        ("change", "contact", "Ivor Tudge", {"is_primary": True}),
    ],
    "A customer is renamed": [("change", "customer", "Winnie Turner", {"name": "Winnie Turner"})],
    "A customer is in the list twice": [
        ("change", "customer", "Café Zoë", {"alt_phone": "07700 900178"}),
        ("change", "work_item", "Price for outside lights on Rope Walk", {"customer_id": 12}),
        ("change", "follow_up", "Ring back about festoon lights", {"customer_id": 12}),
        ("change", "customer", "Cafe Zoe", {"merged_into_id": 12}),
    ],
    "A job is lost": [
        (
            "change",
            "work_item",
            "Quote for heat pump and car charger",
            {"status": "cancelled", "notes": "Kilby's was cheaper. Text before setting off."},
        ),
    ],
    "A photo to attach": [("create", "attachment", "canopy.png", {"work_item_id": 52})],
    "Who came last time?": [],
    "A contract is renewed": [
        ("change", "contract", "Out-of-hours call-out, holiday season", {"status": "active"}),
        ("change", "contract", "Out-of-hours call-out, holiday season", {"end": is_end_of_year}),
    ],
}


def newest_batch(path: Path) -> int:
    [(newest,)] = raw(path, "SELECT max(id) FROM batch")
    return int(newest)


def journal(path: Path, since: int) -> Iterator[Written]:
    """What was done to which rows after a batch, in order."""
    statement = (
        "SELECT c.deed, c.record, c.title, c.delta, c.batch_id, b.at, b.by FROM change AS c"
        " JOIN batch AS b ON b.id = c.batch_id WHERE c.batch_id > ? ORDER BY c.id"
    )
    for deed, record, title, stored, *stamps in raw(path, statement, since):
        delta = decode_delta(record, stored, Stamps(*stamps))
        yield deed, record, title, {name: after for name, (_, after) in delta.items()}


def names(path: Path) -> set[str]:
    """What the records are called that the calls are about."""
    kinds = ("name FROM customer", "title FROM work_item", "name FROM site", "name FROM asset", "title FROM contract")
    statements = [f"SELECT {kind}" for kind in kinds] + ["SELECT first_name || ' ' || last_name FROM contact"]
    return {name for statement in statements for (name,) in raw(path, statement)}


def play(terminal: Terminal, steps: list[Step], known: set[str]) -> None:
    """Go through a call, from the dashboard; no key acts on a record that cannot be seen.

    `known` has what records are called. Until it has saved something, a form is called by what was typed in it; that
    for the first key of a call is nobody's yet.
    """
    known = set(known)
    terminal.keys("1")
    for place, step in enumerate(steps):
        terminal.wait_for(*step.on_screen)
        for key, text in step.pressed:
            if text:
                terminal.type(text)
                terminal.wait_for(text.strip())
                known.add(text)
                continue
            if key not in MOVES:
                terminal.wait_for(*step.on_screen)
                named = any(name in seen for seen in step.on_screen for name in known)
                assert named or (place, key) == (0, "w"), f"{key} is written beside no record's name: {step}"
            terminal.keys({"esc": "escape"}.get(key, key))


def check(name: str, found: list[Written]) -> None:
    """Whether a call has written what it should, and nothing else."""
    expected = WRITTEN[name]
    assert [row[:3] for row in found] == [row[:3] for row in expected], name
    for (*_, holds), (*what, wanted) in zip(found, expected, strict=True):
        for field, value in wanted.items():
            is_right = value(holds[field]) if callable(value) else holds[field] == value
            assert is_right, f"{name}: {field} of {what} is {holds[field]!r}"


def test_the_page_has_the_fifteen_calls() -> None:
    assert list(CALLS) == list(WRITTEN)
    for name, steps in CALLS.items():
        assert all(step.on_screen for step in steps), name
        assert all(bool(step.pressed) is (step is not steps[-1]) for step in steps), name
        keys = [key for step in steps for key, _ in step.pressed if key]
        assert all(len(key) == 1 or key == "esc" or key in KEYS for key in keys), name


def test_the_fifteen_calls(home: Path, sample_file: Path) -> None:
    """In one session, one after the other; each writes what it should, and nothing else."""
    path = database_path()
    path.parent.mkdir(parents=True)
    shutil.copy(sample_file, path)
    (home / "Pictures").mkdir()
    Image.new("RGB", (32, 24), "green").save(home / "Pictures" / "canopy.png")
    known = names(path)
    with the_app(home) as terminal:
        terminal.wait_for("Recent activity")
        for name, steps in CALLS.items():
            before = newest_batch(path)
            play(terminal, steps, known)
            check(name, list(journal(path, before)))
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
