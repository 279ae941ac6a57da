"""Merged records: their numbers go on finding the record that they were merged into."""

from __future__ import annotations

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import Record, RecordType, Row, number
from capptro_tui.services.rules.link_rules import called


def standing_for(source: Source, record: RecordType, row_id: int) -> int:
    """Return the id of the record that `row_id` was merged into, through a chain of merges; else `row_id`."""
    return rows.standing_for(source, record, row_id)


def is_merged(record: RecordType, row: Row) -> bool:
    """Return whether a record was merged into another."""
    link = record.stand_in()
    return link is not None and row[link.name] is not None


def said(record: RecordType, row_id: int, survivor: int) -> str:
    """Return a notice that a number is that of a merged record."""
    return f"{number(record, row_id)} was merged into {number(record, survivor)}."


def into(record: RecordType, row: Record) -> int | None:
    """Return the id of the record that a row of a transaction was merged into, or None."""
    link = record.stand_in()
    return getattr(row, link.name) if link is not None else None


def refuse_merged(record: RecordType, row: Record, why: str = "") -> None:
    """Raise Refused if a row of a transaction was merged into another; `why` ends the message."""
    survivor = into(record, row)
    if survivor is not None:
        name = f"{called(record, row)} ({number(record, row.id)})"
        raise Refused(f"{name} was merged into {number(record, survivor)}{why or ' already'}.")
