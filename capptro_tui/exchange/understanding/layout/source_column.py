"""A column of a table and its meaning for the records that are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.errors import Refused
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED

CLIENT_AND_PROPERTY = "client and property"
"""Detail of an identifier that has the client before a `_` and the property behind it."""

BEFORE_STREET = "before street"
"""Detail of a line of an address that stands before the street: a flat, a building."""

COUNTS_ROWS = "It counts the rows."
"""Reason to ignore a column with the numbers of the rows."""

CLEAR = "clear"
"""Detail of a status with words of another process among its values: only clear words decide."""

WITH_NUMBER = "with number"
"""Detail of a name that has a phone number behind it."""


@dataclass(slots=True)
class SourceColumn:
    """A column of a table.

    Attributes:
        index: its place in a row, from 0.
        header: its header; a second one of the same name ends in `#2`.
        target: the field that it fills, or `note`, `ignored`, `decides` (see `Meaning`).
        detail: more of the target.
        group: columns of one group belong together.
        label: the label of its values in the description.
        why: the reason why it is ignored; "" if it is not.
        filled: number of its values.
        placeholders: number of texts that stand for no value (`0/0/00`).
        date_order: "dmy", "mdy" or "ymd" if its values are dates in that order; "ambiguous" or "mixed" until people
            decide; "" if they are no dates.
        zeros: number of values that have probably lost a leading zero.
        restore_zero: whether people want that zero back.
        is_order_given: whether people have decided the order of its dates.
        left_out: values whose rows are left out, in small letters.
    """

    index: int
    header: str
    target: str = IGNORED
    detail: str = ""
    group: str = ""
    label: str = ""
    why: str = ""
    filled: int = 0
    placeholders: int = 0
    date_order: str = ""
    zeros: int = 0
    restore_zero: bool = False
    left_out: tuple[str, ...] = ()
    is_order_given: bool = False

    @property
    def part(self) -> str:
        """The target behind its dot: `first_name` of `contact.first_name`."""
        return self.target.rpartition(".")[2]

    @property
    def owner(self) -> str:
        """The target before its dot: `contact` of `contact.first_name`; "" for a field of the record itself."""
        return self.target.rpartition(".")[0]


Columns = Sequence[SourceColumn]


def give_target(column: SourceColumn, target: str, detail: str = "", why: str = "") -> None:
    """Give a column a target with its detail, and the reason if it is ignored."""
    column.target, column.detail, column.why = target, detail, why


def of_target(columns: Columns, target: str, detail: str | None = None) -> list[SourceColumn]:
    """Return the columns of a target, of one detail if it is given."""
    return [one for one in columns if one.target == target and detail in (None, one.detail)]


KEPT = ("target", "detail", "group", "label", "date_order", "restore_zero", "left_out")
"""Attributes that a mapping keeps."""


def to_json(column: SourceColumn) -> dict[str, Any]:
    """Return what is decided about a column as an object of JSON, without what is at its default."""
    usual = SourceColumn(0, "")
    values = {name: getattr(column, name) for name in KEPT}
    shown = {name: value for name, value in values.items() if value != getattr(usual, name) or name == "target"}
    return {"header": column.header, **{name: list(v) if isinstance(v, tuple) else v for name, v in shown.items()}}


def from_json(index: int, given: Any) -> SourceColumn:
    """Return a column from its object. Raises Refused."""
    if not isinstance(given, dict) or not isinstance(given.get("header"), str):
        raise Refused("Each column of a mapping must be an object with a “header”.")
    column = SourceColumn(index, given["header"])
    for name in KEPT:
        if name not in given:
            continue
        usual, value = getattr(column, name), given[name]
        if isinstance(usual, tuple) and isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = tuple(value)
        if type(value) is not type(usual):
            raise Refused(f"“{name}” of the column “{column.header[:40]}” has the wrong form in the mapping.")
        setattr(column, name, value)
    return column
