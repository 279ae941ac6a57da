"""The words of `list`: its conditions and columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from capptro_tui.cli.database import assignment
from capptro_tui.exchange.conditions import NUMBER, TRASHED, find_field
from capptro_tui.models.record import RecordType


def read_where(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the field and the values of conditions such as `status=new`. Raises Misused."""
    given: dict[str, list[str]] = {}
    for name, value in map(assignment, words):
        given.setdefault(name, []).append(value)
    return given


def read_columns(record: RecordType, names: Sequence[str]) -> list[str]:
    """Return the names of the columns as in JSON. Raises Invalid if one is unknown."""
    return [
        name if name in (NUMBER, TRASHED) else find_field(record, name).key
        for name in (name.replace("-", "_") for name in names)
    ]
