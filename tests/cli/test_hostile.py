"""Text that breaks careless programs: stored exactly, shown harmlessly."""

from __future__ import annotations

import json
import shutil
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from tests.support import HOSTILE, add_contact, add_customer, add_work_item

from .runner import Capptro

LONG = "\x1b[31m" + "x" * 3900 + "\u202e"
NAMES = [text for text in HOSTILE if text.strip()]
COLOURS = ("\x1b[0m", "\x1b[1m", "\x1b[2m")
"""What the program itself sends to a terminal."""


def is_harmless(text: str, *, terminal: bool = False) -> bool:
    """Whether a terminal can only draw it: no control but the line break, nothing that turns or hides text."""
    if terminal:
        for colour in COLOURS:
            text = text.replace(colour, "")
    return all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for char in text)


@pytest.fixture(scope="module")
def hostile_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database where everything is called something nasty, to copy."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    shutil.copy(empty_file, path)
    with closing(Database.open(path)) as database:
        for name in NAMES:
            customer = add_customer(database, name, account=name[:64], description=LONG)
            add_contact(database, customer, "", last_name=name, role=name)
            add_work_item(database, customer, name, notes=f"{name}\n{LONG}", category=name)
    return path


@pytest.fixture
def hostile(absent: Capptro, hostile_file: Path) -> Capptro:
    """The command line where everything is called something nasty."""
    shutil.copy(hostile_file, absent.path)
    return absent


def test_stored_exactly(hostile: Capptro) -> None:
    assert [one["CustomerName"] for one in hostile.export("customers")] == NAMES
    assert {one["CustomerDescription"] for one in hostile.export("customers")} == {LONG}
    assert [one["last_name"] for one in hostile.export("contacts")] == NAMES
    assert [one["customer_name"].strip() for one in hostile.export("work-items")] == [name.strip() for name in NAMES]
    assert [hostile.json("show", f"C-{place}")["name"] for place in (1, 5, 6)] == [NAMES[0], NAMES[4], NAMES[5]]


def test_lines_and_options_store_exactly(capptro: Capptro) -> None:
    capptro.add("customers", *({"name": name, "sector": name} for name in NAMES))
    as_words = [name for name in NAMES if "\0" not in name]
    for name in as_words:
        capptro.done("add", "customers", f"--name={name}", "--set", f"sector={name}")
    exported = capptro.export("customers")
    assert [one["CustomerName"] for one in exported] == NAMES + as_words
    assert [one["extensions"]["sector"] for one in exported] == NAMES + as_words


@pytest.mark.parametrize("terminal", [False, True], ids=["piped", "terminal"])
def test_shown_harmlessly(hostile: Capptro, terminal: bool) -> None:
    commands = [("history",), ("find", "x", "--limit", "99"), ("delete", "C-2", "--dry-run"), ("undo", "--dry-run")]
    commands += [("show", f"C-{place}") for place in range(1, len(NAMES) + 1)]
    commands += [("find", "--", name) for name in NAMES[::5]]
    commands += [(verb, f"{letter}-5") for verb in ("show", "history") for letter in "CNW"]
    for words in commands:
        result = hostile(*words, terminal=terminal)
        assert (result.code, result.err) == (0, "")
        assert result.out
        assert is_harmless(result.out, terminal=terminal), words


def test_refused_harmlessly(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Acme"})
    for text in ("\x1b]0;owned\x07", "\x9b31m", "\u202egnp", "a\nb\r\nc", "\udcff", "[/]", LONG):
        for words in (
            (text,),
            ("show", text),
            ("show", text, text),
            ("show", f"--{text}"),
            ("set", "C-1", f"{text}={text}"),
            ("set", "C-1", f"email={text}\n"),
            ("add", text),
            ("add", "contacts", f"--customer={text}", "--first-name=x"),
            ("export", text),
            ("export", "customers", f"--format={text}"),
            ("find", "x", f"--only={text}"),
            ("undo", f"--force={text}"),
            ("--db", f"{capptro.path.parent}/{text}/x.db", "where"),
        ):
            result = capptro(*words)
            assert is_harmless(result.err), words
            assert is_harmless(result.out), words
            if words[0] != "--db":
                assert result.code in (1, 2), words
                assert result.err.count("\n") == 1


def test_json_is_exact_when_piped_and_plain_on_a_terminal(hostile: Capptro) -> None:
    place = NAMES.index("\u202egnp.exe") + 1
    assert "\u202egnp.exe" in hostile.done("show", f"C-{place}", "--json")
    on_terminal = hostile("show", f"C-{place}", "--json", terminal=True).out
    assert on_terminal.isascii()
    assert json.loads(on_terminal)["name"] == "\u202egnp.exe"
    assert hostile("export", "customers", terminal=True).out.isascii()


def test_nothing_is_cut_off_when_piped(capptro: Capptro) -> None:
    name, text = "n" * 200, "d" * 4000
    capptro.add("customers", {"name": name, "description": text})
    assert text in capptro.done("show", "C-1")
    assert name in capptro.done("find", "n" * 30)
    assert "\x1b" not in capptro.done("show", "C-1")


def test_a_terminal_is_as_wide_as_it_is(capptro: Capptro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    capptro.add("customers", {"name": "name " * 30, "description": "word " * 100, "account": "42"})
    out = capptro("find", "name", terminal=True).out
    assert "…" in out
    assert "C-000001" in out
    for words in (("find", "name"), ("show", "C-1")):
        plain = capptro(*words, terminal=True).out
        for colour in COLOURS:
            plain = plain.replace(colour, "")
        lines = [line for line in plain.splitlines() if "(customer C-" not in line]
        assert max(map(len, lines)) <= 60
