"""The outcomes of a rehearsal as rows of a table, and all that is known of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from textual.content import Content

from capptro_tui.errors import Superseded
from capptro_tui.exchange.importing.deciding.decisions import Decisions, Evidence
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate, in_file
from capptro_tui.exchange.importing.outcome_store import ASKED, MENDED, OutcomeSelection
from capptro_tui.show import show
from capptro_tui.widgets.table.record_table import Column, RowSource
from capptro_tui.widgets.table.table_columns import Row

MARKS: Final = {
    "created": ("+", "$success", "created"),
    "updated": ("~", "$accent", "updated"),
    "filled": ("~", "$accent", "filled in"),
    "unchanged": ("=", "$muted", "the same"),
    "skipped": ("○", "$warning", "skipped"),
    "undecided": ("?", "$warning", "to decide"),
    "refused": ("✗", "$error", "refused"),
}
"""Mark, style and word of each treatment."""

DECIDED: Final = {
    OnDuplicate.SKIP: "skipped", OnDuplicate.FILL: "filled", OnDuplicate.UPDATE: "updated",
    OnDuplicate.CREATE: "created",
}  # fmt: skip
"""Decision of a person to the treatment that follows from it."""

KIND_LABELS: Final = {
    "": "All", "undecided": "To decide", "created": "Created", "updated": "Updated", "filled": "Filled in",
    "unchanged": "The same", "skipped": "Skipped", "refused": "Refused", MENDED: "Mended", ASKED: "Questions",
}  # fmt: skip
"""The kinds of outcomes, in the order in which they are offered."""

_LONG = 400
_MOST_LINES = 40


class OutcomeRows(RowSource):
    """A source of outcomes: those of a selection, each with the decision about it."""

    def __init__(self, selection: OutcomeSelection, decisions: Decisions) -> None:
        self._selection = selection
        self._decisions = decisions
        self._is_stopped = False

    def rows(self, start: int, count: int) -> list[Row]:
        """Return outcomes, each with its place among all as its id."""
        self._check()
        return [
            {"id": outcome["place"] + 1, "outcome": outcome, "decided": self._decided(outcome)}
            for outcome in self._selection.rows(start, count)
        ]

    def total(self) -> int:
        """Return the number of outcomes so far."""
        self._check()
        return self._selection.total()

    def place(self, row_id: int) -> int | None:
        """Return the place of an outcome by its id."""
        self._check()
        return self._selection.place_of(row_id - 1)

    def _decided(self, outcome: dict[str, Any]) -> OnDuplicate | None:
        key = decision_key(outcome)
        return self._decisions.way(*key) if key is not None else None

    def stop(self) -> None:
        """End the reading."""
        self._is_stopped = True

    def _check(self) -> None:
        if self._is_stopped:
            raise Superseded


def decision_key(outcome: dict[str, Any]) -> tuple[int, str, Evidence] | None:
    """Return the row of an outcome, the record that it may be, and why; None if it is like no other."""
    if not outcome.get("similar") or not outcome["rows"]:
        return None
    first = outcome["similar"][0]
    return outcome["rows"][0], first["number"] or in_file(first["row"]), tuple(first["reasons"])


def outcome_columns() -> list[Column]:
    """Return the columns of the table of outcomes."""
    return [
        Column("row", "Row", 7, lambda row: f"{(row['outcome']['rows'] or [0])[0]:,}", align="right", sortable=False),
        Column("action", "Becomes", 11, _mark_of_row, sortable=False),
        Column("name", "Name", 24, lambda row: row["outcome"]["name"] or "(no name)", grow=2, sortable=False),
        Column("why", "What to know", 24, lambda row: next(iter(_said(row["outcome"])), ""), grow=3, sortable=False,
               style="$muted"),
    ]  # fmt: skip


def _mark_of_row(row: Row) -> Content:
    """Return the mark of an outcome: as it is decided, before the rehearsal has gone through it again."""
    return _mark(_action(row["outcome"], row["decided"]))


def _action(outcome: dict[str, Any], decided: OnDuplicate | None) -> str:
    if outcome["action"] == Action.UNDECIDED and decided is not None:
        return DECIDED[decided]
    return str(outcome["action"])


def _mark(action: str) -> Content:
    mark, style, word = MARKS[action]
    return Content.styled(f"{mark} {word}", style)


def _said(outcome: dict[str, Any]) -> Iterator[str]:
    """Yield what there is to know of an outcome, the most important first."""
    if reason := outcome.get("reason"):
        yield reason
    if question := outcome.get("question"):
        yield f"? {question}"
    for similar in outcome.get("similar", ()):
        where = similar.get("number") or f"row {similar.get('row')}"
        reasons = ", ".join(similar.get("reasons", ()))
        yield f"Like {similar['name']} ({where}){': ' if reasons else ''}{reasons}"
    for change in (*outcome.get("changes", ()), *outcome.get("differences", ())):
        yield f"{change['field']}: {change['from'] or 'nothing'} → {change['to'] or 'nothing'}"
    for mend in (one for one in outcome.get("mends", ()) if not one.get("reading")):
        now = f" → {mend['now']}" if mend["now"] else ""
        yield f"{mend['column']}: {mend['was']}{now} ({mend['why']})"
    for name, count in outcome.get("parts", {}).items():
        yield f"with {count} {name.replace('_', ' ')}{'s' if count > 1 else ''}"


def described(row: Row | None) -> Content:
    """Return all that is known of an outcome, for people, in lines."""
    if row is None:
        return Content("")
    outcome, decided = row["outcome"], row["decided"]
    rows = ", ".join(f"{row:,}" for row in outcome["rows"][:12])
    number = outcome.get("number", "")
    head = Content.assemble(
        (show(outcome["name"] or "(no name)", 80), "bold"), "  ",
        _mark(_action(outcome, decided)), ("  as you decided" if decided is not None else "", "$accent"),
        (f"  {number}" if number else "", "$muted"), (f"  row {rows}", "$muted"),
    )  # fmt: skip
    lines = [*_said(outcome)]
    shown = [Content(show(" ".join(line.split()), _LONG)) for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(Content.styled(f"and {len(lines) - _MOST_LINES:,} more", "$muted"))
    return Content("\n").join([head, *shown])
