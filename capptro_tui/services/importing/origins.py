"""Tells from which database the records of a file come: a number names the same record only in the one that gave it.

An export has the mark of its database, and beside each number of a linked record the identity of that record: its
title, or the time of its creation if such records have no titles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from enum import Enum, auto
from typing import Final

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import identity, rows
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.text.normalise import name_norm
from capptro_tui.text.patterns import pattern

DATABASE: Final = "database"
"""The name for the mark of the database in an exported record."""

DATABASE_LABEL: Final = "Database"
"""The header of the same for people."""

LINKED: Final = "linked"
"""The name, in a record's JSON, for the object of number to title of the records that it names."""

BESIDE: Final = "beside "
"""The beginning of the name of a value beside a link: an identity beside a number, or the reverse; its key follows."""

_ALWAYS_THERE = ("settings", "user")
"""Record types with rows in an empty database."""

_MARK = pattern(r"db-[0-9a-f]{12}")


class Origin(Enum):
    """The database that a record of a file comes from."""

    UNKNOWN = auto()
    HERE = auto()
    ELSEWHERE = auto()


def mark(source: Source) -> str:
    """Return the mark of a database. Raises Unusable."""
    return identity.mark(source)


def record_there(source: Source) -> RecordType | None:
    """Return a record type that has records in a database, in the trash or not; None in an empty one. Raises Unusable.

    The numbers of the first records that come into an empty one may be those of the database where they come from.
    """
    kept = (record for record in source.schema.records if record.info.journaled)
    others = (record for record in kept if record.info.name not in _ALWAYS_THERE)
    return next((record for record in others if rows.is_any(source, record)), None)


def is_mark(text: str) -> bool:
    """Return whether a text is the mark of a database."""
    return _MARK.fullmatch(text) is not None


def origin_of(text: str, here: str) -> Origin:
    """Return the origin that a mark in a file says. `here` is the mark of this database."""
    if not is_mark(text):
        return Origin.UNKNOWN
    return Origin.HERE if text == here else Origin.ELSEWHERE


def linked(source: Source, numbers: Collection[str]) -> dict[str, str]:
    """Return number to identity of records. Raises Unusable."""
    wanted: defaultdict[RecordType, set[int]] = defaultdict(set)
    for text in numbers:
        record, row_id = source.schema.reference(text)
        wanted[record].add(row_id)
    found: dict[str, str] = {}
    for record, ids in wanted.items():
        found |= {number(record, row_id): text for row_id, text in identity.identities(source, record, ids).items()}
    return found


def is_identified(record: RecordType, row: Row, text: str) -> bool:
    """Return whether a text is the identity of a row. Spellings of a name count as equal."""
    if not record.info.title:
        return bool(text == row["created_at"])
    if record.name_field() is not None and (key := name_norm(text)):
        return key == name_norm(record.called(row))
    return " ".join(text.split()).casefold() == " ".join(record.called(row).split()).casefold()
