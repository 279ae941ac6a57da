"""The door for scripts: verbs, each a few lines over a service. Without a verb the app opens.

Nothing slow is imported here: the app must not wait for what only the verbs need.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from capptro_tui import __version__
from capptro_tui.errors import Conflict, Refused
from capptro_tui.show import show
from capptro_tui.watchdog import Watchdog

DONE, REFUSED, INTERRUPTED = 0, 1, 130
"""Exit codes; wrong usage is 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, that of the process by default, and return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)
    _speak_utf8()
    try:
        code = _run(words)
        flush()
        return code
    except Conflict as conflict:
        complain(str(conflict), *conflict.conflicts)
    except Refused as refused:
        complain(str(refused))
    except BrokenPipeError:
        _drop_output()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        from capptro_tui.faults import note

        complain(note(fault))
    return REFUSED


def open_app(given: Path | None) -> int:
    """Open the app on a database and return its exit code. Raises Refused where there is no terminal for it."""
    from capptro_tui.locations import database_path

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refused("The app needs a terminal. Run “capptro --help” for what works without one.")
    watchdog = Watchdog()
    watchdog.start(sys.stdin.fileno())
    from capptro_tui.app import run

    return run(database_path(given), watchdog)


def complain(*sentences: str) -> None:
    """Print each sentence as one harmless line on standard error."""
    for sentence in sentences:
        print(show(sentence, 2000), file=sys.stderr)


def flush() -> None:
    """Send what was printed on its way now. Raises Refused where it cannot be written, BrokenPipeError where nobody
    reads."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        raise Refused(f"The output could not be written: {error.strerror}.") from None


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


def _speak_utf8() -> None:
    """JSON is UTF-8 whatever the locale; what cannot be written so (a broken file name) is escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Nobody reads on: what is still unwritten must not fail once more when the process ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
