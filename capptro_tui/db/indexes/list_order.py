"""The sort order of a list, in parts that one index each can give in order.

Texts are sorted as people count, Job 9 before Job 10: by a derived column if they have numbers in them, otherwise by
themselves (`text/natural.py`).

Empty values come last whichever way a list is sorted, and states come in their own order, not the alphabet's. No index
has such an order, but each part of it is a range of one: the filled values, then the empty ones; one state after the
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capptro_tui.db.indexes.search_index import name_column
from capptro_tui.matching.derive import ORDER, order_columns
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a list, as table `t`, that meet a condition, ordered by `key` and then by id.

    Attributes:
        key: an SQL expression; "" if the ids alone give the order.
        condition: an SQL condition.
        values: the values of its placeholders.
    """

    key: str = ""
    condition: str = "1"
    values: tuple[Any, ...] = ()


def parts(schema: Schema, record: RecordType, sort: str, *, descending: bool) -> list[Part]:
    """Return the parts of a list sorted by a field, in their order."""
    one = record.fields[sort]
    column = order_key(record, one, "t")
    if sort == "id":
        return [Part()]
    if one.choices:
        found = _states(one, column)
        return found[::-1] if descending else found
    if one.match is Match.NAME or one.type.is_flag:
        return [Part(column)]
    if one.link:
        title = linked_title(schema, one, in_order=True)
        return [Part(f"{title} COLLATE NOCASE", f"{title} != ''"), Part("", f"{title} = ''")]
    if one.type.is_text:
        key = f"{column} COLLATE NOCASE"
        return [Part(key, f"{key} > ''"), Part("", f"{key} = ''")]
    return [Part(column, f"{column} IS NOT NULL"), Part("", f"{column} IS NULL")]


def _states(one: Field, column: str) -> list[Part]:
    """Return a part for each declared state, then parts for other values, of another version or program."""
    known = sorted(choice.value for choice in one.choices)
    between = []
    for low, high in zip([None, *known], [*known, None], strict=True):
        edges = [(sign, edge) for sign, edge in ((">", low), ("<", high)) if edge is not None]
        condition = " AND ".join(f"{column} {sign} ?" for sign, _ in edges) or "1"
        between.append(Part(column, condition, tuple(edge for _, edge in edges)))
    return [*(Part("", f"{column} = ?", (choice.value,)) for choice in one.choices), *between]


def order_column(record: RecordType, one: Field) -> str:
    """Return the column by which a list is sorted for this field."""
    return name_column(record) if one.match is Match.NAME else one.name


def order_key(record: RecordType, one: Field, alias: str = "") -> str:
    """Return the SQL expression by which a list is sorted for this field, in the table called `alias`."""
    columns = [order_column(record, one)]
    if (own := f"{one.name}{ORDER}") in order_columns(record):
        columns.insert(0, own)
    if alias:
        columns = [f'{alias}."{column}"' for column in columns]
    return f"coalesce({', '.join(columns)})" if len(columns) > 1 else columns[0]


def list_indexes(record: RecordType) -> dict[str, list[str]]:
    """Return name to columns of the indexes that give a record's list in each order that people may choose.

    The status stands last, so that records are filtered by status without reading the rows. Links are sorted by the
    titles of their targets, for which there is no index.
    """
    if not record.info.listed:
        return {}
    found = {"id": ["id"]}
    for one in record.list_fields():
        if not one.link:
            column = order_column(record, one)
            folded = one.type.is_text and not one.choices and one.match is not Match.NAME
            key = order_key(record, one)
            found[column] = [f"{key} COLLATE NOCASE" if folded else key, "id"]
    status = ["status"] if "status" in record.fields else []
    return {
        f"ix_{record.info.name}_list_{column}": [*keys, *(one for one in status if one not in keys)]
        for column, keys in found.items()
    }


def linked_title(schema: Schema, one: Field, *, in_order: bool = False) -> str:
    """Return an SQL expression for the title of a link's target, the link being in table `t`.

    For a lost target it is the title that was kept. With `in_order`, the expression is one to sort by.
    """
    name = title(schema.record_named(one.link), "o", in_order=in_order)
    found = f'(SELECT {name} FROM "{one.link}" AS o WHERE o.id = t."{one.name}")'
    lost = f't."{one.type.name_kept_in}"' if one.type.name_kept_in else "''"
    return f"coalesce({found}, {lost})"


def title(record: RecordType, alias: str, *, in_order: bool = False) -> str:
    """Return an SQL expression for the title of a record in the table called `alias`; its number if it has no title.

    With `in_order`, numbers in the title sort as people count.
    """
    if not record.info.title:
        return f"printf('{record.info.letter}-%06d', {alias}.id)"
    fields = [record.fields[name] for name in record.info.title]
    columns = [order_key(record, one, alias) if in_order else f'{alias}."{one.name}"' for one in fields]
    return "trim(" + " || ' ' || ".join(columns) + ")"
