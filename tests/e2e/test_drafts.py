"""What is typed in a form survives every way in which the program can end, and is saved after the next start."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.locations import database_path, drafts_folder
from capptro_tui.services.drafts.drafts import Drafts
from tests.e2e.terminal import Terminal
from tests.e2e.test_main_job import CAPPTRO, the_app
from tests.support import BY, ROOT, add_customer

_FAULTY = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from capptro_tui.screens.forms.form_screen import FormScreen

def fail(self):
    raise RuntimeError("a fault in a handler")

FormScreen.action_help = fail
from capptro_tui.cli import main
sys.exit(main())
"""


@pytest.fixture
def desk(home: Path, empty_file: Path) -> Path:
    """A home with one customer."""
    path = database_path()
    path.parent.mkdir(parents=True)
    shutil.copy(empty_file, path)
    with closing(Database.open(path, by=BY)) as database:
        add_customer(database, "Old")
    return home


def saved(name: str) -> list[str]:
    """What a column says that people see first: of customers or of work items."""
    column = {"customer": "name", "work_item": "title"}[name]
    with closing(Database.open(database_path(), by=BY)) as database:
        return [row[column] for row in database.select(f"SELECT {column} FROM {name} ORDER BY id")]


def written(home: Path) -> str:
    """What is on the disk of what was typed."""
    return "".join(path.read_text("ascii") for path in (home / ".local/state/capptro/drafts").glob("*.json"))


def type_into_form(terminal: Terminal) -> None:
    terminal.wait_for("Recent activity")
    terminal.keys("2")
    terminal.wait_for("1 customer")
    terminal.keys("n", "Zorro Ltd", "tab", "tab", "01632 960111")
    terminal.wait_for("Zorro Ltd", "01632 960111")


def is_offered_and_saved(home: Path) -> None:
    """The next start offers it, and two keys save it."""
    with the_app(home) as terminal:
        terminal.wait_for("Typed and not saved", "New customer “Zorro Ltd”", "01632 960111")
        terminal.keys("enter")
        terminal.wait_for("New customer", "Zorro Ltd")
        terminal.keys("ctrl+s")
        terminal.wait_for("Recent activity", "Created customer Zorro Ltd")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert saved("customer") == ["Old", "Zorro Ltd"]
    assert not list((home / ".local/state/capptro/drafts").iterdir())


def killed(terminal: Terminal) -> None:
    """Nothing can be done any more: it has been written before."""
    terminal.wait_for(lambda terminal: "01632 960111" in written(terminal.home))
    terminal.signal(signal.SIGKILL)
    assert terminal.wait_exit() == -signal.SIGKILL


def told(number: signal.Signals) -> Callable[[Terminal], None]:
    def end(terminal: Terminal) -> None:
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        assert not terminal.left_on

    return end


def closed(terminal: Terminal) -> None:
    terminal.hang_up()
    terminal.wait_exit()


def left(terminal: Terminal) -> None:
    terminal.keys("ctrl+q")
    terminal.wait_for("Leave with a form not saved?", "New customer “Zorro Ltd”", "in Customers")
    terminal.keys("enter")
    assert terminal.wait_exit() == 0
    assert not terminal.left_on


ENDS = {
    "killed": killed,
    "told to end": told(signal.SIGTERM),
    "hung up": told(signal.SIGHUP),
    "its terminal closed": closed,
    "left": left,
}


@pytest.mark.parametrize("end", list(ENDS))
def test_what_is_typed_survives(desk: Path, end: str) -> None:
    with the_app(desk) as terminal:
        type_into_form(terminal)
        ENDS[end](terminal)
    assert saved("customer") == ["Old"]
    with closing(Database.open(database_path(), by=BY)) as database:
        drafts = Drafts(drafts_folder(), database.guard.database_id, database.path, lambda: datetime.now(UTC))
        [draft] = drafts.left()
    typed = {name: draft.contents[name].text for name in draft.typed}
    assert typed == {"name": "Zorro Ltd", "phone": "01632 960111"}


def test_it_survives_a_fault(desk: Path) -> None:
    with Terminal(sys.executable, "-c", _FAULTY, size=(100, 30), home=desk) as terminal:
        type_into_form(terminal)
        terminal.keys("f1")
        assert terminal.wait_exit() == 1
        assert not terminal.left_on
        assert "Something went wrong: RuntimeError" in terminal.text
    [log] = desk.rglob("capptro.log")
    assert "Zorro" not in log.read_text("utf-8")
    is_offered_and_saved(desk)


def test_a_call_that_comes_in_at_the_start(desk: Path) -> None:
    """What waits to be saved is in nobody's way."""
    with the_app(desk) as terminal:
        type_into_form(terminal)
        killed(terminal)
    with the_app(desk) as terminal:
        terminal.wait_for("Typed and not saved")
        terminal.keys("w", "old", "enter", "No hot water", "ctrl+s")
        terminal.wait_for("Created work item No hot water")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert saved("work_item") == ["No hot water"]
    is_offered_and_saved(desk)


def test_a_second_window_is_not_offered_what_is_typed_in_the_first(desk: Path) -> None:
    with the_app(desk) as first:
        type_into_form(first)
        first.wait_for(lambda terminal: "01632 960111" in written(terminal.home))
        with Terminal(*CAPPTRO, size=(100, 30), home=desk) as second:
            second.wait_for("Recent activity")
            second.settle()
            assert "not saved" not in second.text
        killed(first)
    is_offered_and_saved(desk)
