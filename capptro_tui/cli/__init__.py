"""The door for scripts: verbs, each a few lines over a service. Without a verb the app opens.

Nothing slow is imported here: the app must not wait for what only the verbs need.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import UnsupportedOperation
from pathlib import Path

from capptro_tui import __version__
from capptro_tui.cli import streams
from capptro_tui.errors import Conflict, Refused
from capptro_tui.show import show
from capptro_tui.watchdog import PROCESS

DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes."""

_CANNOT_DRAW = ("", "dumb", "unknown")
"""Kinds of terminal without a cursor that can be moved."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, that of the process by default, and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)
    streams.prepare()
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except Conflict as conflict:
        complain(str(conflict), *conflict.conflicts)
    except streams.OutputLost as lost:
        streams.drop(sys.stdout)
        complain(str(lost))
    except Refused as refused:
        complain(str(refused))
    except BrokenPipeError:
        streams.drop(sys.stdout)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        from capptro_tui.faults import note

        complain(note(fault))
    return REFUSED


def open_app(given: Path | None) -> int:
    """Open the app on a database and return its exit code. Raises Refused where there is no terminal for it."""
    from capptro_tui.locations import named_path

    # Shown elsewhere, as in a browser, it needs none.
    if "TEXTUAL_DRIVER" not in os.environ:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Refused("The app needs a terminal. Run “capptro --help” for what works without one.")
        terminal = os.environ.get("TERM", "")
        if terminal in _CANNOT_DRAW and sys.platform != "win32":
            what = f"TERM is {terminal}" if terminal else "TERM is not set"
            complain(f"The app cannot draw on this terminal: {what}. Run “capptro --help” for what works here.")
            return MISUSED
        with suppress(UnsupportedOperation):  # a stream that only claims to be a terminal
            PROCESS.start(sys.stdin.fileno())
    from capptro_tui.app import run

    return run(named_path(given))


def complain(*sentences: str) -> None:
    """Print each sentence as one harmless line on standard error; where that is full or gone, nobody hears it."""
    try:
        for sentence in sentences:
            print(show(sentence, 2000), file=sys.stderr, flush=True)
    except OSError:
        streams.drop(sys.stderr)


def _run(words: list[str]) -> int:
    if words == ["--version"]:
        print(f"capptro {__version__}")
        return DONE
    if not words:
        return open_app(None)
    if len(words) == 2 and words[0] == "--db":
        return open_app(Path(words[1]))
    if len(words) == 1 and words[0].startswith("--db="):
        return open_app(Path(words[0].removeprefix("--db=")))
    from capptro_tui.cli.program import run

    return run(words)
