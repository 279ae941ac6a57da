"""Former names: earlier values of a record's fields that still find it.

They come from the journal: the value of a field before each change of it that was not undone. Their words stand in a
column of its own, from which the search index reads them (`search_index.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from capptro_tui.matching.derive import former_words
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema, made_once
from capptro_tui.models.system.journal import CHANGE, CREATE
from capptro_tui.text.normalise import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

FORMER_TEXT = "former_text"
"""The column with the words of a record's former names, in the form of its `search_text`."""

_MOST = 10
"""Most former values of a field by which a record is found; the latest ones."""

_AT_ONCE = 500


def remembered(record: RecordType) -> list[Field]:
    """Return the fields whose former values find their record."""
    return [field for field in record.fields.values() if field.remembered]


def columns(record: RecordType) -> list[str]:
    """Return the column of former names; [] for a record type without them."""
    return [FORMER_TEXT] if remembered(record) else []


@made_once
def records(schema: Schema) -> tuple[RecordType, ...]:
    """Return the record types with former names."""
    return tuple(record for record in schema.records if remembered(record))


def follow_batch(connection: Connection, schema: Schema, batch_id: int, target: int | None) -> None:
    """Update the former names of the records in a batch, once its journal is written.

    Args:
        connection: a connection in the batch's transaction.
        schema: the schema of the database.
        batch_id: the batch.
        target: the batch that it undoes or redoes; None for any other batch. Removed records come back only by these.
    """
    for record in records(schema):
        fields = " OR ".join("delta LIKE ?" for _ in remembered(record))
        query = (
            "SELECT DISTINCT row_id FROM change WHERE batch_id IN (?, ?) AND +record = ?"
            f" AND ((deed = ? AND ({fields})) OR deed = ?)"
        )
        back = CREATE if target is not None else None
        values = [batch_id, target or batch_id, record.info.name, CHANGE, *_patterns(record), back]
        ids = [row[0] for row in connection.execute(query, values)]
        for start in range(0, len(ids), _AT_ONCE):
            put_right(connection, record, wrong_among(connection, record, ids[start : start + _AT_ONCE]))


def put_all_right(connection: Connection, record: RecordType) -> int:
    """Correct the former names of all records of a type; return the number of records changed."""
    count = 0
    for ids in suspects(connection, record):
        found = wrong_among(connection, record, ids)
        put_right(connection, record, found)
        count += len(found)
    return count


def suspects(connection: Connection, record: RecordType) -> Iterator[list[int]]:
    """Return the ids of the records that have former names or should have some, block by block."""
    fields = " OR ".join("delta LIKE ?" for _ in remembered(record))
    query = (
        f"SELECT id FROM \"{record.info.name}\" WHERE {FORMER_TEXT} != '' UNION"
        f" SELECT row_id FROM change WHERE record = ? AND deed = ? AND ({fields})"
    )
    ids = [row[0] for row in connection.execute(query, [record.info.name, CHANGE, *_patterns(record)])]
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def wrong_among(connection: Connection, record: RecordType, ids: Sequence[int]) -> dict[int, str]:
    """Return id to right text, for those of the records whose text is wrong."""
    fields = remembered(record)
    names = ", ".join(f't."{field.name}"' for field in fields)
    query = (
        f"SELECT t.id, t.{FORMER_TEXT}, {names} FROM json_each(?) AS j"
        f' CROSS JOIN "{record.info.name}" AS t ON t.id = j.value'
    )
    given = [json.dumps(list(ids))]
    rows = connection.execute(query, given).fetchall()
    before = _values_before(connection, record, given)
    found = {}
    for row_id, stored, *values in rows:
        known = before.get(row_id, {})
        right = "".join(
            former_words(field, _different(known.get(field.name, []), str(value)))
            for field, value in zip(fields, values, strict=True)
        )
        if right != stored:
            found[row_id] = right
    return found


def put_right(connection: Connection, record: RecordType, texts: dict[int, str]) -> None:
    """Write the texts that `wrong_among` returns."""
    statement = f'UPDATE "{record.info.name}" SET {FORMER_TEXT} = ? WHERE id = ?'
    connection.executemany(statement, [(text, row_id) for row_id, text in texts.items()])


def _values_before(connection: Connection, record: RecordType, ids: list[str]) -> dict[int, dict[str, list[str]]]:
    """Return id to field to its values before each change that was not undone, the latest first."""
    query = (
        "SELECT c.row_id, c.delta FROM json_each(?) AS j CROSS JOIN change AS c ON c.record = ? AND c.row_id = j.value"
        " CROSS JOIN batch AS b ON b.id = c.batch_id"
        " WHERE c.deed = ? AND b.undone_by IS NULL AND b.target IS NULL ORDER BY c.id DESC"
    )
    names = [field.name for field in remembered(record)]
    found: dict[int, dict[str, list[str]]] = {}
    for row_id, delta in connection.execute(query, [*ids, record.info.name, CHANGE]):
        changed: dict[str, Any] = json.loads(delta)
        for name in names:
            if name in changed and changed[name][0]:
                found.setdefault(row_id, {}).setdefault(name, []).append(str(changed[name][0]))
    return found


def _different(texts: Iterable[str], now: str) -> list[str]:
    """Return at most ten of the texts that differ from the current value, each once, in their order."""
    different = {folded: text for text in reversed(list(texts)) if (folded := fold(text)) != fold(now)}
    return list(different.values())[::-1][:_MOST]


def _patterns(record: RecordType) -> list[str]:
    return [f'%"{field.name}": [%' for field in remembered(record)]
