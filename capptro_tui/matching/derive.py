"""Derived columns: normal forms of a record's fields, computed on every write, for search and comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, cast

from capptro_tui.matching.spellings import joined_words
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.text import normalise
from capptro_tui.text.natural import natural_key
from capptro_tui.text.shape import name_shape

_PLACES = frozenset(match for match in Match if match.is_place)

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
"""Derived column with all search words of a record, folded, each word once, a space before every word.

The words of its address follow two spaces; they do not lead to records that belong to this one.
"""

RELATED_TEXT = "related_text"
"""Column with the search words of related records, in the same form.

The database keeps it (`db/indexes/search_index.py`).
"""

ORDER = "_order"
"""Suffix of the derived columns that sort a list in natural order (`text/natural.py`).

Such a column is NULL where the field itself gives the order: most texts have no number in them.
"""


def is_searchable(record: RecordType) -> bool:
    """Whether a record type has fields to search by."""
    return bool(_matched(cast("Any", record)))  # mypy takes the class for a dataclass, which is not hashable


def derived_columns(record: RecordType) -> tuple[str, ...]:
    """Return the names of a record type's derived columns."""
    matched = _matched(cast("Any", record))  # see is_searchable
    names = [column for _, columns in matched for column in columns]
    return (*names, *order_columns(record), SEARCH_TEXT) if matched else ()


def order_columns(record: RecordType) -> dict[str, str]:
    """Return derived column to field name, for the text fields by which the record's list can be sorted."""
    return _ordered(cast("Any", record))  # see is_searchable


def derives_from(record: RecordType) -> frozenset[str]:
    """Return the names of the fields from which the derived columns are computed."""
    matched = _matched(cast("Any", record))  # see is_searchable
    return frozenset([*(field.name for field, _ in matched), *(order_columns(record).values() if matched else ())])


def derive(record: RecordType, row: Mapping[str, Any], region: str) -> dict[str, str | None]:
    """Compute the derived columns of a row.

    Args:
        record: the type of the row.
        row: the stored columns, by name.
        region: two-letter country of the business, for phones without a country code.
    """
    derived: dict[str, str | None] = {**_blank(cast("Any", record))}  # see is_searchable
    own: list[str] = []
    place: list[str] = []
    matched = _matched(cast("Any", record))
    for field, columns in matched:
        if value := row[field.name]:
            text = str(value)
            keys = keys_of(field, text, region)
            derived.update(zip(columns, keys, strict=True))
            (place if field.match in _PLACES else own).extend(words_of(field, text, keys))
    if matched:
        for column, name in order_columns(record).items():
            norm = derived[f"{name}_norm"] if record.fields[name].match is Match.NAME else row[name]
            derived[column] = natural_key(str(norm or ""))
        known = dict.fromkeys(own)
        further = [word for word in dict.fromkeys(place) if word not in known]
        derived[SEARCH_TEXT] = _spaced(known) + (f" {_spaced(further)}" if further else "")
    return derived


def former_words(field: Field, texts: Iterable[str]) -> str:
    """Return the search words of former values of a field, in the form of `SEARCH_TEXT`."""
    words = (word for text in texts for word in words_of(field, text, keys_of(field, text, "")))
    return _spaced(dict.fromkeys(words))


def _spaced(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words)


@cache
def _matched(record: RecordType) -> list[tuple[Field, tuple[str, ...]]]:
    """Return the fields that take part in the search, each with its derived columns."""
    return [
        (field, tuple(field.name + suffix for suffix in _SUFFIXES[field.match]))
        for field in record.fields.values()
        if field.match
    ]


@cache
def _blank(record: RecordType) -> dict[str, str]:
    """Return the derived columns of the search fields of a record in which they are empty."""
    return {column: "" for _, columns in _matched(cast("Any", record)) for column in columns}


@cache
def _ordered(record: RecordType) -> dict[str, str]:
    listed = record.list_fields() if record.info.has_list else []
    return {f"{field.name}{ORDER}": field.name for field in listed if field.type.sorts_naturally and field.form}


def keys_of(field: Field, text: str, region: str) -> tuple[str, ...]:
    """Return the values of a field's derived columns for a text that is not empty."""
    match field.match:
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


def words_of(field: Field, text: str, keys: tuple[str, ...]) -> Sequence[str]:
    """Return the search words of a field.

    These are the folded and joined words of a text; for other fields, the key and the parts that people type of it.
    """
    match field.match:
        case Match.PHONE:
            return [*filter(None, [keys[0], normalise.national_digits(keys[0])])]
        case Match.EMAIL:
            return normalise.email_words(keys[0]).split()
        case Match.REFERENCE:
            return keys[0].split()
        case Match.POSTCODE:
            whole = normalise.postcode_key(text)
            return [whole, *(word for word in normalise.fold(text).split() if not whole.startswith(word))]
        case Match.ADDRESS if not field.type.is_multiline:
            return _address_words(text)
    folded = normalise.fold(text).split()
    if field.type.is_multiline:
        return folded
    return [*folded, *(keys[0].split() if keys else ()), *joined_words(folded)]


@lru_cache(maxsize=2048)
def _address_words(text: str) -> tuple[str, ...]:
    """Return the search words of a street or town. Most customers live in few towns."""
    folded = normalise.fold(text).split()
    return (*folded, *joined_words(folded, is_place=True))
