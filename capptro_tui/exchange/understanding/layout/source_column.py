"""A column of a table and its meaning for the records that are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.errors import Refused
from capptro_tui.exchange.understanding.values.dates import AMBIGUOUS, DAY_FIRST, MIXED, MONTH_FIRST, YEAR_FIRST
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED
from capptro_tui.text.suggestions import did_you_mean

CLIENT_AND_PROPERTY = "client and property"
"""Detail of an identifier that has the client before a `_` and the property behind it."""

BEFORE_STREET = "before street"
"""Detail of a line of an address that stands before the street: a flat, a building."""

CARD = "card"
"""Detail of columns that only this program's own cards have: the number of a customer, its database, e-mails."""

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

USUAL_DETAILS = {"phone": "main", "fax": "fax", "status": "active"}
"""Target to its usual detail."""

_ORDERS_GIVEN = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
DATE_ORDERS = ("", *_ORDERS_GIVEN, AMBIGUOUS, MIXED)
"""Orders of dates that a column may have."""


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
    where = f"The column “{column.header[:40]}” of the mapping"
    check_names(given, ("header", *KEPT), where)
    if not given.get("target"):
        raise Refused(f"{where} has no “target”.")
    column.detail = USUAL_DETAILS.get(str(given["target"]), "")
    for name in KEPT:
        if name not in given:
            continue
        usual, value = getattr(column, name), given[name]
        if isinstance(usual, tuple) and isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = tuple(value)
        if type(value) is not type(usual):
            raise Refused(f"“{name}” of the column “{column.header[:40]}” has the wrong form in the mapping.")
        setattr(column, name, value)
    if column.date_order not in DATE_ORDERS:
        known = ", ".join(f"“{one}”" for one in _ORDERS_GIVEN)
        raise Refused(f"{where} has the date_order “{column.date_order[:40]}”; known are {known}.")
    return column


def check_names(given: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Raise Refused if an object has a name that is not known."""
    if (unknown := next((name for name in given if name not in known), None)) is not None:
        raise Refused(f"{where} has “{unknown[:40]}”, which means nothing.{did_you_mean(unknown, known)}")
