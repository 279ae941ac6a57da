"""Terminals closed at random moments: three seconds later no process of the program's is left."""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from signal import SIGKILL
from uuid import uuid4

import pytest

from bench import databases
from capptro_tui.db.database import Database
from capptro_tui.models.records.customer import Customer
from tests.e2e.terminal import Terminal
from tests.support import BY, ROOT, is_sound, rounds

TERMINALS = rounds(100)
AT_ONCE = 3
"""Terminals that are open at a time."""

SECONDS = 3.0
"""How long a process may outlive its terminal."""

_TICK = 0.05
_MARK = "CAPPTRO_TEST_MARK"
_PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from capptro_tui.services.duplicates import duplicate_pairs, pair_workers
# Even a few thousand customers are compared in processes of their own, for a while.
pair_workers.WORTH, duplicate_pairs.AT_ONCE = 1, 30
from capptro_tui.cli import main
sys.exit(main())
"""
_SHELLS = {
    "by itself": (),
    "with hangups ignored": ("sh", "-c", 'trap "" HUP; exec "$@"', "sh"),
    "below a shell": ("sh", "-c", '"$@"; :', "sh"),
    "below a shell, with hangups ignored": ("sh", "-c", 'trap "" HUP; "$@"; :', "sh"),
}

Act = Callable[[Terminal, random.Random], None]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with so many customers that what is done with all of them takes a moment."""
    path = tmp_path_factory.mktemp("crowded") / "crowded.db"
    with closing(Database.create(path, by=BY)) as database, database.write("import") as transaction:
        transaction.add_many(Customer, list(databases.customers(3000)))
    return path


def starting(_: Terminal, chance: random.Random) -> None:
    time.sleep(chance.random() * 1.5)  # a random moment is what is tried here


def idle(terminal: Terminal, _: random.Random) -> None:
    terminal.wait_for("Recent activity")


def to_the_list(terminal: Terminal) -> None:
    terminal.wait_for("Recent activity")
    terminal.keys("2")
    terminal.wait_for("C-00")


def typing(terminal: Terminal, _: random.Random) -> None:
    to_the_list(terminal)
    terminal.keys("n", "Harbour Bakery", "tab")


def searching(terminal: Terminal, _: random.Random) -> None:
    terminal.wait_for("Recent activity")
    terminal.keys("2", "/", "smith garden", "backspace", "backspace")


def leaving(terminal: Terminal, chance: random.Random) -> None:
    terminal.wait_for("Recent activity")
    terminal.type_unread(b"\x11")
    time.sleep(chance.random() * 0.3)


def writing(terminal: Terminal, _: random.Random) -> None:
    """A field of all customers is set."""
    to_the_list(terminal)
    terminal.keys("ctrl+a", "b")
    terminal.wait_for("Change 2,")
    terminal.keys("categ", "enter", "Trade")
    terminal.wait_for("Trade")
    terminal.type_unread(b"\x13")


def comparing(terminal: Terminal, _: random.Random) -> None:
    """Duplicates are looked for, in processes of their own."""
    to_the_list(terminal)
    terminal.keys("D")
    terminal.wait_for("Possible duplicates")


def unread(terminal: Terminal, chance: random.Random) -> None:
    """Nobody reads what is painted; at the end perhaps not even the last words."""
    terminal.wait_for("Recent activity")
    for _ in range(60):
        terminal.type_unread(b"231\x1b[6~")
        time.sleep(0.005)
    if chance.random() < 0.6:
        terminal.type_unread(b"\x11")
        time.sleep(chance.random())


ACTS: list[Act] = [starting, idle, typing, searching, leaving, writing, comparing, unread]


def alive(mark: str) -> Iterator[int]:
    """The processes that were started with this mark, and theirs."""
    wanted = f"{_MARK}={mark}".encode()
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with suppress(OSError):
                if wanted in Path(entry.path, "environ").read_bytes():
                    yield int(entry.name)


def left_behind(act: Act, shell: str, seed: int, crowded: Path, folder: Path) -> list[str]:
    """Close a terminal while the program does something; the processes that are left three seconds later."""
    mark, chance = uuid4().hex, random.Random(seed)
    path = folder / "desk.db"
    shutil.copy(crowded, path)
    program = _PROGRAM.format(root=str(ROOT))
    command = (*_SHELLS[shell], sys.executable, "-c", program, "--db", str(path))
    with Terminal(*command, size=(100, 30), home=folder, env={_MARK: mark}) as terminal:
        act(terminal, chance)
        time.sleep(chance.random() * 0.2)
        terminal.hang_up()
        # Seconds as this process has them: where the machine is busy, they are longer for everybody.
        for _ in range(round(SECONDS / _TICK)):
            time.sleep(_TICK)
            if terminal.exit_code is not None and not list(alive(mark)):
                break
        left = []
        for pid in alive(mark):
            with suppress(OSError):
                left.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[-80:])
                os.kill(pid, SIGKILL)
    if not is_sound(path):
        left.append("a damaged database")
    if logs := list(folder.rglob("capptro.log")):
        left.append(logs[0].read_text("utf-8"))
    return left


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by Linux's /proc")
def test_no_process_outlives_its_terminal(crowded: Path, tmp_path: Path) -> None:
    shells = list(_SHELLS)
    cases = [(ACTS[n % len(ACTS)], shells[(n * 5 + n // len(ACTS)) % len(shells)], n) for n in range(TERMINALS)]

    def tried(case: tuple[Act, str, int]) -> str:
        act, shell, seed = case
        folder = tmp_path / str(seed)
        folder.mkdir()
        left = left_behind(act, shell, seed, crowded, folder)
        shutil.rmtree(folder)
        return f"{act.__name__} {shell} {seed}: {left}" if left else ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert [said for said in pool.map(tried, cases) if said] == []
