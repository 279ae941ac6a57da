"""Whoever is told to end and does not, is ended, after what must be done first."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capptro_tui.watchdog import TERMINAL_GONE, Watchdog
from tests.support import ROOT


class Ended(threading.Event):
    """Stands for the end of the process; knows its code."""

    code: int | None = None

    def __call__(self, code: int) -> None:
        self.code = code
        self.set()


@pytest.fixture
def ended() -> Ended:
    return Ended()


def test_the_app_is_told_then_the_last_is_done_then_the_process_ends(ended: Ended) -> None:
    watchdog = Watchdog(ended, patience=0)
    done: list[str] = []
    watchdog.tell(lambda code: done.append(f"told {code}"))
    watchdog.before_hard_end(lambda: done.append("drafts"))
    watchdog.start(None)
    assert not watchdog.is_ending
    watchdog.end()
    watchdog.end(5)
    assert ended.wait(20)
    assert ended.code == TERMINAL_GONE
    assert done == [f"told {TERMINAL_GONE}", "drafts"]
    assert watchdog.is_ending


def test_while_there_is_nobody_to_tell_it_ends_at_once(ended: Ended) -> None:
    watchdog = Watchdog(ended, patience=3600)
    watchdog.start(None)
    watchdog.end(7)
    assert ended.wait(20)
    assert ended.code == 7


def test_who_asks_late_is_told_at_once(ended: Ended) -> None:
    watchdog = Watchdog(ended, patience=3600)
    watchdog.end(7)
    told: list[int] = []
    watchdog.tell(told.append)
    assert told == [7]


def test_what_fails_or_hangs_does_not_keep_the_rest_from_being_done(ended: Ended) -> None:
    watchdog = Watchdog(ended, patience=0)
    never, done = threading.Event(), threading.Event()

    def fail(*_: int) -> None:
        raise RuntimeError

    watchdog.tell(fail)
    watchdog.before_hard_end(never.wait)
    watchdog.before_hard_end(fail)
    watchdog.before_hard_end(done.set)
    watchdog.start(None)
    watchdog.end()
    assert ended.wait(20)
    assert done.is_set()
    never.set()


_BUSY = """
import os, sys, threading, time
sys.path.insert(0, sys.argv[1])
from capptro_tui.watchdog import Watchdog
watchdog = Watchdog()
watchdog.tell(lambda code: print("told", code, flush=True))
watchdog.before_hard_end(lambda: print("drafts", flush=True))
watchdog.start(None)
threading.Thread(target=threading.Event().wait).start()  # the interpreter would wait for it
print("ready", flush=True)
{busy}
"""


@contextmanager
def started(busy: str, folder: Path, *before: str) -> Iterator[subprocess.Popen[str]]:
    """A process with a watchdog that does `busy`."""
    process = subprocess.Popen(
        [*before, sys.executable, "-c", _BUSY.format(busy=busy), str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "busy",
    [
        "threading.Event().wait()",
        "while True: pass",
        "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "import subprocess as s; s.run(['sleep', '60'], stdout=s.DEVNULL)",
        "time.sleep(3600)",
        "raise SystemExit(0)",
    ],
    ids=["waits", "computes", "holds the interpreter", "waits for a program", "sleeps", "has ended but for a thread"],
)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_process_whatever_it_does(busy: str, number: signal.Signals, tmp_path: Path) -> None:
    with started(busy, tmp_path) as process:
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
    if "re.match" in busy:
        # No other Python code runs meanwhile: the interpreter's own timer has ended it.
        assert process.returncode == 1
    else:
        assert process.returncode == 128 + number
        assert said == f"told {128 + number}\ndrafts\n"


def test_a_signal_that_the_shell_wants_ignored_is_ignored(tmp_path: Path) -> None:
    with started("print(sys.stdin.readline(), flush=True); os._exit(0)", tmp_path, "nohup") as process:
        process.send_signal(signal.SIGHUP)
        said, _ = process.communicate("still here\n", timeout=60)
    assert said == "still here\n\n"
    assert process.returncode == 0
