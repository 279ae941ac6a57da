"""Records from outside, created and changed: each with its parts, in one batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.exchange import parts, shapes
from capptro_tui.exchange.suggesting import suggesting
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records import records
from capptro_tui.services.records.inner_parts import writing_parts


@dataclass(frozen=True, slots=True)
class GivenRecord:
    """The values given for a record, read.

    Attributes:
        record: its type.
        given: the values as they were given, by any of the fields' names.
        values: the values of its own fields.
        inside: its parts, as `lines` of an order.
    """

    record: RecordType
    given: Mapping[str, Any]
    values: dict[str, Any]
    inside: parts.Inside


def read_given(schema: Schema, record: RecordType, given: Mapping[str, Any], *, typed: bool = False) -> GivenRecord:
    """Read the values given for a record.

    Args:
        schema: the schema of the database.
        record: its type.
        given: values by the fields' names, in the form of JSON or of a form of the app.
        typed: whether somebody has typed them one by one: then those that the program fills are refused.

    Raises:
        Invalid: with everything that is wrong, and what may be meant.
    """
    with suggesting(record, given):
        rest, inside = parts.take(schema, record, given)
        values = shapes.read_typed(schema, record, rest) if typed else shapes.read(schema, record, rest)
    return GivenRecord(record, given, values, inside)


def create(database: Database, new: GivenRecord) -> WriteResult:
    """Create a record with its parts. Raises Refused, with nothing written."""
    with suggesting(new.record, new.given):
        also = writing_parts(new.record, new.inside, database)
        return records.create(database, new.record, new.values, also=also)


def change(database: Database, row_id: int, new: GivenRecord, version: int | None = None) -> WriteResult:
    """Change fields and parts of a record.

    Args:
        database: the database.
        row_id: the record.
        new: the fields to change, and the parts to replace.
        version: its `version` when it was read, so that a change made since is not overwritten.

    Raises:
        Refused: with everything that is wrong, or it has been changed since; nothing was written.
    """
    with suggesting(new.record, new.given):
        also = writing_parts(new.record, new.inside, database)
        return records.change(database, new.record, row_id, new.values, version, also=also)
