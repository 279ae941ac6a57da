"""The search index of each record type: the DDL that the record's declaration asks for.

A record is found by its own `search_text` and by its `related_text`: what it is found by through others. Triggers keep
both the related texts and the index, in the transaction of the write, whoever writes. All of it can be dropped and made
anew from the rows at any time.

For a record type `r` with something to be found by there are

- `r_search`, a view of the texts of the rows that are not in the trash,
- `r_search_names` (where the record has a name), `r_search_words` and `r_search_parts`, FTS5 tables over that view:
  words of names, words of everything, any three letters of everything,
- `r_search_vocabulary`, the words in use in names, for typing slips,
- four triggers: `r_search_insert`, `r_search_update`, `r_search_related`, `r_search_delete`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import RECORDS, owned_by, record_named
from capptro_tui.search.derive import RELATED_TEXT, SEARCH_TEXT, derived_columns

PREFIX = 8
"""Up to so many letters of a beginning, the rows that have it are one list in the index; of a longer one FTS5 has to
merge the lists of all its words before it gives the first row."""

# A word is what stands between spaces, whatever signs are in it: an email address is one word, and nothing that is
# asked for can fall into two words, which would be a phrase: FTS5 refuses those with detail=none.
_WORDS = (
    f"detail = none, columnsize = 0, prefix = '{' '.join(map(str, range(1, PREFIX + 1)))}',"
    " tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Cf Cn Co Cs'\""
)
_PARTS = "detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'"


@dataclass(frozen=True, slots=True)
class Relation:
    """A link by which one record is found by the text of another: the column `link` of `holder` names a `target`."""

    holder: RecordType
    link: str
    target: RecordType


def searchable() -> list[RecordType]:
    """The record types that have something to be found by."""
    return [record for record in RECORDS if SEARCH_TEXT in derived_columns(record)]


def name_column(record: RecordType) -> str:
    """The derived column of a record's name, by which it is listed and searched; "" where it has none."""
    return next((f"{one.name}_norm" for one in record.fields.values() if one.match is Match.NAME), "")


def kept_by(record: RecordType) -> list[Relation]:
    """What lives and goes with a record: while it is not in the trash, the record is found by it."""
    return _pointing(record, lambda one: one.keeps)


def merged_into(record: RecordType) -> list[Relation]:
    """What was merged into a record: it is in the trash, and the record is found by it all the same."""
    return _pointing(record, lambda one: one.stands_for)


def named_by(record: RecordType) -> list[Relation]:
    """The links of a record by whose targets it is found: those whose name it keeps when the link is lost."""
    found = [Relation(record, one.name, record_named(one.link)) for one in record.links() if one.snapshot]
    return [one for one in found if one.target in searchable()]


def _pointing(record: RecordType, wanted: Callable[[Field], bool]) -> list[Relation]:
    return [
        Relation(other, link, record)
        for other, link in owned_by(record)
        if wanted(other.fields[link]) and other in searchable()
    ]


def related_text(record: RecordType) -> str:
    """An expression for what the `related_text` of a row of the record's table should be."""
    table = f'"{record.info.name}"'
    texts = [
        _joined(f'SELECT search_text AS text FROM "{one.holder.info.name}" AS k'
                f' WHERE k."{one.link}" = {table}.id AND k.trashed IS NULL ORDER BY k.id')
        for one in kept_by(record)
    ]  # fmt: skip
    texts += [
        _joined(f'SELECT search_text || related_text AS text FROM "{one.holder.info.name}" AS k'
                f' WHERE k."{one.link}" = {table}.id ORDER BY k.id')
        for one in merged_into(record)
    ]  # fmt: skip
    texts += [
        f'coalesce((SELECT search_text FROM "{one.target.info.name}" AS k WHERE k.id = {table}."{one.link}"), \'\')'
        for one in named_by(record)
    ]
    return " || ".join(texts) or "''"


def _joined(texts: str) -> str:
    return f"coalesce((SELECT group_concat(text, '') FROM ({texts})), '')"


# --- statements -----------------------------------------------------------------------------------------------------


def statements(record: RecordType) -> dict[str, str]:
    """Name to DDL of everything that the search of a record type needs, in the order in which it is made."""
    name = record.info.name
    named = name_column(record)
    view = f"{name}_search"
    content = f"content = '{view}', content_rowid = 'id'"
    made = {
        view: f"CREATE VIEW {view} AS SELECT id, {f'{named} AS name, ' if named else ''}"
        f'search_text || related_text AS text FROM "{name}" WHERE trashed IS NULL'
    }
    if named:
        made |= {
            f"{view}_names": f"CREATE VIRTUAL TABLE {view}_names USING fts5(name, {content}, {_WORDS})",
            f"{view}_vocabulary": f"CREATE VIRTUAL TABLE {view}_vocabulary USING fts5vocab({view}_names, 'row')",
        }
    made |= {
        f"{view}_words": f"CREATE VIRTUAL TABLE {view}_words USING fts5(text, {content}, {_WORDS})",
        f"{view}_parts": f"CREATE VIRTUAL TABLE {view}_parts USING fts5(text, {content}, {_PARTS})",
    }
    return made | {key: " ".join(trigger.split()) for key, trigger in _triggers(record).items()}


def indexes(record: RecordType) -> list[str]:
    """The FTS5 tables of a record type."""
    return [key for key, ddl in statements(record).items() if "USING fts5(" in ddl]


def _triggers(record: RecordType) -> dict[str, str]:
    """One trigger for each kind of write. What a trigger does has an order, which several triggers would not have: out
    of the index goes what is in it, in comes what is there now, and only then follow the texts of others."""
    name = record.info.name
    named = name_column(record)
    links = [one.link for one in [*_holding(record), *named_by(record)]]
    columns = dict.fromkeys([*([named] if named else []), SEARCH_TEXT, "trashed", *links])
    moved = "(new.trashed IS NULL) != (old.trashed IS NULL)"
    changed = [moved, *(f'new."{one}" IS NOT old."{one}"' for one in columns if one != "trashed")]
    own = [f'new."{one.link}" IS NOT old."{one.link}"' for one in named_by(record)]
    text = f"({_text('new')}) != ({_text('old')})"
    return {
        f"{name}_search_insert": f"""
            CREATE TRIGGER {name}_search_insert AFTER INSERT ON "{name}" BEGIN
            {_into_index(record)}
            {_follow(record, "id = new.id")}
            {_follow_others(record, "new")} END""",
        f"{name}_search_update": f"""
            CREATE TRIGGER {name}_search_update
            AFTER UPDATE OF {", ".join(f'"{one}"' for one in columns)} ON "{name}"
            WHEN {" OR ".join(changed)} BEGIN
            {_out_of_index(record, f"new.{named} != old.{named} OR {moved}", f"{text} OR {moved}")}
            {_into_index(record, f"new.{named} != old.{named} OR {moved}", f"{text} OR {moved}")}
            {_follow(record, "id = new.id AND (" + " OR ".join(own) + ")") if own else ""}
            {_follow_others(record, "old", "new")} END""",
        f"{name}_search_related": f"""
            CREATE TRIGGER {name}_search_related AFTER UPDATE OF {RELATED_TEXT} ON "{name}"
            WHEN new.related_text != old.related_text AND NOT ({" OR ".join(changed)}) BEGIN
            {_out_of_index(record, "")}
            {_into_index(record, "")}
            {_follow_survivor(record)} END""",
        f"{name}_search_delete": f"""
            CREATE TRIGGER {name}_search_delete AFTER DELETE ON "{name}" BEGIN
            {_out_of_index(record)}
            {_follow_others(record, "old")} END""",
    }


def _text(row: str) -> str:
    return f"{row}.search_text || {row}.related_text"


def _into_index(record: RecordType, if_name: str = "1", if_text: str = "1") -> str:
    """Add the new row where it is not in the trash and the conditions for its name and its text hold."""
    return " ".join(
        f"INSERT INTO {table} (rowid, {column}) SELECT new.id, {value} WHERE new.trashed IS NULL AND ({condition});"
        for table, column, value, condition in _indexed(record, "new", if_name, if_text)
    )


def _out_of_index(record: RecordType, if_name: str = "1", if_text: str = "1") -> str:
    """Take the old row out, likewise. FTS5 must be told exactly what it was given."""
    return " ".join(
        f"INSERT INTO {table} ({table}, rowid, {column}) SELECT 'delete', old.id, {value}"
        f" WHERE old.trashed IS NULL AND ({condition});"
        for table, column, value, condition in _indexed(record, "old", if_name, if_text)
    )


def _indexed(record: RecordType, row: str, if_name: str, if_text: str) -> list[tuple[str, str, str, str]]:
    """(FTS5 table, column, value, condition) for each table of the index; an empty condition leaves its table out."""
    view, named = f"{record.info.name}_search", name_column(record)
    names = [(f"{view}_names", "name", f"{row}.{named}", if_name)] if named and if_name else []
    return [*names, *((f"{view}_{kind}", "text", _text(row), if_text) for kind in ("words", "parts"))]


def _holding(record: RecordType) -> list[Relation]:
    """The links of a record whose targets are found by its text."""
    found = [one for target in searchable() for one in [*kept_by(target), *merged_into(target)]]
    return [one for one in found if one.holder is record]


def _follow(record: RecordType, rows: str) -> str:
    """Bring the related text of a record's rows up to date, where it is not."""
    text = related_text(record)
    if text == "''":
        return ""
    return f'UPDATE "{record.info.name}" SET related_text = {text} WHERE {rows} AND related_text != {text};'


def _follow_others(record: RecordType, *rows: str) -> str:
    """Bring the related texts up to date that this record's text is a part of, before or after the write."""
    parts = []
    for one in _holding(record):
        ids = ", ".join(f'{row}."{one.link}"' for row in rows)
        parts.append(_follow(one.target, f"id IN ({ids})"))
    for holder in searchable():
        for one in named_by(holder):
            if one.target is record:
                changed = " AND new.search_text != old.search_text" if len(rows) > 1 else ""
                parts.append(_follow(holder, f'"{one.link}" = {rows[-1]}.id{changed}'))
    return " ".join(parts)


def _follow_survivor(record: RecordType) -> str:
    """What is merged hands on what was merged into it."""
    return " ".join(_follow(record, f'id = new."{one.link}"') for one in merged_into(record))
