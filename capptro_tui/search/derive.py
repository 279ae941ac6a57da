"""Columns derived from a record's fields on every write, by which it is found and compared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.search import normalise
from capptro_tui.search.shape import name_shape

_SUFFIXES: dict[Match, tuple[str, ...]] = {
    Match.NAME: ("_norm", "_key", "_compact", "_shape"),
    Match.PHONE: ("_digits",),
    Match.EMAIL: ("_norm",),
    Match.REFERENCE: ("_norm",),
    Match.WORDS: (),
}

SEARCH_TEXT = "search_text"
"""Derived column with everything a record can be found by, folded; a space stands before every word."""

RELATED_TEXT = "related_text"
"""What a record is found by through others, in the same form; the database keeps it (see `db/search_index.py`)."""


def derived_columns(record: RecordType) -> tuple[str, ...]:
    """The names of a record's derived columns."""
    matched = _matched(cast("Any", record))  # mypy takes the class for a dataclass, which is not hashable
    names = [column for _, columns in matched for column in columns]
    return (*names, SEARCH_TEXT) if matched else ()


def derive(record: RecordType, row: Mapping[str, Any], region: str) -> dict[str, str]:
    """The derived columns for a row; `region` is the business's country, for phones without a country code."""
    derived: dict[str, str] = {}
    found: list[str] = []
    matched = _matched(cast("Any", record))  # see derived_columns
    for one, columns in matched:
        text = str(row[one.name] or "")
        keys = _keys(one, text, region) if text else ("",) * len(columns)
        derived.update(zip(columns, keys, strict=True))
        found.append(_searchable(one, text, keys) if text else "")
    if matched:
        derived[SEARCH_TEXT] = "".join(f" {text}" for text in found if text)
    return derived


@cache
def _matched(record: RecordType) -> list[tuple[Field, tuple[str, ...]]]:
    """The fields that take part in the search, and the derived columns of each."""
    return [
        (one, tuple(one.name + suffix for suffix in _SUFFIXES[one.match]))
        for one in record.fields.values()
        if one.match
    ]


def _keys(one: Field, text: str, region: str) -> tuple[str, ...]:
    match one.match:
        case Match.NAME:
            norm = normalise.name_norm(text)
            key, compact = normalise.name_key(norm), normalise.name_compact(norm)
            return norm, key, compact, name_shape(key, compact)
        case Match.PHONE:
            return (normalise.phone_key(text, region),)
        case Match.EMAIL:
            return (normalise.email_key(text),)
        case Match.REFERENCE:
            return (normalise.reference_key(text),)
        case _:
            return ()


def _searchable(one: Field, text: str, keys: tuple[str, ...]) -> str:
    """The words that the search looks through: names and words folded, the rest by its key and what is typed of it."""
    match one.match:
        case Match.NAME:
            folded = normalise.fold(text).split()
            return " ".join([*folded, *(word for word in keys[0].split() if word not in folded)])
        case Match.PHONE:
            return " ".join(filter(None, [keys[0], normalise.national_digits(keys[0])]))
        case Match.EMAIL:
            return normalise.email_words(keys[0])
        case Match.REFERENCE:
            return keys[0]
        case _:
            return normalise.fold(text)
