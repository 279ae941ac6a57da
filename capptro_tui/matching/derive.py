"""Columns derived from a record's fields on every write, by which it is found and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from capptro_tui.matching.spellings import joined_words
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.text import normalise
from capptro_tui.text.natural import natural_key
from capptro_tui.text.shape import name_shape

_SUFFIXES: dict[Match, tuple[str, ...]] = {
    Match.NAME: ("_norm", "_key", "_compact", "_shape"),
    Match.PHONE: ("_digits",),
    Match.EMAIL: ("_norm",),
    Match.REFERENCE: ("_norm",),
    Match.WORDS: (),
    Match.ADDRESS: (),
    Match.POSTCODE: (),
}

SEARCH_TEXT = "search_text"
"""Derived column with everything a record can be found by, folded, each word once; a space stands before every word.
Behind two spaces stands its address, by which the records that belong to it are not found."""

RELATED_TEXT = "related_text"
"""The column with the words by which other records lead to a record, in the same form. The database keeps it
(`db/indexes/search_index.py`)."""

ORDER = "_order"
"""How the derived columns end by which a list is sorted as people count (see `natural.py`). Each is NULL where the
field itself gives the order: most texts have no number in them."""


def is_searchable(record: RecordType) -> bool:
    """Whether a record has something to be found by."""
    return bool(_matched(cast("Any", record)))  # mypy takes the class for a dataclass, which is not hashable


def derived_columns(record: RecordType) -> tuple[str, ...]:
    """The names of a record's derived columns."""
    matched = _matched(cast("Any", record))  # see is_searchable
    names = [column for _, columns in matched for column in columns]
    return (*names, *order_columns(record), SEARCH_TEXT) if matched else ()


def order_columns(record: RecordType) -> dict[str, str]:
    """Derived column to field of the texts by which a record's list may be sorted."""
    return _ordered(cast("Any", record))  # see is_searchable


def derives_from(record: RecordType) -> frozenset[str]:
    """The fields by which a record's derived columns change."""
    matched = _matched(cast("Any", record))  # see is_searchable
    return frozenset([*(one.name for one, _ in matched), *(order_columns(record).values() if matched else ())])


def derive(record: RecordType, row: Mapping[str, Any], region: str) -> dict[str, str | None]:
    """The derived columns for a row; `region` is the business's country, for phones without a country code."""
    derived: dict[str, str | None] = {}
    own: list[str] = []
    place: list[str] = []
    matched = _matched(cast("Any", record))  # see is_searchable
    for one, columns in matched:
        text = str(row[one.name] or "")
        keys = keys_of(one, text, region) if text else ("",) * len(columns)
        derived.update(zip(columns, keys, strict=True))
        if text:
            (place if one.match and one.match.is_place else own).extend(words_of(one, text, keys))
    if matched:
        for column, name in order_columns(record).items():
            norm = derived[f"{name}_norm"] if record.fields[name].match is Match.NAME else row[name]
            derived[column] = natural_key(str(norm or ""))
        known = dict.fromkeys(own)
        further = [word for word in dict.fromkeys(place) if word not in known]
        derived[SEARCH_TEXT] = _spaced(known) + (f" {_spaced(further)}" if further else "")
    return derived


def former_words(one: Field, texts: Iterable[str]) -> str:
    """What a record is found by for what a field held before, in the form of `SEARCH_TEXT`."""
    words = (word for text in texts for word in words_of(one, text, keys_of(one, text, "")))
    return _spaced(dict.fromkeys(words))


def _spaced(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words)


@cache
def _matched(record: RecordType) -> list[tuple[Field, tuple[str, ...]]]:
    """The fields that take part in the search, and the derived columns of each."""
    return [
        (one, tuple(one.name + suffix for suffix in _SUFFIXES[one.match]))
        for one in record.fields.values()
        if one.match
    ]


@cache
def _ordered(record: RecordType) -> dict[str, str]:
    listed = record.list_fields() if record.info.listed else []
    return {f"{one.name}{ORDER}": one.name for one in listed if one.type.sorts_naturally and one.form}


def keys_of(one: Field, text: str, region: str) -> tuple[str, ...]:
    """The derived columns of a field that has a text."""
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


def words_of(one: Field, text: str, keys: tuple[str, ...]) -> list[str]:
    """The words by which a field is found: names and words folded and joined, the rest by its key and what is typed of
    it."""
    match one.match:
        case Match.PHONE:
            return [*filter(None, [keys[0], normalise.national_digits(keys[0])])]
        case Match.EMAIL:
            return normalise.email_words(keys[0]).split()
        case Match.REFERENCE:
            return keys[0].split()
        case Match.POSTCODE:
            whole = normalise.postcode_key(text)
            return [whole, *(word for word in normalise.fold(text).split() if not whole.startswith(word))]
    folded = normalise.fold(text).split()
    if one.type.is_multiline:
        return folded
    joined = joined_words(folded, is_place=one.match is Match.ADDRESS)
    return [*folded, *(keys[0].split() if keys else ()), *joined]
