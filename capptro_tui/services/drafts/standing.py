"""The standing of a draft: how its record has changed since it was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.schema import Schema
from capptro_tui.models.validation import validate
from capptro_tui.services.drafts.draft import Draft, FieldContent
from capptro_tui.services.rules import alias
from capptro_tui.services.rules.starting import starting

RECORD_FORM = "record"
"""Kind of the form in which a record is created or changed (`Draft.form`)."""

_LATEST = 200
"""Number of the newest records among which a just saved one is looked for."""


class Standing(Enum):
    """The standing of a draft against the database."""

    FRESH = auto()  #: nothing has changed since, or it is for a new record
    CHANGED = auto()  #: its record has been changed since
    RESTORED = auto()  #: a backup was restored since, whatever the record's version
    GONE = auto()  #: its record is gone, merged or in the trash: it can only become a new one
    SAVED = auto()  #: all of it is in the database: the program was ended just after saving it
    UNKNOWN = auto()  #: this version of the program does not know such records, or such a form


def record_of(schema: Schema, draft: Draft) -> RecordType | None:
    """Return the record type of a draft, or None if the schema does not know it."""
    return next((record for record in schema.records if record.info.name == draft.record), None)


def standing(database: Database, draft: Draft) -> Standing:
    """Return the standing of a draft against the database. Raises Refused if the database cannot be read."""
    if draft.form != RECORD_FORM:
        return Standing.FRESH
    record = record_of(database.schema, draft)
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
    """Return a draft's contents, with days and amounts as they are typed in the current locale.

    Args:
        database: the database of the draft.
        record: its record type.
        draft: the draft.
        row: the stored record, whose currency decides the decimals of an amount.
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
    """Return whether a record can be changed: it is not in the trash, and not merged into another."""
    return row["trashed"] is None and not alias.is_merged(record, row)


def is_saved(database: Database, record: RecordType, draft: Draft, row: Row | None) -> bool:
    """Return whether a record holds all that was typed, so that nothing is left to save.

    A program that is killed just after it has saved a form leaves its draft behind.

    Args:
        database: the database to look in.
        record: record type of the draft.
        draft: a draft of a record's form.
        row: the record that it changes; for a new record, None: it is looked for among those made since.
    """
    if draft.row_id is not None:
        return row is not None and _holds(row, _stored(database, record, draft, draft.typed, row))
    start = starting(database, record, draft.given, database.now())
    # A given value that is no field is a join with other records, which hold it.
    names = [name for name in draft.contents if name in record.fields or name not in draft.given]
    wanted = _stored(database, record, draft, names, start)
    if not wanted:
        return False
    wanted |= {name: value for name, value in draft.given.items() if name in record.fields}
    latest = rows.page(database, rows.Query(record, sort="id", descending=True), 0, _LATEST)
    return any(row["created_at"] >= draft.typed_at and _holds(row, wanted) for row in latest)


def _stored(database: Database, record: RecordType, draft: Draft, names: Iterable[str], stored: Row) -> dict[str, Any]:
    """Return some fields' contents as they would be stored; {} if they cannot be saved as they are."""
    typed: dict[str, Any] = {}
    for name in names:
        content, field = draft.contents[name], record.fields.get(name)
        if field is None or (field.type.is_picked and content.text and content.value is None):
            return {}
        typed[name] = content.text if content.value is None else content.value
    try:
        return validate(record, typed, stored, now=database.now(), locale=draft.locale or rows.locale(database))
    except Refused:
        return {}


def _holds(row: Row, values: Row) -> bool:
    return bool(values) and all(row[name] == value for name, value in values.items())
