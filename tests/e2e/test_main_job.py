"""The main job in a real terminal, from an empty home, by keys alone; the command line sees what was typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from signal import SIGTERM
from typing import Any

from tests.e2e.terminal import Terminal, plain_environment
from tests.support import HOSTILE

CAPPTRO = (sys.executable, "-m", "capptro_tui")


def capptro(home: Path, *words: str, stdin: str = "") -> str:
    """What the command line prints on standard output; it must succeed."""
    done = subprocess.run(
        [*CAPPTRO, *words], env=plain_environment(home), input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def exported(home: Path, slug: str) -> list[dict[str, Any]]:
    """Every record of a type, as a script gets them."""
    found: list[dict[str, Any]] = json.loads(capptro(home, "export", slug, "--format", "json"))
    return found


def the_app(home: Path) -> Terminal:
    """The app, just started."""
    return Terminal(*CAPPTRO, size=(100, 30), home=home)


def start_empty(terminal: Terminal) -> None:
    """Through the first-start screen to an empty desk."""
    terminal.wait_for("Start empty")
    terminal.keys("2")
    terminal.wait_for("Region and language")
    terminal.keys("ctrl+s")
    terminal.wait_for("1 Dashboard")


def test_from_an_empty_database_to_a_work_item_by_keys_only(home: Path) -> None:
    with the_app(home) as terminal:
        start_empty(terminal)
        # A customer with two contacts, the second one primary.
        terminal.keys("2")
        terminal.wait_for("No customers yet")
        terminal.keys("n")
        terminal.wait_for("New customer")
        terminal.keys("Harbour Bakery", "tab", "tab", "01632 960777", "ctrl+s")
        terminal.wait_for("1 customer")
        terminal.keys("enter")
        terminal.wait_for("Harbour Bakery", "C-000001")
        for first, primary in (("Ann", ()), ("Bob", ("space",))):
            terminal.keys("c")
            terminal.wait_for("New contact of Harbour Bakery")
            terminal.keys("tab", first, *("tab",) * 5, *primary, "ctrl+s")
            terminal.wait_gone("New contact of")
            terminal.wait_for(first)
        # The default customer; w on the dashboard starts with it and its primary contact.
        terminal.keys("f")
        terminal.wait_for("default customer")
        terminal.keys("1")
        terminal.wait_for("Recent activity")
        terminal.keys("w")
        terminal.wait_for("New work item", "Harbour Bakery", "Bob")
        # A new customer in the middle of it: nothing that was typed is lost.
        terminal.keys(*["tab"] * 4, "Oven does not heat")
        terminal.wait_for("Oven does not heat")
        terminal.keys(*["shift+tab"] * 4, "Lighthouse Inn")
        terminal.wait_for("+ Create “Lighthouse Inn”")
        terminal.keys("enter")
        terminal.wait_for("New customer", "Lighthouse Inn")
        terminal.keys("ctrl+s")
        terminal.wait_for("New work item", "Lighthouse Inn", "Oven does not heat")
        terminal.keys("Repair the oven", "ctrl+s")
        terminal.wait_for("Recent activity", "Repair the oven")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert [one["CustomerName"] for one in exported(home, "customers")] == ["Harbour Bakery", "Lighthouse Inn"]
    (item,) = exported(home, "work-items")
    assert (item["title"], item["customer"], item["customer_name"], item["description"]) == (
        "Repair the oven",
        "C-000002",
        "Lighthouse Inn",
        "Oven does not heat",
    )
    assert [(one["first_name"], one["is_primary"]) for one in exported(home, "contacts")] == [
        ("Ann", False),
        ("Bob", True),
    ]


def test_a_call_from_a_known_customer_typed_without_looking(home: Path) -> None:
    """The keys of PRODUCT.md's count, sent in one go: w, three letters, enter, the title, ctrl+s."""
    capptro(home, "demo")
    with the_app(home) as terminal:
        terminal.wait_for("Recent activity")
        terminal.keys("w", "sea", "enter", "No hot water again", "ctrl+s")
        terminal.wait_for("Created work item No hot water again")
    item = exported(home, "work-items")[-1]
    assert (item["title"], item["customer_name"]) == ("No hot water again", "Seaview Lettings & Management")


def test_deleting_a_customer_and_bringing_it_all_back(home: Path) -> None:
    capptro(home, "demo")
    before = [exported(home, slug) for slug in ("customers", "contacts", "work-items")]
    with the_app(home) as terminal:
        terminal.wait_for("Recent activity")
        terminal.keys("2")
        terminal.wait_for("43 customers")
        terminal.keys("/", "seaview", "down")
        terminal.wait_for("1 customer")
        terminal.keys("d")
        terminal.wait_for("Delete Seaview Lettings")
        terminal.keys("y")
        terminal.wait_for("No customers found")
        terminal.keys("3")
        terminal.wait_for("60 work items")
        terminal.keys("/", "seaview", "down")
        terminal.wait_for("⚠")
        broken = [one for one in exported(home, "work-items") if one["customer"] is None]
        assert {one["customer_name"] for one in broken} == {"Seaview Lettings & Management"}
        assert len(exported(home, "contacts")) < len(before[1])
        terminal.keys("u")
        terminal.wait_for("Undid")
        terminal.wait_gone("⚠")
        terminal.keys("ctrl+q")
        terminal.wait_exit()
    assert [exported(home, slug) for slug in ("customers", "contacts", "work-items")] == before


def test_no_hostile_name_reaches_the_terminal(home: Path) -> None:
    names = [text for text in HOSTILE if text.strip()]
    lines = "".join(json.dumps({"name": name}, ensure_ascii=True) + "\n" for name in names)
    capptro(home, "add", "customers", stdin=lines)
    with the_app(home) as terminal:
        terminal.wait_for("1 Dashboard")
        terminal.keys("2")
        terminal.wait_for(f"{len(names)} customers")
        for _ in names:
            terminal.keys("enter")
            terminal.wait_for("Profile")
            terminal.keys("escape")
            terminal.wait_for(f"{len(names)} customers")
            terminal.keys("down")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
        raw = bytes(terminal.raw)
    assert b"\x1b]0;owned" not in raw
    assert "\u202e".encode() not in raw
    assert "\u200b".encode() not in raw
    assert [one["CustomerName"] for one in exported(home, "customers")] == names


def test_sigterm_puts_the_terminal_right(home: Path) -> None:
    with the_app(home) as terminal:
        terminal.wait_for("Start empty")
        terminal.signal(SIGTERM)
        assert terminal.wait_exit() != 0
        assert not terminal.left_on


def test_a_wrong_file_is_one_line_and_stays_as_it_is(home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("milk, eggs\n")
    with Terminal(*CAPPTRO, "--db", str(wrong), home=home) as terminal:
        assert terminal.wait_exit() == 1
        assert "not a customer database" in " ".join(terminal.screen)
        assert "Traceback" not in terminal.text
    assert wrong.read_text() == "milk, eggs\n"
