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
class ListPart:
    """The rows of a list, as table `t`, that meet a condition, ordered by `key` and then by id.

    Attributes:
        key: an SQL expression; "" if the ids alone give the order.
        condition: an SQL condition.
        values: the values of its placeholders.
    """

    key: str = ""
    condition: str = "1"
    values: tuple[Any, ...] = ()


def parts(schema: Schema, record: RecordType, sort: str, *, descending: bool) -> list[ListPart]:
    """Return the parts of a list sorted by a field, in their order."""
    field = record.fields[sort]
    column = order_key(record, field, "t")
    if sort == "id":
        return [ListPart()]
    if field.choices:
        found = _states(field, column)
        return found[::-1] if descending else found
    if field.match is Match.NAME or field.type.is_flag:
        return [ListPart(column)]
    if field.link:
        title = linked_title(schema, field, in_order=True)
        return [ListPart(f"{title} COLLATE NOCASE", f"{title} != ''"), ListPart("", f"{title} = ''")]
    if field.type.is_text:
        key = f"{column} COLLATE NOCASE"
        return [ListPart(key, f"{key} > ''"), ListPart("", f"{key} = ''")]
    return [ListPart(column, f"{column} IS NOT NULL"), ListPart("", f"{column} IS NULL")]


def _states(field: Field, column: str) -> list[ListPart]:
    """Return a part for each declared state, then parts for other values, of another version or program."""
    known = sorted(choice.value for choice in field.choices)
    between = []
    for low, high in zip([None, *known], [*known, None], strict=True):
        edges = [(sign, edge) for sign, edge in ((">", low), ("<", high)) if edge is not None]
        condition = " AND ".join(f"{column} {sign} ?" for sign, _ in edges) or "1"
        between.append(ListPart(column, condition, tuple(edge for _, edge in edges)))
    return [*(ListPart("", f"{column} = ?", (choice.value,)) for choice in field.choices), *between]


def order_column(record: RecordType, field: Field) -> str:
    """Return the column by which a list is sorted for this field."""
    return name_column(record) if field.match is Match.NAME else field.name


def order_key(record: RecordType, field: Field, alias: str = "") -> str:
    """Return the SQL expression by which a list is sorted for this field, in the table called `alias`."""
    columns = [order_column(record, field)]
    if (own := f"{field.name}{ORDER}") in order_columns(record):
        columns.insert(0, own)
    if alias:
        columns = [f'{alias}."{column}"' for column in columns]
    return f"coalesce({', '.join(columns)})" if len(columns) > 1 else columns[0]


def list_indexes(record: RecordType) -> dict[str, list[str]]:
    """Return name to columns of the indexes that give a record's list in each order that people may choose.

    The status stands last, so that records are filtered by status without reading the rows. Links are sorted by the
    titles of their targets, for which there is no index.
    """
    if not record.info.has_list:
        return {}
    found = {"id": ["id"]}
    for field in record.list_fields():
        if not field.link:
            column = order_column(record, field)
            folded = field.type.is_text and not field.choices and field.match is not Match.NAME
            key = order_key(record, field)
            found[column] = [f"{key} COLLATE NOCASE" if folded else key, "id"]
    status = ["status"] if "status" in record.fields else []
    return {
        f"ix_{record.info.name}_list_{column}": [*keys, *(one for one in status if one not in keys)]
        for column, keys in found.items()
    }


def linked_title(schema: Schema, field: Field, *, in_order: bool = False) -> str:
    """Return an SQL expression for the title of a link's target, the link being in table `t`.

    For a lost target it is the title that was kept. With `in_order`, the expression is one to sort by.
    """
    name = title(schema.record_named(field.link), "o", in_order=in_order)
    found = f'(SELECT {name} FROM "{field.link}" AS o WHERE o.id = t."{field.name}")'
    lost = f't."{field.type.name_kept_in}"' if field.type.name_kept_in else "''"
    return f"coalesce({found}, {lost})"


def title(record: RecordType, alias: str, *, in_order: bool = False) -> str:
    """Return an SQL expression for the title of a record in the table called `alias`; its number if it has no title.

    With `in_order`, numbers in the title sort as people count.
    """
    if not record.info.title:
        return f"printf('{record.info.letter}-%06d', {alias}.id)"
    fields = [record.fields[name] for name in record.info.title]
    columns = [order_key(record, field, alias) if in_order else f'{alias}."{field.name}"' for field in fields]
    return "trim(" + " || ' ' || ".join(columns) + ")"


def linked_identity(schema: Schema, field: Field) -> str:
    """Return an SQL expression for the identity of a link's target, the link being in table `t`."""
    target = schema.record_named(field.link)
    found = f'(SELECT {identity(target, "o")} FROM "{field.link}" AS o WHERE o.id = t."{field.name}")'
    return f"coalesce({found}, '')"


def identity(record: RecordType, alias: str) -> str:
    """Return an SQL expression for the title of a record; for its creation's time if such records have no titles."""
    return title(record, alias) if record.info.title else f"{alias}.created_at"
