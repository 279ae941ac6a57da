"""Reads the search index: the ids of the records that a text finds, best first.

A page takes the same time however many records there are.

A cascade of stages, each read only while the page has room: the typed number, an account or email that equals the text,
names that begin with it, names with these words, any text with words that begin so, and at last the text anywhere
within words. A stage with few hits is in the order of names; a longer one comes in the order of the index, so that only
the page is read. Records without a name come newest first.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from capptro_tui.db.connection.reader import Reader
from capptro_tui.db.indexes.list_order import order_key
from capptro_tui.db.indexes.search_index import ROWS, before_first, name_column, view_of
from capptro_tui.db.read.rows import NO_TERMS, Query, filters, matching, order, standing, standing_for, where, window
from capptro_tui.matching.slips import LONGEST, SHORTEST, Way
from capptro_tui.matching.sought import Either, Sought, alternatives, by_domain, by_words
from capptro_tui.matching.spellings import joined_ways, spelled
from capptro_tui.models.field import Match
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.text.normalise import Terms

RANKED = 128
"""Most hits of a stage that is put in the order of names."""

_MOST_GRAMS = 9
"""Most trigrams that are looked up for a text. They only nominate: more cost more than the wrong rows they save."""

_LOOKED_AT = 1000
"""Number of rows of a sorted list among which the first hits of a frequent text are sought."""

_MOST_WORDS = 8
_LAST = "\U0010ffff"

Ids: TypeAlias = "array[int]"
"""Many ids, eight bytes each."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the cascade: an FTS5 table to MATCH in, or "" for a condition on the rows of table `t` itself.

    Attributes:
        index: the FTS5 table.
        match: the MATCH expression.
        test: a condition that the rows must meet besides; "" if the index alone decides.
        values: parameters of `test`.
        order: SQL expression by which the hits are ordered; "" for their ids.
        named: whether that is the order of names.
    """

    index: str = ""
    match: str = ""
    test: str = ""
    values: tuple[Any, ...] = ()
    order: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The plan of a search: how the hits of a text in a record type are read.

    Attributes:
        record: the record type.
        words: stages that are fast for any text.
        parts: the stage that is not.
        number: the typed number of a record; 0 for none.
        filters: conditions on `t` that all hits must meet.
        values: parameters of `filters`.
    """

    record: RecordType
    words: tuple[Stage, ...]
    parts: tuple[Stage, ...]
    number: int = 0
    filters: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()


def plan(record: RecordType, terms: Terms, equal: dict[str, Any]) -> SearchPlan:
    """Return the plan for a text, among the records outside the trash that have the values of `equal`."""
    conditions, values = filters(record, equal, ordered=True)
    number = terms.number[1] if terms.number and terms.number[0] == record.info.letter else 0
    stages = [*_equal(record, terms), *_named(record, terms), *_worded(record, terms)]
    return SearchPlan(record, tuple(stages), tuple(_within(record, terms)), number, tuple(conditions), tuple(values))


def first(reader: Reader, asked: SearchPlan, count: int, *, parts: bool) -> list[int]:
    """Return the ids of the first `count` hits; fewer if there are no more.

    With `parts` False, only the fast stages are read.
    """
    found = _numbered(reader, asked)
    for stage in [*asked.words, *(asked.parts if parts else ())]:
        if len(found) >= count:
            break
        most = max(RANKED, count) + 1
        hits = reader.column(*_select(asked, stage, most + len(found)))
        known = set(found)
        new = [one for one in hits if one not in known]
        if len(hits) < most + len(found) and len(new) <= RANKED and not stage.named:
            new = _by_name(reader, asked, new)
        found += new
    return found[:count]


def every(reader: Reader, asked: SearchPlan) -> Ids:
    """Return the ids of all hits, in the order in which `first` begins.

    A stage is one statement with one text as its result, so that other threads run while SQLite works.
    """
    ids = array("q", _numbered(reader, asked))
    seen = set(ids)
    stages = [*asked.words, *asked.parts]
    for stage in stages:
        reader.check()
        if stage in asked.parts:
            candidates = _collected(reader, asked, Stage(stage.index, stage.match), plain=True)
            found = _meeting(reader, asked, stage, [row_id for row_id in candidates if row_id not in seen])
        else:
            found = [row_id for row_id in _collected(reader, asked, stage) if row_id not in seen]
        if len(found) <= RANKED and not stage.named:
            found = _by_name(reader, asked, found)
        ids.extend(found)
        if stage is not stages[-1]:
            seen.update(found)
    return ids


def first_sorted(reader: Reader, asked: SearchPlan, query: Query, count: int) -> list[int]:
    """Return the ids of the first `count` hits of the fast stages in the order of a query's sort.

    Few hits are all sorted. Of many, only those among the first rows of the list are returned.
    """
    few = first(reader, asked, RANKED + 1, parts=False)
    if len(few) <= RANKED:
        return list(sorted_ids(reader, few, query))[:count]
    top = window(reader.schema, replace(query, terms=NO_TERMS)).ids(reader, 0, _LOOKED_AT)
    test, values = matching(query.record, query.terms)
    inner = f"SELECT t.id AS id FROM {_given(query.record)} WHERE {test} ORDER BY j.key LIMIT ?"
    return reader.column(inner, [json.dumps(top), *values, count])


def sorted_ids(reader: Reader, ids: Sequence[int], query: Query) -> Ids:
    """Return the ids in the order of a query's sort."""
    keys, values = _sorting(reader.schema, query)
    inner = f"SELECT t.id AS id FROM {_given(query.record)} ORDER BY {keys}"
    return _packed(reader, inner, [json.dumps(list(ids)), *values])


def _sorting(schema: Schema, query: Query) -> tuple[str, list[Any]]:
    """Return the ORDER BY terms of a query over table `t`, and their parameters."""
    parts, falling = order(schema, query)
    direction = " DESC" if falling else ""
    places = " ".join(f"WHEN {part.condition} THEN {place}" for place, part in enumerate(parts))
    keys = [f"{key}{direction}" for key in dict.fromkeys([*(part.key for part in parts), "t.id"]) if key]
    return f"CASE {places} END, {', '.join(keys)}", [value for part in parts for value in part.values]


def all_ids(reader: Reader, query: Query) -> Ids:
    """Return the ids of all records of a query, in its order."""
    condition, values = where(query, ordered=True)
    parts, falling = order(reader.schema, query)
    ids = array("q")
    for part in parts:
        keys = ", ".join(f"{key}{' DESC' if falling else ''}" for key in (part.key, "t.id") if key)
        inner = (
            f'SELECT t.id AS id FROM "{query.record.info.name}" AS t WHERE {condition} AND {part.condition}'
            f" ORDER BY {keys}"
        )
        ids += _packed(reader, inner, [*values, *part.values])
    return ids


def words_in_use(reader: Reader, record: RecordType) -> list[str]:
    """Return the words in the names of a record type that are long enough for a typing slip and have no digit."""
    query = (
        f"SELECT group_concat(term, ' ') FROM {view_of(record)}_vocabulary"
        f" WHERE length(term) BETWEEN {SHORTEST} AND {LONGEST} AND term NOT GLOB '*[0-9]*'"
    )
    return (reader.column(query)[0] or "").split()


def named(reader: Reader, asked: SearchPlan, ways: list[list[Way]], limit: int) -> list[tuple[int, str]]:
    """Return id and normalised name of records whose names have each typed word in one of its spellings.

    Records in which all words but the last are whole come first.

    Args:
        reader: the reader of the database.
        asked: the plan of the search.
        ways: for each typed word its spellings, each a tuple of words; () for a word to ignore.
        limit: most records.
    """
    index, ids = f"{view_of(asked.record)}_names", dict[int, None]()
    for begun in (False, True):
        words = [_either(word, begun=begun or word is ways[-1]) for word in ways if () not in word]
        if len(ids) < limit and words:
            ids |= dict.fromkeys(reader.column(*_select(asked, Stage(index, " AND ".join(words)), limit)))
    query = f"SELECT t.id, t.{name_column(asked.record)} AS name FROM {_given(asked.record)}"
    return [(row["id"], row["name"]) for row in reader.select(query, [json.dumps(list(ids)[:limit])])]


def _either(ways: list[Way], *, begun: bool) -> str:
    """Return a MATCH for the spellings of a typed word; a spelling of two words is always a prefix."""
    sought = [[*map(_quoted, way[:-1]), _begun(way[-1]) if begun or len(way) > 1 else _quoted(way[-1])] for way in ways]
    return "(" + " OR ".join("(" + " AND ".join(way) + ")" for way in sought) + ")"


# --- stages -------------------------------------------------------------------------------------------------------


def _equal(record: RecordType, terms: Terms) -> list[Stage]:
    """Return the stage of accounts, external ids and emails that equal the typed text."""
    columns = {Match.REFERENCE: terms.reference, Match.EMAIL: terms.email}
    wanted = {f"{field.name}_norm": columns[field.match] for field in record.matched_fields() if field.match in columns}
    tests = {f't."{column}" = ?': text for column, text in wanted.items() if text}
    return [Stage(test=f"t.trashed IS NULL AND ({' OR '.join(tests)})", values=tuple(tests.values()))] if tests else []


def _named(record: RecordType, terms: Terms) -> list[Stage]:
    """Return the stages of names that begin with the text, and of names with all its words, whole words first."""
    column = name_column(record)
    if not column or not terms.name:
        return []
    words = terms.name.split()[:_MOST_WORDS]
    left_out = [word for word in terms.words if word not in words]  # words that normalising leaves out: Ltd
    # The order of names compares numbers by value, so a text with digits is no range of it.
    in_order = not any(map(str.isdigit, terms.name))
    key = _name_key(record) if in_order else f"t.{column}"
    tests = ["t.trashed IS NULL", f"{key} >= ?", f"{key} < ?", *["instr(t.search_text, ?)"] * len(left_out)]
    begins = Stage(
        test=" AND ".join(tests),
        values=(terms.name, terms.name + _LAST, *(f" {word}" for word in left_out)),
        order=key,
        named=in_order,
    )
    if not terms.words:
        return [begins]
    wanted = [tuple(map(spelled, way)) for way in (words, *joined_ways(words))]
    # The number of words at the end that may be unfinished: none, the last, all.
    matches = dict.fromkeys(_any(wanted, unfinished) for unfinished in (0, 1, _MOST_WORDS))
    index = f"{view_of(record)}_names"
    return [begins, *(Stage(index, match) for match in matches)]


def _worded(record: RecordType, terms: Terms) -> list[Stage]:
    """Return the stages of emails at a domain that begins with the text, and of texts that have all its words.

    A text with words that begin with the typed number, email or reference belongs to the second stage, too.
    """
    numbers = [((text,),) for text in (terms.email, terms.digits, terms.reference) if len(text) > 1]
    groups = (*by_words(terms), *numbers)
    index = f"{view_of(record)}_words"
    return [Stage(index, _any(found, _MOST_WORDS)) for found in (by_domain(terms), groups) if found]


def _within(record: RecordType, terms: Terms) -> list[Stage]:
    """Return the stage of the text anywhere: the index nominates rows with its trigrams, and the row decides."""
    found = alternatives(terms)
    if not any(len(text.strip()) > 2 for wanted in found for either in wanted for text in either):
        return []  # one or two letters only begin a word
    grams = [" AND ".join(filter(None, map(_grams_of_any, wanted))) for wanted in found]
    tests = [standing(wanted) for wanted in found]
    test = " OR ".join(f"({condition})" for condition, _ in tests)
    match = " OR ".join(f"({one})" for one in grams if one)
    return [Stage(f"{view_of(record)}_parts", match, f"({test})", tuple(text for _, texts in tests for text in texts))]


def _grams_of_any(either: Either) -> str:
    """Return a MATCH for the trigrams of one of the spellings of a word; "" if the typed spelling has none.

    A single letter, as an abbreviation, is found by the index of words.
    """
    found = [_grams(text.rstrip()) for text in either]  # the last word has no space after it
    if not found[0]:
        return ""
    return "(" + " OR ".join(f"({one})" for one in found if one) + ")"


def _grams(text: str) -> str:
    """Return a MATCH for the trigrams of a text; "" for a text that has none."""
    every = list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))
    step = -(-len(every) // _MOST_GRAMS) or 1
    return " AND ".join(map(_quoted, every[::step]))


def _any(found: Iterable[Sought], unfinished: int) -> str:
    """Return a MATCH for all words of any of the alternatives; their last `unfinished` words are prefixes."""
    ways = dict.fromkeys(
        " AND ".join(_one_of(either, begun=place >= len(wanted) - unfinished) for place, either in enumerate(wanted))
        for wanted in found
    )
    return " OR ".join(f"({way})" for way in ways)


def _one_of(either: Either, *, begun: bool) -> str:
    """Return a MATCH for any of the spellings of a word."""
    words = [_begun(text.strip()) if begun and not text.endswith(" ") else _quoted(text.strip()) for text in either]
    return words[0] if len(words) == 1 else "(" + " OR ".join(words) + ")"


def _begun(word: str) -> str:
    """Return a MATCH for words that begin with this one."""
    return _quoted(word) + "*"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# --- reading ------------------------------------------------------------------------------------------------------


def _select(asked: SearchPlan, stage: Stage, most: int | None, *, plain: bool = False) -> tuple[str, list[Any]]:
    """Return the statement for the ids of a stage's hits, and its parameters; `plain` leaves the filters out."""
    record = asked.record
    tests = [stage.test] if stage.test else []
    values: list[Any] = list(stage.values)
    if not plain:
        tests += asked.filters
        values += asked.values
    by_name = name_column(record)
    limit = "" if most is None else f" LIMIT {most}"
    table = f'"{record.info.name}" AS t'
    if not stage.index:
        keys = f"{stage.order}, t.id" if stage.order else "t.id" if by_name else "t.id DESC"
        return f"SELECT t.id AS id FROM {table} WHERE {' AND '.join(tests)} ORDER BY {keys}{limit}", values
    before = before_first(record)
    row_id = f"f.rowid - {before}" if before else "f.rowid"
    of_record = [f"f.rowid BETWEEN {before + 1} AND {before + ROWS - 1}"] if before else []
    rows = f"{stage.index} AS f" + (f" CROSS JOIN {table} ON t.id = {row_id}" if tests else "")
    conditions = " AND ".join([f"f.{stage.index} MATCH ?", *of_record, *tests])
    newest = "" if by_name else " DESC"
    return f"SELECT {row_id} AS id FROM {rows} WHERE {conditions} ORDER BY f.rowid{newest}{limit}", [
        stage.match,
        *values,
    ]


def _given(record: RecordType) -> str:
    """Return a FROM clause for the rows `t` whose ids are given as a JSON list, in the order of `j.key`."""
    return f'json_each(?) AS j CROSS JOIN "{record.info.name}" AS t ON t.id = j.value'


def _collected(reader: Reader, asked: SearchPlan, stage: Stage, *, plain: bool = False) -> Ids:
    return _packed(reader, *_select(asked, stage, None, plain=plain))


def _packed(reader: Reader, inner: str, values: list[Any]) -> Ids:
    """Return the ids of a statement, passed as one text of sixteen hexadecimal digits each."""
    [text] = reader.column(f"SELECT group_concat(printf('%016x', id), '') FROM ({inner})", values)
    ids = array("q", bytes.fromhex(text or ""))
    ids.byteswap()
    return ids


def _meeting(reader: Reader, asked: SearchPlan, stage: Stage, ids: list[int]) -> list[int]:
    """Return those of the ids whose rows meet a stage's test and the filters, in their order."""
    if not ids:
        return []
    tests = " AND ".join([stage.test, *asked.filters])
    inner = f"SELECT t.id AS id FROM {_given(asked.record)} WHERE {tests}"
    return list(_packed(reader, inner, [json.dumps(ids), *stage.values, *asked.values]))


def _by_name(reader: Reader, asked: SearchPlan, ids: list[int]) -> list[int]:
    if not name_column(asked.record) or len(ids) < 2:
        return ids
    query = f"SELECT t.id FROM {_given(asked.record)} ORDER BY {_name_key(asked.record)}, t.id"
    return reader.column(query, [json.dumps(ids)])


def _name_key(record: RecordType) -> str:
    """Return the SQL expression for the order of names of a record type."""
    named = record.name_field()
    assert named is not None
    return order_key(record, named, "t")


def _numbered(reader: Reader, asked: SearchPlan) -> list[int]:
    """Return the id of the record whose number was typed, or of the one that it was merged into; [] for none."""
    if not asked.number:
        return []
    conditions = " AND ".join(["t.id = ?", "t.trashed IS NULL", *asked.filters])
    query = f'SELECT t.id FROM "{asked.record.info.name}" AS t WHERE {conditions}'
    return reader.column(query, [standing_for(reader, asked.record, asked.number), *asked.values])
