"""The program is killed while somebody types, or just when it saves: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import random
import shutil
import string
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGKILL

from capptro_tui.db.database import Database
from capptro_tui.services.drafts.drafts import Drafts
from tests.e2e.terminal import Terminal
from tests.support import BY, rounds

KILLS = rounds(50)
AT_ONCE = 2

SECONDS = 2.0
"""What was typed so long before the kill is there."""

_TICK = 0.1
"""Seconds from one letter to the next, as this process has them: where the machine is busy they are longer for all."""


def type_and_be_killed(path: Path, chance: random.Random) -> str:
    """Type a name letter by letter, perhaps save it, and kill the program. What is wrong afterwards; nothing if all is
    right."""
    home = path.parent
    text, shown = "", []
    is_saved = chance.random() < 0.4
    with Terminal(sys.executable, "-m", "capptro_tui", "--db", str(path), size=(80, 24), home=home) as terminal:
        terminal.wait_for("Your desk is ready")
        terminal.keys("2")
        terminal.wait_for("No customers yet")
        terminal.keys("n")
        terminal.wait_for("New customer")
        for _ in range(chance.randint(1, 40)):
            text += chance.choice(string.ascii_letters)
            terminal.type(text[-1])
            terminal.wait_for(text)
            shown.append(text)
            time.sleep(_TICK)
        if is_saved:
            terminal.type_unread(b"\x13")
        time.sleep(chance.random() * (0.4 if is_saved else _TICK))
        terminal.signal(SIGKILL)
        terminal.wait_exit()
    return found_wrong(path, shown)


def found_wrong(path: Path, shown: list[str]) -> str:
    """What is wrong with what was typed and with the database; `shown` is what stood in the form, a tick each."""
    with closing(Database.open(path, by=BY)) as database:
        names = [row["name"] for row in database.select("SELECT name FROM customer")]
        folder = path.parent / ".local" / "state" / "capptro" / "drafts"
        window = Drafts(folder, database.guard.database_id, path, lambda: datetime.now(UTC))
        offered = [draft.contents["name"].text for draft, _ in window.look(database)]
    in_time = shown[: max(0, len(shown) - round(SECONDS / _TICK))]
    if names:
        return "" if names == shown[-1:] and not offered else f"saved {names}, and offered {offered}"
    if not offered:
        return f"lost {in_time[-1]}" if in_time else ""
    [text] = offered
    if text not in shown:
        return f"offered {text}, typed {shown[-1]}"
    return "" if len(text) >= len(in_time) else f"offered {text}, typed two seconds before {in_time[-1]}"


def test_what_was_typed_two_seconds_before_a_kill_is_there(empty_file: Path, tmp_path: Path) -> None:
    def tried(seed: int) -> str:
        folder = tmp_path / str(seed)
        folder.mkdir()
        path = folder / "desk.db"
        shutil.copy(empty_file, path)
        wrong = type_and_be_killed(path, random.Random(seed))
        shutil.rmtree(folder)
        return f"{seed}: {wrong}" if wrong else ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert [said for said in pool.map(tried, range(KILLS)) if said] == []
