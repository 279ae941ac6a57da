"""The order of a list: what it is sorted by, as parts that one index each can give in order.

Texts are sorted as people count, Job 9 before Job 10: by a derived column where they have numbers in them, otherwise by
themselves (`text/natural.py`).

Empty values come last whichever way a list is sorted, and states come in their own order, not the alphabet's. No index
has such an order, but each part of it is a range of one: what is filled, then what is empty; one state after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capptro_tui.db.indexes.search_index import name_column
from capptro_tui.matching.derive import ORDER, order_columns
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import record_named


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a list, as table `t`, that meet a condition, in the order of `key` and then of their ids.

    `key` is an SQL expression, "" where the ids alone give the order.
    """

    key: str = ""
    condition: str = "1"
    values: tuple[Any, ...] = ()


def parts(record: RecordType, sort: str, *, descending: bool) -> list[Part]:
    """The parts of a list sorted by a field, the first one first."""
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
        title = linked_title(one, in_order=True)
        return [Part(f"{title} COLLATE NOCASE", f"{title} != ''"), Part("", f"{title} = ''")]
    if one.type.is_text:
        key = f"{column} COLLATE NOCASE"
        return [Part(key, f"{key} > ''"), Part("", f"{key} = ''")]
    return [Part(column, f"{column} IS NOT NULL"), Part("", f"{column} IS NULL")]


def _states(one: Field, column: str) -> list[Part]:
    """Each state in its turn, then what no declared state is: an older version's, or another program's."""
    known = sorted(choice.value for choice in one.choices)
    between = []
    for low, high in zip([None, *known], [*known, None], strict=True):
        edges = [(sign, edge) for sign, edge in ((">", low), ("<", high)) if edge is not None]
        condition = " AND ".join(f"{column} {sign} ?" for sign, _ in edges) or "1"
        between.append(Part(column, condition, tuple(edge for _, edge in edges)))
    return [*(Part("", f"{column} = ?", (choice.value,)) for choice in one.choices), *between]


def order_column(record: RecordType, one: Field) -> str:
    """The column by which a list is sorted when it is sorted by this field."""
    return name_column(record) if one.match is Match.NAME else one.name


def order_key(record: RecordType, one: Field, alias: str = "") -> str:
    """An expression for what a list is sorted by when it is sorted by this field, in the table called `alias`."""
    columns = [order_column(record, one)]
    if (own := f"{one.name}{ORDER}") in order_columns(record):
        columns.insert(0, own)
    if alias:
        columns = [f'{alias}."{column}"' for column in columns]
    return f"coalesce({', '.join(columns)})" if len(columns) > 1 else columns[0]


def list_indexes(record: RecordType) -> dict[str, list[str]]:
    """Name to columns of the indexes from which a record's list is read in each order that people may choose.

    The status stands behind, so that the records of one status are told apart without looking at the rows. Links are
    sorted by the titles of what they name, for which there is no index.
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


def linked_title(one: Field, *, in_order: bool = False) -> str:
    """An expression for the title of what a LINK of table `t` names; when the link is lost, the title that was kept.
    With `in_order` it is one to sort by."""
    name = title(record_named(one.link), "o", in_order=in_order)
    found = f'(SELECT {name} FROM "{one.link}" AS o WHERE o.id = t."{one.name}")'
    lost = f't."{one.type.name_kept_in}"' if one.type.name_kept_in else "''"
    return f"coalesce({found}, {lost})"


def title(record: RecordType, alias: str, *, in_order: bool = False) -> str:
    """An expression for the name of a record in the table called `alias`; its number where it has no name. With
    `in_order` the numbers in it sort as people count."""
    if not record.info.title:
        return f"printf('{record.info.letter}-%06d', {alias}.id)"
    fields = [record.fields[name] for name in record.info.title]
    columns = [order_key(record, one, alias) if in_order else f'{alias}."{one.name}"' for one in fields]
    return "trim(" + " || ' ' || ".join(columns) + ")"
