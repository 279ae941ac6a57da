"""Questions about duplicates on a terminal: `import --on-duplicate ask` asks record by record, and writes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

from capptro_tui.cli.output import text as output
from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.deciding.decisions import Decisions
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate, in_file

_WAYS: Final = {
    "s": OnDuplicate.SKIP,
    "f": OnDuplicate.FILL,
    "u": OnDuplicate.UPDATE,
    "c": OnDuplicate.CREATE,
}
"""Letter to the treatment that it chooses; the capital chooses it for all that are alike for the same reasons."""

_PROMPT: Final = "s skip, f fill in, u update, c create; a capital for all alike; q import nothing: "
_STOPPED: Final = "Stopped. Nothing was imported."
_MOST_DIFFERENCES: Final = 12


def can_ask() -> bool:
    """Return whether somebody can be asked: input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(outcomes: Iterable[dict[str, Any]], decisions: Decisions) -> None:
    """Ask about each outcome that is undecided, and note the answers.

    Args:
        outcomes: the outcomes of a rehearsal, as objects.
        decisions: gets the answers.

    Raises:
        Refused: the person wants to import nothing, or the input has ended.
    """
    for outcome in outcomes:
        if outcome["action"] != Action.UNDECIDED:
            continue
        similar = outcome["similar"][0]
        row, place = outcome["rows"][0], similar["number"] or in_file(similar["row"])
        reasons = tuple(similar["reasons"])
        if decisions.way(row, place, reasons) is not None:
            continue  # all alike were decided meanwhile
        output.tell("", *_said(outcome, similar, place))
        letter = _answer()
        if letter.isupper():
            decisions.decide_kind(reasons, _WAYS[letter.lower()])
        else:
            decisions.decide(row, place, _WAYS[letter])


def _said(outcome: dict[str, Any], similar: dict[str, Any], place: str) -> Iterator[str]:
    """Yield lines about a record and the one that it may be."""
    why = ", ".join(similar["reasons"])
    yield f"Row {outcome['rows'][0]}: {outcome['name']} is like {similar['name']} ({place}){f': {why}' if why else ''}"
    differences = outcome.get("differences", [])
    for change in differences[:_MOST_DIFFERENCES]:
        yield f"  {change['field']}: {change['from'] or '-'} → {change['to'] or '-'}"
    if len(differences) > _MOST_DIFFERENCES:
        yield f"  and {len(differences) - _MOST_DIFFERENCES:,} more"


def _answer() -> str:
    """Ask until the answer is a letter that is known. Raises Refused for `q` and at the end of the input."""
    while True:
        sys.stdout.write(_PROMPT)
        sys.stdout.flush()
        line = sys.stdin.readline()
        letter = line.strip()
        if not line or letter in ("q", "Q"):
            raise Refused(_STOPPED)
        if letter.lower() in _WAYS:
            return letter
