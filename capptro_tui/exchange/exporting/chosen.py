"""Chosen fields of records, under the names and in the form of their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from capptro_tui.exchange import records
from capptro_tui.exchange.conditions import NUMBER, TRASHED
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.models.schema import Schema


def chosen_values(
    schema: Schema, record: RecordType, blocks: Iterable[Sequence[Row]], names: Sequence[str]
) -> Iterator[list[Any]]:
    """Yield for each record the values under these names in its JSON."""
    fields = {field.key: field for field in record.fields.values()}
    for block in blocks:
        for row in block:
            found: list[Any] = []
            for name in names:
                if name == NUMBER:
                    found.append(number(record, row["id"]))
                elif name == TRASHED:
                    found.append(row[TRASHED] is not None)
                else:
                    found.append(records.value_to_json(schema, fields[name], row[fields[name].name], row))
            yield found
