"""The door for scripts: verbs, each a few lines over a service. Without a verb the app opens.

Nothing slow is imported here: the app must not wait for modules that only the verbs need.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from capptro_tui import __version__
from capptro_tui.cli import streams
from capptro_tui.cli.app_opener import open_app
from capptro_tui.cli.exit_codes import DONE, INTERRUPTED, REFUSED
from capptro_tui.cli.streams import complain
from capptro_tui.errors import Conflict, Refused


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


def _run(words: list[str]) -> int:
    if words == ["--version"]:
        print(f"capptro {__version__}")
        return DONE
    if not words:
        return open_app(None)
    if len(words) == 2 and words[0] == "--db" and words[1]:
        return open_app(Path(words[1]))
    if len(words) == 1 and words[0].startswith("--db=") and words[0] != "--db=":
        return open_app(Path(words[0].removeprefix("--db=")))
    from capptro_tui.cli.program import run

    return run(words)
