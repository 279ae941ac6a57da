"""What has become of the record that a draft is for, since somebody typed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.clean import clean
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.registry import RECORDS
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.rules import alias
from capptro_tui.services.rules.starting import starting

RECORD_FORM = "record"
"""The kind of form in which a record is created or changed (`Draft.form`)."""

_LATEST = 200
"""Records made last among which one is looked for that was saved just before the end."""


class Standing(Enum):
    """How a draft stands to what is in the database."""

    FRESH = auto()  #: nothing has changed since, or it is for a new record
    CHANGED = auto()  #: its record has been changed since
    RESTORED = auto()  #: a backup was restored since, whatever the record's version
    GONE = auto()  #: its record is gone, merged or in the trash: it can only become a new one
    SAVED = auto()  #: all of it is in the database: the program was ended just after it had saved it
    UNKNOWN = auto()  #: this version of the program does not know such records, or such a form


def record_of(draft: Draft) -> RecordType | None:
    """The record type that a draft is about, if this program knows it."""
    return next((one for one in RECORDS if one.info.name == draft.record), None)


def standing(database: Database, draft: Draft) -> Standing:
    """How a draft stands to what is in the database. Raises Refused when that cannot be read."""
    if draft.form != RECORD_FORM:
        return Standing.FRESH
    record = record_of(draft)
    if record is None:
        return Standing.UNKNOWN
    row = rows.one(database, record, draft.row_id) if draft.row_id is not None else None
    if is_saved(database, record, draft, row):
        return Standing.SAVED
    if draft.row_id is not None and (row is None or not is_there(record, row)):
        return Standing.GONE
    if draft.restore_id != database.guard.restore_id:
        return Standing.RESTORED
    return Standing.CHANGED if row is not None and row["version"] != draft.version else Standing.FRESH


def texts_now(database: Database, record: RecordType, draft: Draft, row: Row) -> dict[str, FieldContent]:
    """What the fields of a draft hold, days and amounts as they are typed in the locale of today.

    Args:
        database: where the draft is for.
        record: what it is for.
        draft: what was typed.
        row: what the record holds, by which an amount is read.
    """
    if not draft.locale:
        return dict(draft.contents)
    now, fields = database.now(), record.fields
    return {
        name: replace(content, text=fields[name].retype(content.text, draft.locale, now=now, row=row))
        if name in fields
        else content
        for name, content in draft.contents.items()
    }


def is_there(record: RecordType, row: Row) -> bool:
    """Whether a record can be changed: it is not in the trash, and not merged into another."""
    return row["trashed"] is None and not alias.is_merged(record, row)


def is_saved(database: Database, record: RecordType, draft: Draft, row: Row | None) -> bool:
    """Whether a record holds all that was typed: then there is nothing to save any more.

    A program that is killed just after it has saved a form leaves its draft behind.

    Args:
        database: where to look.
        record: what the draft is for.
        draft: one of a record's form.
        row: the record that it changes; of a draft for a new one it is looked for among those made since.
    """
    if draft.row_id is not None:
        return row is not None and _holds(row, _stored(database, record, draft, draft.typed, row))
    start = starting(database, record, draft.given, database.now())
    # What is given and no field is what the record is joined with: other records hold it.
    names = [name for name in draft.contents if name in record.fields or name not in draft.given]
    wanted = _stored(database, record, draft, names, start)
    if not wanted:
        return False
    wanted |= {name: value for name, value in draft.given.items() if name in record.fields}
    latest = rows.page(database, rows.Query(record, sort="id", descending=True), 0, _LATEST)
    return any(row["created_at"] >= draft.typed_at and _holds(row, wanted) for row in latest)


def _stored(database: Database, record: RecordType, draft: Draft, names: Iterable[str], stored: Row) -> dict[str, Any]:
    """What some fields hold as it would be stored; nothing where it cannot be saved as it is."""
    typed: dict[str, Any] = {}
    for name in names:
        content, one = draft.contents[name], record.fields.get(name)
        if one is None or (one.type.is_picked and content.text and content.value is None):
            return {}
        typed[name] = content.text if content.value is None else content.value
    try:
        return clean(record, typed, stored, now=database.now(), locale=draft.locale or rows.locale(database))
    except Refused:
        return {}


def _holds(row: Row, values: Row) -> bool:
    return bool(values) and all(row[name] == value for name, value in values.items())
