"""Reading records: windows of a list, single records, counts. Plain SQL, so that a list need not wait for the ORM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field, Kind, Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import owned_by, record_named
from capptro_tui.search.derive import SEARCH_TEXT, derived_columns
from capptro_tui.search.normalise import Terms

Rows = list[dict[str, Any]]
NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Query:
    """Which records, in which order.

    `equal` maps a column to the value it must have, or to a tuple of values. `trash` True asks for trashed records
    only, None for both. Without `sort` (a field's name) a text ranks best first, and a list follows its own order.
    """

    record: RecordType
    terms: Terms = NO_TERMS
    equal: dict[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    trash: bool | None = False


def page(database: Database, query: Query, start: int, count: int) -> Rows:
    """`count` records from place `start` (0 is the first), links with their titles under the field's key."""
    where, values = _where(query)
    order, order_values = _order(query)
    statement = (
        f"SELECT {_columns(query.record)} FROM {_table(query.record)} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
    )
    return database.select(statement, [*values, *order_values, count, start])


def total(database: Database, query: Query) -> int:
    """How many records the query finds."""
    where, values = _where(query)
    return int(database.select(f"SELECT count(*) AS n FROM {_table(query.record)} WHERE {where}", values)[0]["n"])


def by_ids(database: Database, record: RecordType, ids: list[int]) -> Rows:
    """The records with these ids, in this order; ids that are gone are left out."""
    marks = ", ".join("?" * len(ids))
    rows = database.select(f"SELECT {_columns(record)} FROM {_table(record)} WHERE t.id IN ({marks})", ids)
    found = {row["id"]: row for row in rows}
    return [found[one] for one in ids if one in found]


def one(database: Database, record: RecordType, row_id: int) -> dict[str, Any] | None:
    """One record, or None."""
    return next(iter(by_ids(database, record, [row_id])), None)


def column(database: Database, query: Query, name: str) -> list[tuple[int, str]]:
    """Id and one column of every record that the query finds."""
    where, values = _where(query)
    rows = database.select(f'SELECT t.id, t."{name}" AS v FROM {_table(query.record)} WHERE {where}', values)
    return [(row["id"], row["v"]) for row in rows]


def recent(database: Database, record: RecordType, equal: dict[str, Any], limit: int) -> Rows:
    """The records that were changed, or chosen in another record, last."""
    where, values = _where(Query(record, equal=equal))
    chosen = [
        f'SELECT u.* FROM (SELECT "{name}" AS id, modified_at AS at FROM "{other.info.name}"'
        f' WHERE "{name}" IS NOT NULL ORDER BY id DESC LIMIT 50) AS u'
        for other, name in owned_by(record)
        if other.info.letter
    ]
    changed = f'SELECT c.* FROM (SELECT id, modified_at AS at FROM "{record.info.name}" ORDER BY id DESC LIMIT 50) AS c'
    used = " UNION ALL ".join([*chosen, changed])
    latest = f"SELECT id, max(at) AS at FROM ({used}) GROUP BY id"
    statement = (
        f"SELECT {_columns(record)} FROM {_table(record)} JOIN ({latest}) AS r"
        f" ON r.id = t.id WHERE {where} ORDER BY r.at DESC, t.id DESC LIMIT ?"
    )
    return database.select(statement, [*values, limit])


def tally(database: Database, record: RecordType, name: str) -> dict[str, int]:
    """How many records that are not in the trash there are for each value of a column."""
    statement = f'SELECT t."{name}" AS v, count(*) AS n FROM {_table(record)} WHERE t.trashed IS NULL GROUP BY 1'
    return {str(row["v"]): row["n"] for row in database.select(statement)}


def values_in_use(database: Database, record: RecordType, name: str, limit: int = 200) -> list[str]:
    """The different texts in a column, most used first."""
    statement = (
        f'SELECT t."{name}" AS v FROM {_table(record)} WHERE t.trashed IS NULL AND t."{name}" != \'\''
        " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"
    )
    return [row["v"] for row in database.select(statement, [limit])]


def _table(record: RecordType) -> str:
    return f'"{record.info.name}" AS t'


def _columns(record: RecordType) -> str:
    """Every declared column, and for each link the title of what it points to."""
    names = [f't."{name}"' for name in record.fields]
    return ", ".join([*names, *(_linked_title(one) for one in record.links())])


def _linked_title(one: Field) -> str:
    title = _title(record_named(one.link), "o")
    found = f'(SELECT {title} FROM "{one.link}" AS o WHERE o.id = t."{one.name}")'
    lost = f't."{one.snapshot}"' if one.snapshot else "''"
    return f'coalesce({found}, {lost}) AS "{one.key}"'


def _title(record: RecordType, alias: str) -> str:
    return "trim(" + " || ' ' || ".join(f'{alias}."{name}"' for name in record.info.title) + ")"


def _where(query: Query) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if query.trash is not None:
        parts.append("t.trashed IS NOT NULL" if query.trash else "t.trashed IS NULL")
    for name, wanted in query.equal.items():
        several = wanted if isinstance(wanted, tuple) else (wanted,)
        parts.append(
            f't."{name}" IN ({", ".join("?" * len(several))})' if wanted is not None else f't."{name}" IS NULL'
        )
        values += several if wanted is not None else ()
    if query.terms:
        part, found = _matching(query.record, query.terms)
        parts.append(part)
        values += found
    return " AND ".join(parts) or "1", values


def _matching(record: RecordType, terms: Terms) -> tuple[str, list[Any]]:
    """The condition under which a record is a hit: any of the forms that the text may take."""
    if not derived_columns(record):
        return "0", []
    either: list[tuple[str, list[Any]]] = []
    if terms.words:
        words = [_anywhere(record, word) for word in terms.words]
        either.append((" AND ".join(part for part, _ in words), [value for _, found in words for value in found]))
    either += [_anywhere(record, text) for text in (terms.digits, terms.email, terms.reference) if len(text) > 1]
    if terms.number and terms.number[0] == record.info.letter:
        either.append(("t.id = ?", [terms.number[1]]))
    if not either:
        return "0", []
    return "(" + " OR ".join(f"({part})" for part, _ in either) + ")", [value for _, found in either for value in found]


def _anywhere(record: RecordType, text: str) -> tuple[str, list[Any]]:
    """The text in the record itself, in what belongs to it, or in what it names; one or two letters begin a word."""
    pattern = ("% " if len(text) < 3 else "%") + _escaped(text) + "%"
    places = [f"t.{SEARCH_TEXT} LIKE ? ESCAPE '!'"]
    for other, name in kept_by(record):
        places.append(
            f'EXISTS (SELECT 1 FROM "{other.info.name}" AS k WHERE k."{name}" = t.id AND k.trashed IS NULL'
            f" AND k.{SEARCH_TEXT} LIKE ? ESCAPE '!')"
        )
    places += [
        f'EXISTS (SELECT 1 FROM "{one.link}" AS k WHERE k.id = t."{one.name}" AND k.{SEARCH_TEXT} LIKE ? ESCAPE \'!\')'
        for one in record.links()
        if one.snapshot
    ]
    return "(" + " OR ".join(places) + ")", [pattern] * len(places)


def kept_by(record: RecordType) -> list[tuple[RecordType, str]]:
    """(record type, link column) of the searchable records that live and go with this one."""
    return [
        (other, name)
        for other, name in owned_by(record)
        if other.fields[name].keeps and SEARCH_TEXT in derived_columns(other)
    ]


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _order(query: Query) -> tuple[str, list[Any]]:
    record = query.record
    if query.sort:
        direction = "DESC" if query.descending else "ASC"
        return f"{_sort_key(record, query.sort)} {direction}, t.id {direction}", []
    named = _named(record)
    first, values = "", []
    if query.terms.number and query.terms.number[0] == record.info.letter:
        first, values = "t.id != ?, ", [query.terms.number[1]]
    if query.terms.name and named:
        best, ranks = _best_first(named, query.terms.name)
        return first + best, values + ranks
    return first + (f"t.{named}, t.id" if named else "t.id DESC"), values


def _best_first(named: str, name: str) -> tuple[str, list[Any]]:
    """The whole name, names that begin so, names with a word that begins so, then the rest; shorter names first."""
    begins = _escaped(name)
    ranks = [
        (f"t.{named} = ?", name),
        (f"t.{named} LIKE ? ESCAPE '!'", begins + "%"),
        (f"t.{named} LIKE ? ESCAPE '!'", "% " + begins + "%"),
        (f"t.{named} LIKE ? ESCAPE '!'", "%" + begins + "%"),
    ]
    cases = " ".join(f"WHEN {condition} THEN {place}" for place, (condition, _) in enumerate(ranks))
    return f"CASE {cases} ELSE 9 END, length(t.{named}), t.{named}, t.id", [value for _, value in ranks]


def _named(record: RecordType) -> str:
    """The derived column by which records are ranked and listed, where they have a name."""
    return next((one.name + "_norm" for one in record.fields.values() if one.match is Match.NAME), "")


def _sort_key(record: RecordType, name: str) -> str:
    """Empty values last on the way up; text without regard to case; states in their own order."""
    one = record.fields[name]
    if one.match is Match.NAME:
        return f"t.{name}_norm"
    if one.kind is Kind.LINK:
        title = _linked_title(one).rpartition(" AS ")[0]
        return f"{title} = '', {title} COLLATE NOCASE"
    if one.kind is Kind.CHOICE:
        places = " ".join(f"WHEN '{choice.value}' THEN {place}" for place, choice in enumerate(one.choices))
        return f'CASE t."{name}" {places} ELSE 99 END'
    return f't."{name}" IS NULL OR t."{name}" = \'\', t."{name}" COLLATE NOCASE'
