"""Finds the records other than customers that a file has brought before, so that a second import doubles nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import key_rows, rows
from capptro_tui.models.field import Match
from capptro_tui.models.record import BASE, RecordType, Row
from capptro_tui.models.records.note import Note
from capptro_tui.models.types import TODAY
from capptro_tui.text.normalise import name_norm, reference_key


class KnownRecords:
    """The records of one type that are there when this is made. Each is found once: two equal rows are two records.

    A record is the same if it has the owner and the reference of the given one: a serial number, the number of an
    order. Without a reference it must have the same title, and the same days and times as far as both have them.
    Without a title it must have every given value, and none that it must have may be missing. Where a field is unique,
    as a login, that alone decides. A record without an owner is looked for among those without one. With the same
    identifier in another program, the title or the owner suffices: numbers begin anew in another list.
    """

    def __init__(self, source: Source, record: RecordType) -> None:
        self._source = source
        self._record = record
        self._owner = record.owner_link()
        self._references = [field.name for field in record.matched_fields() if field.match is Match.REFERENCE]
        self._unique = next((field.name for field in record.fields.values() if field.unique), "")
        self._foreign = next((name for name in self._references if record.fields[name].foreign), "")
        self._needed = {
            field.name
            for field in record.fields.values()
            if field.required and field.form and field.default in (None, TODAY) and field.name not in BASE
        }
        self._found: set[int] = set()
        self._first_new = key_rows.next_id(source, record)

    def find(
        self,
        given: Sequence[Mapping[str, Any]],
        accepts: Callable[[int, Row], bool] = lambda _place, _row: True,
        *,
        first: bool = False,
    ) -> list[list[Row]]:
        """Return, for each of some records, the stored row; none if there is none, several if nothing tells them apart.

        Args:
            given: their checked values.
            accepts: decides about a row that has no reference in common with the record at a place of `given`: an
                order of the same customer and day is another one if its lines are others.
            first: whether the first of several is taken.
        """
        candidates = self._candidates(given)
        found: list[list[Row]] = []
        for place, values in enumerate(given):
            same = ([row for row in candidates[key] if self._is_same(row, values)] for key in self._keys(values))
            alike = next(filter(None, same), [])
            alike = [row for row in alike if self._has_reference(row, values)] or [
                row for row in alike if accepts(place, row)
            ]
            alike = [row for row in alike if _has_all(row, values)][:1] or alike
            if first or all(_are_alike(row, alike[0], values) for row in alike[1:]):
                alike = alike[:1]
            if len(alike) == 1:
                self._found.add(alike[0]["id"])
            found.append(alike)
        return found

    def _column(self, values: Mapping[str, Any]) -> str:
        """Return the column by which the candidates for a record are read: a unique one, the owner, or the title."""
        if self._owner is not None and not self._unique and values.get(self._owner.name) is not None:
            return self._owner.name
        return self._unique or (self._record.info.title or ("id",))[-1]

    def _keys(self, values: Mapping[str, Any]) -> list[_Key]:
        """Return the columns and keys by which the candidates for a record are read, the surest first."""
        keys = [(f"{self._foreign}_norm", reference_key(values[self._foreign]))] if values.get(self._foreign) else []
        column = self._column(values)
        return [*keys, (column, _as_key(values.get(column)))]

    def _candidates(self, given: Sequence[Mapping[str, Any]]) -> defaultdict[_Key, list[Row]]:
        wanted: defaultdict[str, set[Any]] = defaultdict(set)
        for values in given:
            for column, key in self._keys(values):
                if key not in (None, ""):
                    wanted[column].add(key)
        found: defaultdict[_Key, list[Row]] = defaultdict(list)
        for column, keys in wanted.items():
            field = self._record.fields.get(column)  # a derived column is none
            is_text = field is not None and field.type.is_text
            for row in key_rows.with_values(self._source, self._record, column, keys, folded=is_text):
                key = reference_key(row[self._foreign]) if field is None else _as_key(row[column])
                found[column, key].append(row)
        return found

    def _is_same(self, row: Row, values: Mapping[str, Any]) -> bool:
        if row["id"] in self._found or row["id"] >= self._first_new:
            return False
        if self._unique:
            return _folded(row[self._unique]) == _folded(values.get(self._unique))
        if values.get(self._foreign) and row[self._foreign]:
            is_equal = reference_key(values[self._foreign]) == reference_key(row[self._foreign])
            return is_equal and (self._has_title(row, values) or self._has_owner(row, values))
        if not self._has_owner(row, values):
            return False
        for name in self._references:
            if values.get(name) and row[name]:
                return reference_key(values[name]) == reference_key(row[name])
        if not self._record.info.title:
            return self._needed <= values.keys() and _has_all(row, values)
        return self._has_title(row, values) and not any(
            row[name] and values.get(name) and row[name] != values[name] for name in self._times()
        )

    def _has_owner(self, row: Row, values: Mapping[str, Any]) -> bool:
        return self._owner is None or bool(row[self._owner.name] == values.get(self._owner.name))

    def _has_title(self, row: Row, values: Mapping[str, Any]) -> bool:
        return all(_folded(row[name]) == _folded(values.get(name)) for name in self._record.info.title)

    def _has_reference(self, row: Row, values: Mapping[str, Any]) -> bool:
        return any(values.get(name) and row[name] for name in self._references)

    def _times(self) -> list[str]:
        return [field.name for field in self._record.fields.values() if field.type.is_day or field.type.is_near_in_time]


def rows_named(source: Source, record: RecordType, names: Collection[str], below: int) -> dict[str, list[Row]]:
    """Return the records that have one of some names in their normalised form, as that form to rows, oldest first.

    Their ids are below a given one, so that the new records of an import are not among them.
    """
    field = record.name_field()
    found: defaultdict[str, list[Row]] = defaultdict(list)
    if field is not None:
        for row in key_rows.with_values(source, record, f"{field.name}_norm", names, below=below):
            found[name_norm(str(row[field.name]))].append(row)
    return found


def first_new_id(source: Source, record: RecordType) -> int:
    """Return an id that no record has so far; those that come get this one or a higher one."""
    return key_rows.next_id(source, record)


def new_texts(source: Source, customer_id: int, texts: Sequence[str]) -> list[str]:
    """Return those of some texts that no note of a customer has."""
    known = {row["text"] for row in key_rows.with_values(source, Note, "customer_id", [customer_id])}
    return [text for text in texts if text not in known]


def rows_there(source: Source, record: RecordType, ids: Collection[int]) -> dict[int, Row]:
    """Return the records with these ids, as id to row; those in the trash, too."""
    return {row["id"]: row for row in rows.by_ids(source, record, sorted(ids))}


_Key = tuple[str, Any]
"""A column, and a value by which rows are looked for in it."""


def _as_key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _has_all(row: Row, values: Mapping[str, Any]) -> bool:
    return all(row[name] == value for name, value in values.items() if name not in BASE)


def _are_alike(row: Row, other: Row, values: Mapping[str, Any]) -> bool:
    """Return whether two rows are equal in all fields that a record has, so that it is no matter which one changes."""
    return all(row[name] == other[name] for name in values if name not in BASE)


def _folded(value: Any) -> str:
    return " ".join(str(value or "").split()).casefold()
