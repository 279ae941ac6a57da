"""The search indexes: DDL made from the record declarations.

A record is found by its own `search_text` and by its `related_text`: the texts of other records that lead to it.
Triggers keep both the related texts and the indexes, in the transaction of the write, whoever writes. All of it can be
dropped and rebuilt from the rows at any time.

There are two indexes, `customer_search` for the records with a searchable name, and `record_search` for all others
together: the schema is read with each connection, so it is kept small. For an index `x` there are

- `x`, a view of the texts of the rows that are not in the trash,
- `x_names` (where it has names), `x_words` and `x_parts`, FTS5 tables over that view: words of names, words of all
  texts, any three letters of all texts,
- `x_vocabulary`, the words in use in names, for typing slips,
- `x_in` and `x_out`, triggers that insert into these tables the rows that are inserted into the view, and delete from
  them the rows that are inserted into the view `x_gone`.

For each searchable record type `r` there are

- `r_search_related_text`, a view of the right `related_text` of each row,
- four triggers: `r_search_insert`, `r_search_update`, `r_search_related`, `r_search_delete`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capptro_tui.db.indexes.former_names import columns
from capptro_tui.matching.derive import RELATED_TEXT, SEARCH_TEXT, is_searchable
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema, made_once

PREFIX = 8
"""Longest prefix, in letters, whose rows are one list in the index.

For a longer one FTS5 merges the lists of all its words before it gives the first row.
"""

# A word is the text between two spaces, whatever signs are in it: an email address is one word. So no search term falls
# into two words, which would be a phrase: FTS5 refuses those with detail=none.
_WORDS = (
    f"detail = none, columnsize = 0, prefix = '{' '.join(map(str, range(1, PREFIX + 1)))}',"
    " tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Cf Cn Co Cs'\""
)
_PARTS = "detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'"


ROWS = 1 << 40
"""Distance from one record type's keys to the next in a shared index: more than a type ever has rows."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link by which one record is found by the text of another: the column `link` of `holder` names a `target`."""

    holder: RecordType
    link: str
    target: RecordType


@made_once
def searchable(schema: Schema) -> tuple[RecordType, ...]:
    """Return the record types that have searchable texts."""
    return tuple(record for record in schema.records if is_searchable(record))


def name_column(record: RecordType) -> str:
    """Return the derived column of a record's name, by which its list is sorted and searched; "" without a name."""
    named = record.name_field()
    return f"{named.name}_norm" if named is not None else ""


def kept_by(schema: Schema, record: RecordType) -> list[Relation]:
    """Return the links to a record by whose holders it is found while these are not in the trash."""
    return _pointing(schema, record, lambda field: field.indexes_target)


def merged_into(schema: Schema, record: RecordType) -> list[Relation]:
    """Return the links to a record from those merged into it.

    They are in the trash, and the record is found by them.
    """
    return _pointing(schema, record, lambda field: field.merged_into)


def named_by(schema: Schema, record: RecordType) -> list[Relation]:
    """Return the links of a record by whose targets it is found."""
    found = [
        Relation(record, field.name, schema.record_named(field.link))
        for field in record.links()
        if field.indexed_by_target
    ]
    return [relation for relation in found if is_searchable(relation.target)]


def _pointing(schema: Schema, record: RecordType, wanted: Callable[[Field], bool]) -> list[Relation]:
    return [
        Relation(other, link, record)
        for other, link in schema.referencing(record)
        if wanted(other.fields[link]) and is_searchable(other)
    ]


def related_text(schema: Schema, record: RecordType) -> str:
    """Return SQL for the right `related_text` of a row of the record's table; "''" if it is always empty."""
    name = record.info.name
    if _related(schema, record) == "''":
        return "''"
    return f'(SELECT v.text FROM {name}_search_related_text AS v WHERE v.id = "{name}".id)'


def _related(schema: Schema, record: RecordType) -> str:
    """Return SQL that composes the `related_text` of a row of the record's table, called `t`."""
    texts = [
        _joined(f'SELECT {whole_text(relation.holder)} AS text FROM "{relation.holder.info.name}" AS k'
                f' WHERE k."{relation.link}" = t.id AND k.trashed IS NULL ORDER BY k.id')
        for relation in kept_by(schema, record)
    ]  # fmt: skip
    texts += [
        _joined(f'SELECT search_text || related_text AS text FROM "{relation.holder.info.name}" AS k'
                f' WHERE k."{relation.link}" = t.id ORDER BY k.id')
        for relation in merged_into(schema, record)
    ]  # fmt: skip
    texts += [
        f'coalesce((SELECT {_WITHOUT_ADDRESS} FROM "{relation.target.info.name}" AS k'
        f" WHERE k.id = t.\"{relation.link}\"), '')"
        for relation in named_by(schema, record)
    ]
    texts += [f"t.{column}" for column in columns(record)]
    return " || ".join(texts) or "''"


_WITHOUT_ADDRESS = "substr(k.search_text, 1, instr(k.search_text || char(32, 32), char(32, 32)) - 1)"
"""SQL for a search text without the address, which stands after two spaces.

Two literal spaces would be one in the DDL below.
"""


def whole_text(record: RecordType) -> str:
    """Return SQL for the words of a record's fields and former names, in its table called `k`."""
    return " || ".join([f"k.{SEARCH_TEXT}", *(f"k.{column}" for column in columns(record))])


def _joined(texts: str) -> str:
    return f"coalesce((SELECT group_concat(text, '') FROM ({texts})), '')"


# --- the indexes ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Index:
    """One index: its view, its record types, and whether these have searchable names."""

    view: str
    records: tuple[RecordType, ...]
    named: bool

    @property
    def tables(self) -> list[str]:
        """Its FTS5 tables."""
        return [f"{self.view}_{kind}" for kind in (*(["names"] if self.named else []), "words", "parts")]


@made_once
def indexes(schema: Schema) -> tuple[Index, ...]:
    """Return every index: one for each record type with names, and one for all that have none."""
    views: dict[str, list[RecordType]] = {}
    for record in searchable(schema):
        views.setdefault(view_of(record), []).append(record)
    return tuple(Index(view, tuple(records), bool(name_column(records[0]))) for view, records in views.items())


def view_of(record: RecordType) -> str:
    """Return the view of a record type's index."""
    return f"{record.info.name}_search" if name_column(record) else "record_search"


def before_first(record: RecordType) -> int:
    """Return the offset from a record's id to its key in the index; 0 in an index of a single record type."""
    shared = not name_column(record) and record.info.letter
    return ord(record.info.letter) * ROWS if shared else 0


# --- statements -----------------------------------------------------------------------------------------------------


def statements(schema: Schema) -> dict[str, str]:
    """Return name to DDL of every structure that the search needs, in the order in which they are created."""
    made: dict[str, str] = {}
    for record in searchable(schema):
        if _related(schema, record) != "''":
            # Every trigger that writes related texts names this view: the schema, which is read with each connection,
            # stays short.
            made[f"{record.info.name}_search_related_text"] = (
                f"CREATE VIEW {record.info.name}_search_related_text AS"
                f' SELECT t.id AS id, {_related(schema, record)} AS text FROM "{record.info.name}" AS t'
            )
    for index in indexes(schema):
        made |= _tables(index)
    for record in searchable(schema):
        made |= _triggers(schema, record)
    return {name: " ".join(ddl.split()) for name, ddl in made.items()}


def _tables(index: Index) -> dict[str, str]:
    view, names = index.view, ["name", "text"] if index.named else ["text"]
    content = f"content = '{view}', content_rowid = 'id'"
    # Not indexed: a rebuild reads the whole view. In another order than that of the ids it takes thrice as long.
    texts = " UNION ALL ".join(
        f"SELECT {_key(record, 'id')} AS id, {f'{name_column(record)} AS name, ' if index.named else ''}"
        f'search_text || related_text AS text FROM "{record.info.name}" NOT INDEXED WHERE trashed IS NULL'
        for record in index.records
    )
    blank = ", ".join(f"'' AS {one}" for one in names)
    made = {
        view: f"CREATE VIEW {view} AS {texts}",
        f"{view}_gone": f"CREATE VIEW {view}_gone AS SELECT 0 AS id, {blank}",
    }
    for table in index.tables:
        column, words = _column(table), _PARTS if table.endswith("_parts") else _WORDS
        made[table] = f"CREATE VIRTUAL TABLE {table} USING fts5({column}, {content}, {words})"
    if index.named:
        made[f"{view}_vocabulary"] = f"CREATE VIRTUAL TABLE {view}_vocabulary USING fts5vocab({view}_names, 'row')"
    into = [
        f"INSERT INTO {table} (rowid, {one}) SELECT new.id, new.{one} WHERE new.{one} NOTNULL;"
        for table, one in ((table, _column(table)) for table in index.tables)
    ]
    # FTS5 deletes a row from the index only if it is given exactly the text that was inserted.
    out = [
        f"INSERT INTO {table} ({table}, rowid, {one}) SELECT 'delete', new.id, new.{one} WHERE new.{one} NOTNULL;"
        for table, one in ((table, _column(table)) for table in index.tables)
    ]
    return made | {
        f"{view}_in": f"CREATE TRIGGER {view}_in INSTEAD OF INSERT ON {view} BEGIN {' '.join(into)} END",
        f"{view}_out": f"CREATE TRIGGER {view}_out INSTEAD OF INSERT ON {view}_gone BEGIN {' '.join(out)} END",
    }


def _column(table: str) -> str:
    return "name" if table.endswith("_names") else "text"


def _key(record: RecordType, row_id: str) -> str:
    before = before_first(record)
    return f"{row_id} + {before}" if before else row_id


def _triggers(schema: Schema, record: RecordType) -> dict[str, str]:
    """Return name to DDL of a record type's triggers, one for each kind of write.

    A single trigger has a fixed order, several would not: the old texts leave the index, the new ones enter it, and
    only then the related texts of other records follow.
    """
    name = record.info.name
    named = name_column(record)
    links = [relation.link for relation in [*_holding(schema, record), *named_by(schema, record)]]
    watched = dict.fromkeys([*([named] if named else []), SEARCH_TEXT, *columns(record), "trashed", *links])
    moved = "(new.trashed IS NULL) != (old.trashed IS NULL)"
    changed = [moved, *(f'new."{one}" IS NOT old."{one}"' for one in watched if one != "trashed")]
    sources = [*(relation.link for relation in named_by(schema, record)), *columns(record)]
    own = [f'new."{one}" IS NOT old."{one}"' for one in sources]
    ifs = (f"new.{named} != old.{named} OR {moved}", f"{_text('new')} != {_text('old')} OR {moved}")
    return {
        f"{name}_search_insert": f"""
            CREATE TRIGGER {name}_search_insert AFTER INSERT ON "{name}" BEGIN
            {_into_index(record)}
            {_follow(schema, record, "id = new.id")}
            {_follow_others(schema, record, "new")} END""",
        f"{name}_search_update": f"""
            CREATE TRIGGER {name}_search_update
            AFTER UPDATE OF {", ".join(f'"{one}"' for one in watched)} ON "{name}"
            WHEN {" OR ".join(changed)} BEGIN
            {_out_of_index(record, *ifs)}
            {_into_index(record, *ifs)}
            {_follow(schema, record, "id = new.id AND (" + " OR ".join(own) + ")") if own else ""}
            {_follow_others(schema, record, "old", "new")} END""",
        f"{name}_search_related": f"""
            CREATE TRIGGER {name}_search_related AFTER UPDATE OF {RELATED_TEXT} ON "{name}"
            WHEN new.related_text != old.related_text AND NOT ({" OR ".join(changed)}) BEGIN
            {_out_of_index(record, "0")}
            {_into_index(record, "0")}
            {_follow_survivor(schema, record)} END""",
        f"{name}_search_delete": f"""
            CREATE TRIGGER {name}_search_delete AFTER DELETE ON "{name}" BEGIN
            {_out_of_index(record)}
            {_follow_others(schema, record, "old")} END""",
    }


def _text(row: str) -> str:
    return f"{row}.search_text || {row}.related_text"


def _into_index(record: RecordType, if_name: str = "1", if_text: str = "1") -> str:
    """Return a statement that adds the new row to the index unless it is in the trash.

    Args:
        record: the record type.
        if_name: SQL condition under which the name is added.
        if_text: SQL condition under which the text is added.
    """
    return _handed(record, view_of(record), "new", if_name, if_text)


def _out_of_index(record: RecordType, if_name: str = "1", if_text: str = "1") -> str:
    """Return a statement that removes the old row from the index; arguments as in `_into_index`."""
    return _handed(record, f"{view_of(record)}_gone", "old", if_name, if_text)


def _handed(record: RecordType, view: str, row: str, if_name: str, if_text: str) -> str:
    key, there, text = _key(record, f"{row}.id"), f"{row}.trashed IS NULL", _text(row)
    if name := name_column(record):
        values = f"CASE WHEN {if_name} THEN {row}.{name} END, CASE WHEN {if_text} THEN {text} END"
        return f"INSERT INTO {view} SELECT {key}, {values} WHERE {there};"
    return f"INSERT INTO {view} SELECT {key}, {text} WHERE {there} AND ({if_text});"


def _holding(schema: Schema, record: RecordType) -> list[Relation]:
    """Return the links of a record by whose text their targets are found."""
    found = [
        relation
        for target in searchable(schema)
        for relation in [*kept_by(schema, target), *merged_into(schema, target)]
    ]
    return [relation for relation in found if relation.holder is record]


def _follow(schema: Schema, record: RecordType, rows: str) -> str:
    """Return a statement that corrects the related texts of a record's rows; "" if they are always empty."""
    text = related_text(schema, record)
    if text == "''":
        return ""
    return f'UPDATE "{record.info.name}" SET related_text = {text} WHERE {rows} AND related_text != {text};'


def _follow_others(schema: Schema, record: RecordType, *rows: str) -> str:
    """Return statements that correct the related texts of other records that contain this record's text.

    Args:
        record: the record type that is written.
        rows: `old`, `new` or both: the sides of the write whose links count.
    """
    parts = []
    for relation in _holding(schema, record):
        ids = ", ".join(f'{row}."{relation.link}"' for row in rows)
        parts.append(_follow(schema, relation.target, f"id IN ({ids})"))
    for holder in searchable(schema):
        for relation in named_by(schema, holder):
            if relation.target is record:
                changed = " AND new.search_text != old.search_text" if len(rows) > 1 else ""
                parts.append(_follow(schema, holder, f'"{relation.link}" = {rows[-1]}.id{changed}'))
    return " ".join(parts)


def _follow_survivor(schema: Schema, record: RecordType) -> str:
    """Return statements that update the record into which a merged one was merged, along chains of merges."""
    return " ".join(_follow(schema, record, f'id = new."{relation.link}"') for relation in merged_into(schema, record))
