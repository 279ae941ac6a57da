"""Reads records: windows of a list, single records, counts. Plain SQL, so that a list need not wait for the ORM."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.former_names import columns as columns_of_former_names
from capptro_tui.db.indexes.list_order import ListPart, linked_title, parts
from capptro_tui.db.indexes.search_index import kept_by, whole_text
from capptro_tui.db.read.list_window import Window
from capptro_tui.matching.derive import RELATED_TEXT, SEARCH_TEXT, derived_columns, is_searchable
from capptro_tui.matching.sought import Sought, alternatives
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.text.normalise import Terms

Rows = list[dict[str, Any]]
NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Query:
    """A list of records: its record type, conditions and order.

    With `terms` every row is read; the search index answers faster (`db/read/search_rows.py`), but leaves out the
    trash.

    Attributes:
        record: the record type.
        terms: the search text.
        equal: column to the value it must have, or to a tuple of values.
        sort: name of the field to sort by; "" for the list's own order: by deadline, by name, or newest first.
        descending: whether `sort` is descending.
        trash: False for records outside the trash, True for trashed ones, None for both.
    """

    record: RecordType
    terms: Terms = NO_TERMS
    equal: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    trash: bool | None = False


def window(schema: Schema, query: Query) -> Window:
    """Return the window of a query's list, to read pages of."""
    query = _own(schema, query)
    condition, values = where(query, ordered=True)
    found, falling = order(schema, query)
    return Window(_table(query.record), condition, values, found, descending=falling)


def page(source: Source, query: Query, start: int, count: int, *, brief: bool = False) -> Rows:
    """Return `count` records from place `start` (0 is the first), with the titles of links under the field's key.

    `brief` is that of `by_ids`.
    """
    return by_ids(source, query.record, window(source.schema, query).ids(source, start, count), brief=brief)


def is_any(source: Source, record: RecordType) -> bool:
    """Return whether there is a record of this type, in the trash or not."""
    return bool(source.select(f"SELECT 1 FROM {_table(record)} LIMIT 1"))


def total(source: Source, query: Query) -> int:
    """Return the number of records that the query finds."""
    condition, values = where(_own(source.schema, query))
    return int(source.select(f"SELECT count(*) AS n FROM {_table(query.record)} WHERE {condition}", values)[0]["n"])


def by_ids(
    source: Source, record: RecordType, ids: Sequence[int], *, derived: bool = False, brief: bool = False
) -> Rows:
    """Return the records with these ids, in this order; ids that are gone are left out.

    Args:
        source: the source to read from.
        record: the record type.
        ids: ids of the records.
        derived: include the derived columns.
        brief: leave out columns that a row of a list does not need, which takes half of the time.
    """
    schema = source.schema
    record = schema.own(record)
    names = [field.name for field in record.brief_fields()] if brief else list(record.fields)
    if derived:
        names += [*derived_columns(record), RELATED_TEXT, *columns_of_former_names(record)]
    columns = [f't."{name}"' for name in names]
    columns += [f'{linked_title(schema, field)} AS "{field.key}"' for field in record.links()]
    query = f"SELECT {', '.join(columns)} FROM json_each(?) AS j CROSS JOIN {_table(record)} ON t.id = j.value"
    found = {row["id"]: row for row in source.select(query, [json.dumps(list(ids))])} if ids else {}
    return [found[row_id] for row_id in ids if row_id in found]


def one(source: Source, record: RecordType, row_id: int) -> dict[str, Any] | None:
    """Return one record, or None."""
    return next(iter(by_ids(source, record, [row_id])), None)


def locale(source: Source) -> str:
    """Return the business's locale, by which text is read."""
    return str(source.select("SELECT locale FROM settings WHERE id = 1")[0]["locale"])


def last_place(source: Source, record: RecordType, name: str, owner: str, owner_id: int | None) -> int:
    """Return the largest number in a column among the records of one owner; 0 if there is none."""
    query = f'SELECT max("{name}") AS n FROM "{record.info.name}" WHERE "{owner}" IS ?'
    return int(source.select(query, [owner_id])[0]["n"] or 0)


def standing_for(source: Source, record: RecordType, row_id: int) -> int:
    """Return the id of the record that `row_id` was merged into, through a chain of merges; else `row_id`."""
    return merge_chain(source, record, row_id)[-1]


def merge_chain(source: Source, record: RecordType, row_id: int) -> list[int]:
    """Return `row_id` and the ids of the records that it was merged into, one after the other, the survivor last."""
    link = record.stand_in()
    if link is None:
        return [row_id]
    query = (
        f'WITH RECURSIVE chain(id) AS (VALUES (?) UNION SELECT t."{link.name}" FROM chain'
        f' JOIN {_table(record)} ON t.id = chain.id WHERE t."{link.name}" IS NOT NULL) SELECT id FROM chain'
    )
    return [int(row["id"]) for row in source.select(query, [row_id])]


def recent(database: Source, record: RecordType, equal: dict[str, Any], limit: int) -> Rows:
    """Return the records that were last changed, or chosen as a link of another record, the latest first."""
    condition, values = where(_own(database.schema, Query(record, equal=equal)))
    chosen = [
        f'SELECT u.* FROM (SELECT "{name}" AS id, modified_at AS at FROM "{other.info.name}"'
        f' WHERE "{name}" IS NOT NULL ORDER BY id DESC LIMIT 50) AS u'
        for other, name in database.schema.referencing(record)
        if other.info.letter
    ]
    changed = f'SELECT c.* FROM (SELECT id, modified_at AS at FROM "{record.info.name}" ORDER BY id DESC LIMIT 50) AS c'
    used = " UNION ALL ".join([*chosen, changed])
    latest = f"SELECT id, max(at) AS at FROM ({used}) GROUP BY id"
    statement = (
        f"SELECT t.id FROM {_table(record)} JOIN ({latest}) AS r"
        f" ON r.id = t.id WHERE {condition} ORDER BY r.at DESC, t.id DESC LIMIT ?"
    )
    ids = [row["id"] for row in database.select(statement, [*values, limit])]
    return by_ids(database, record, ids)


def tally(database: Source, record: RecordType, name: str) -> dict[str, int]:
    """Return value to number of records outside the trash, for each value of a column."""
    statement = f'SELECT t."{name}" AS v, count(*) AS n FROM {_table(record)} WHERE t.trashed IS NULL GROUP BY 1'
    return {str(row["v"]): row["n"] for row in database.select(statement)}


def counts_by(source: Source, record: RecordType, link: str, ids: Collection[int]) -> dict[int, int]:
    """Return id to number of records outside the trash that point to it by a link; ids without any are left out."""
    query = (
        f'SELECT t."{link}" AS id, count(*) AS n FROM json_each(?) AS j CROSS JOIN {_table(record)}'
        f' ON t."{link}" = j.value WHERE t.trashed IS NULL GROUP BY 1'
    )
    return {row["id"]: row["n"] for row in source.select(query, [json.dumps(list(ids))])}


def counts_of(source: Source, parts: Sequence[tuple[RecordType, str]], row_id: int, *, trashed: bool) -> list[int]:
    """Return for each (record type, link) of `parts` the number of records that point to a row.

    Records in the trash are counted if `trashed`.
    """
    live = "" if trashed else " AND trashed IS NULL"
    queries = [
        f'SELECT {place} AS place, count(*) AS n FROM "{other.info.name}" WHERE "{link}" = ?{live}'
        for place, (other, link) in enumerate(parts)
    ]
    if not queries:
        return []
    found = source.select(" UNION ALL ".join(queries), [row_id] * len(queries))
    return [row["n"] for row in sorted(found, key=lambda row: row["place"])]


def total_until(source: Source, query: Query, name: str, latest: Any) -> int:
    """Return the number of a query's records whose value in a column is at most `latest`."""
    condition, values = where(_own(source.schema, query), ordered=True)
    statement = f'SELECT count(*) AS n FROM {_table(query.record)} WHERE {condition} AND t."{name}" <= ?'
    return int(source.select(statement, [*values, latest])[0]["n"])


def values_in_use(database: Source, record: RecordType, name: str, limit: int = 200) -> list[str]:
    """Return the different texts in a column, most frequent first."""
    statement = (
        f'SELECT t."{name}" AS v FROM {_table(record)} WHERE t.trashed IS NULL AND t."{name}" != \'\''
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"
    )
    return [row["v"] for row in database.select(statement, [limit])]


def order(schema: Schema, query: Query) -> tuple[list[ListPart], bool]:
    """Return the parts of a query's list, and whether each is descending.

    In a list below an owner, people who have left come last, unless the list is sorted by that field.
    """
    found, falling = _order(schema, query)
    retirement = query.record.retirement()
    is_below = any(link.name in query.equal for link in query.record.links())
    if retirement is not None and is_below and query.sort != retirement.name:
        left = f't."{retirement.name}"'
        found = [
            ListPart(part.key, f"{part.condition} AND {condition}", part.values)
            for condition in (f"NOT {left}", left)
            for part in found
        ]
    return found, falling


def _order(schema: Schema, query: Query) -> tuple[list[ListPart], bool]:
    if query.sort:
        return parts(schema, query.record, query.sort, descending=query.descending), query.descending
    first = next((field.name for field in query.record.fields.values() if field.deadline), "")
    if first:
        return parts(schema, query.record, first, descending=False), False
    named = query.record.name_field()
    return (parts(schema, query.record, named.name, descending=False), False) if named else ([ListPart()], True)


def filters(record: RecordType, equal: dict[str, Any], *, ordered: bool = False) -> tuple[list[str], list[Any]]:
    """Return conditions on a record's table `t` for columns that must have given values, and their parameters.

    With `ordered`, rows are read in the order of an index. Only the index of a link may replace it: a plus keeps SQLite
    from choosing the index of a state that nearly all rows have.
    """
    conditions: list[str] = []
    values: list[Any] = []
    links = {link.name for link in record.links()}
    for name, wanted in equal.items():
        column = f't."{name}"' if not ordered or (name in links and wanted is not None) else f'+t."{name}"'
        if wanted is None:
            conditions.append(f"{column} IS NULL")
            continue
        several = wanted if isinstance(wanted, tuple) else (wanted,)
        conditions.append(f"{column} IN ({', '.join('?' * len(several))})")
        values += several
    return conditions, values


def matching(record: RecordType, terms: Terms) -> tuple[str, list[Any]]:
    """Return the condition that a record matches a search text in any of its forms, and its parameters."""
    if not is_searchable(record):
        return "0", []
    either = [standing(wanted) for wanted in alternatives(terms)]
    if terms.number and terms.number[0] == record.info.letter:
        either.append(("t.id = ?", [terms.number[1]]))
    if not either:
        return "0", []
    return "(" + " OR ".join(f"({part})" for part, _ in either) + ")", [value for _, found in either for value in found]


def standing(wanted: Sought) -> tuple[str, list[Any]]:
    """Return the condition that all sought words stand in the text of a record's table `t`, and its parameters."""
    place = f"instr(t.{SEARCH_TEXT} || t.{RELATED_TEXT} || ' ', ?)"
    tests = ["(" + " OR ".join([place] * len(either)) + ")" for either in wanted]
    return " AND ".join(tests), [text for either in wanted for text in either]


def kept_texts(source: Source, record: RecordType, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Return id to (record type's name, text) of the linking records outside the trash that make it found."""
    found: dict[int, list[tuple[str, str]]] = {}
    for relation in kept_by(source.schema, source.schema.own(record)):
        query = (
            f'SELECT k."{relation.link}" AS id, {whole_text(relation.holder)} AS text FROM json_each(?) AS j'
            f' CROSS JOIN "{relation.holder.info.name}" AS k ON k."{relation.link}" = j.value WHERE k.trashed IS NULL'
        )
        for row in source.select(query, [json.dumps(list(ids))]):
            found.setdefault(row["id"], []).append((relation.holder.info.name, row["text"]))
    return found


def texts_by_link(
    source: Source, record: RecordType, link: str, column: str, ids: Sequence[int], *, trashed: bool = False
) -> list[tuple[int, str]]:
    """Return id and text in a column of the records that point to given ones by a link; trashed ones if `trashed`."""
    live = "" if trashed else " WHERE t.trashed IS NULL"
    query = (
        f"SELECT t.id, t.{column} AS text FROM json_each(?) AS j CROSS JOIN {_table(record)}"
        f' ON t."{link}" = j.value{live} ORDER BY t.id'
    )
    return [(row["id"], row["text"]) for row in source.select(query, [json.dumps(list(ids))])]


def _own(schema: Schema, query: Query) -> Query:
    """Return a query for the schema's own record type of that name."""
    own = schema.own(query.record)
    return query if own is query.record else replace(query, record=own)


def _table(record: RecordType) -> str:
    return f'"{record.info.name}" AS t'


def where(query: Query, *, ordered: bool = False) -> tuple[str, list[Any]]:
    """Return the condition on table `t` that a query's records meet, and its parameters; `ordered` as in `filters`."""
    conditions, values = filters(query.record, query.equal, ordered=ordered)
    if query.trash is not None:
        conditions.insert(0, "t.trashed IS NOT NULL" if query.trash else "t.trashed IS NULL")
    if query.terms:
        part, found = matching(query.record, query.terms)
        conditions.append(part)
        values += found
    return " AND ".join(conditions) or "1", values
