"""Changes as JSON: the lists that a dry run, an undo and the history print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from capptro_tui.exchange.records import value_to_json
from capptro_tui.models.record import BASE
from capptro_tui.services.history.journal import Event
from capptro_tui.services.history.write_result import RowChange

_CREATED, _REMOVED = "create", "remove"  # operations of the journal
_TRASHED = "trashed"
_NOT_TOLD = BASE - {_TRASHED}


def changes(changed: Iterable[RowChange]) -> list[dict[str, Any]]:
    """Return one object for each changed field: `record`, `number`, `name`, `field`, `from`, `to`.

    `from` is null for a created record, `to` for a removed one. The trash is the field `trashed`, false to true.
    """
    return [one for row in changed for one in _fields(row)]


def event(happened: Event) -> dict[str, Any]:
    """Return a batch of the journal as an object: `batch`, `at`, `by`, `verb`, `summary`, `undone_by`, `changes`."""
    return {
        "batch": happened.batch,
        "at": happened.at,
        "by": happened.by,
        "verb": happened.verb,
        "summary": happened.summary,
        "undone_by": happened.undone_by,
        "changes": changes(happened.changes),
    }


def _fields(row: RowChange) -> Iterator[dict[str, Any]]:
    for name, sides in row.delta.items():
        field = row.record.fields.get(name)
        if field is None or name in _NOT_TOLD:
            continue
        before, after = [
            side is not None if name == _TRASHED else value_to_json(row.schema, field, side, row.row) for side in sides
        ]
        yield {
            "record": row.record.info.name,
            "number": row.number,
            "name": row.title,
            "field": field.key,
            "from": None if row.operation == _CREATED else before,
            "to": None if row.operation == _REMOVED else after,
        }
