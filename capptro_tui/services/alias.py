"""Merged records: their numbers go on finding the record that they were merged into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capptro_tui.db import rows
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import Record, RecordType, Row, number
from capptro_tui.services.rules import called

if TYPE_CHECKING:
    from capptro_tui.db.work import Work


def standing_for(database: Database, record: RecordType, row_id: int) -> int:
    """The id of the record that `row_id` stands for: its own, or that of the record it was merged into."""
    link = record.stand_in()
    seen = {row_id}
    while link is not None and (row := rows.one(database, record, row_id)):
        into = row[link.name]
        if into is None or into in seen:
            break
        seen.add(into)
        row_id = into
    return row_id


def is_merged(record: RecordType, row: Row) -> bool:
    """Whether a record stands for another one, into which it was merged."""
    link = record.stand_in()
    return link is not None and row[link.name] is not None


def said(record: RecordType, row_id: int, survivor: int) -> str:
    """What to say when a merged record's number was used."""
    return f"{number(record, row_id)} was merged into {number(record, survivor)}."


def into(record: RecordType, row: Record) -> int | None:
    """The id of the record that a row inside a write was merged into, if it was."""
    link = record.stand_in()
    return getattr(row, link.name) if link is not None else None


def refuse_merged(record: RecordType, row: Record, why: str = "") -> None:
    """Raise Refused when a row inside a write was merged into another; `why` says what to do."""
    survivor = into(record, row)
    if survivor is not None:
        name = f"{called(record, row)} ({number(record, row.id)})"
        raise Refused(f"{name} was merged into {number(record, survivor)}{why or ' already'}.")


def resolve(work: Work, record: RecordType, row_id: int) -> int:
    """`standing_for` inside a unit of work."""
    seen = {row_id}
    while record.stand_in() is not None and (found := work.find(record, id=row_id)):
        survivor = into(record, found[0])
        if survivor is None or survivor in seen:
            break
        seen.add(survivor)
        row_id = survivor
    return row_id
