"""Reading the search index: the ids of the records that a text finds, best first, at the cost of a page however many
there are.

A cascade of stages, each read only while the page has room: the number that was typed, an account or email that is just
what was typed, names that begin so, names with these words, anything with words that begin so, and at last the text
anywhere within words. A stage with few hits is in the order of names; a longer one comes as the index has it, so that
nothing but the page is read. Records without a name come newest first.
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
from capptro_tui.text.normalise import Terms

RANKED = 128
"""A stage with up to so many hits is put in the order of names."""

_MOST_GRAMS = 9
"""Trigrams asked for a text. They only nominate: more of them cost more than the wrong rows they save."""

_LOOKED_AT = 1000
"""Rows of a sorted list that are looked at for the first hits of a text that finds many."""

_MOST_WORDS = 8
_LAST = "\U0010ffff"

Ids: TypeAlias = "array[int]"
"""Many ids, eight bytes each."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the cascade: a FTS5 table to MATCH in, or "" for a condition on the rows of table `t` itself.

    `test` is a condition that the rows must meet besides, "" where the index alone decides. `order` is an expression by
    which the hits come, "" for their ids; `named` says that it is the order of names.
    """

    index: str = ""
    match: str = ""
    test: str = ""
    values: tuple[Any, ...] = ()
    order: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How what a text finds among a record type is read.

    `words` are the stages that are quick for any text, `parts` the one that is not. `filters` are conditions on `t`
    that all hits must meet, with `values`.
    """

    record: RecordType
    words: tuple[Stage, ...]
    parts: tuple[Stage, ...]
    number: int = 0
    filters: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()


def plan(record: RecordType, terms: Terms, equal: dict[str, Any]) -> Plan:
    """The plan for a text among the records that are not in the trash and have the values of `equal`."""
    conditions, values = filters(record, equal, ordered=True)
    number = terms.number[1] if terms.number and terms.number[0] == record.info.letter else 0
    stages = [*_equal(record, terms), *_named(record, terms), *_worded(record, terms)]
    return Plan(record, tuple(stages), tuple(_within(record, terms)), number, tuple(conditions), tuple(values))


def first(reader: Reader, asked: Plan, count: int, *, parts: bool) -> list[int]:
    """The ids of the first `count` hits, without `parts` of the quick stages only; fewer are all there are."""
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


def every(reader: Reader, asked: Plan) -> Ids:
    """The ids of all hits, in the order in which `first` begins.

    A stage is one statement with one text as its result, so that the interpreter is free while SQLite works.
    """
    ids = array("q", _numbered(reader, asked))
    seen = set(ids)
    stages = [*asked.words, *asked.parts]
    for stage in stages:
        reader.check()
        if stage in asked.parts:
            candidates = _collected(reader, asked, Stage(stage.index, stage.match), plain=True)
            found = _meeting(reader, asked, stage, [one for one in candidates if one not in seen])
        else:
            found = [one for one in _collected(reader, asked, stage) if one not in seen]
        if len(found) <= RANKED and not stage.named:
            found = _by_name(reader, asked, found)
        ids.extend(found)
        if stage is not stages[-1]:
            seen.update(found)
    return ids


def first_sorted(reader: Reader, asked: Plan, query: Query, count: int) -> list[int]:
    """The ids of the first `count` hits of the quick stages in the order of a query's sort, as far as they can be told
    by looking at few rows: all of them where they are few, otherwise those among the first rows of the list."""
    few = first(reader, asked, RANKED + 1, parts=False)
    if len(few) <= RANKED:
        return list(sorted_ids(reader, few, query))[:count]
    top = window(replace(query, terms=NO_TERMS)).ids(reader, 0, _LOOKED_AT)
    test, values = matching(query.record, query.terms)
    inner = f"SELECT t.id AS id FROM {_given(query.record)} WHERE {test} ORDER BY j.key LIMIT ?"
    return reader.column(inner, [json.dumps(top), *values, count])


def sorted_ids(reader: Reader, ids: Sequence[int], query: Query) -> Ids:
    """The ids in the order of a query's sort."""
    keys, values = _sorting(query)
    inner = f"SELECT t.id AS id FROM {_given(query.record)} ORDER BY {keys}"
    return _packed(reader, inner, [json.dumps(list(ids)), *values])


def _sorting(query: Query) -> tuple[str, list[Any]]:
    """The ORDER BY terms of a query over table `t`, and their parameters."""
    parts, falling = order(query)
    direction = " DESC" if falling else ""
    places = " ".join(f"WHEN {part.condition} THEN {place}" for place, part in enumerate(parts))
    keys = [f"{key}{direction}" for key in dict.fromkeys([*(part.key for part in parts), "t.id"]) if key]
    return f"CASE {places} END, {', '.join(keys)}", [value for part in parts for value in part.values]


def all_ids(reader: Reader, query: Query) -> Ids:
    """The ids of all records of a query, in its order."""
    condition, values = where(query, ordered=True)
    parts, falling = order(query)
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
    """The words in the names of a record type, those that may be meant by a typing slip."""
    query = (
        f"SELECT group_concat(term, ' ') FROM {view_of(record)}_vocabulary"
        f" WHERE length(term) BETWEEN {SHORTEST} AND {LONGEST} AND term NOT GLOB '*[0-9]*'"
    )
    return (reader.column(query)[0] or "").split()


def named(reader: Reader, asked: Plan, ways: list[list[Way]], limit: int) -> list[tuple[int, str]]:
    """Id and normalised name of records in whose names each typed word stands in one of its ways, up to `limit`; those
    in which all but the last are whole words first."""
    index, ids = f"{view_of(asked.record)}_names", dict[int, None]()
    for begun in (False, True):
        words = [_either(word, begun=begun or word is ways[-1]) for word in ways if () not in word]
        if len(ids) < limit and words:
            ids |= dict.fromkeys(reader.column(*_select(asked, Stage(index, " AND ".join(words)), limit)))
    query = f"SELECT t.id, t.{name_column(asked.record)} AS name FROM {_given(asked.record)}"
    return [(row["id"], row["name"]) for row in reader.select(query, [json.dumps(list(ids)[:limit])])]


def _either(ways: list[Way], *, begun: bool) -> str:
    """A MATCH for what a typed word may stand for; two words for one are a beginning in any case."""
    sought = [[*map(_quoted, way[:-1]), _begun(way[-1]) if begun or len(way) > 1 else _quoted(way[-1])] for way in ways]
    return "(" + " OR ".join("(" + " AND ".join(way) + ")" for way in sought) + ")"


# --- stages -------------------------------------------------------------------------------------------------------


def _equal(record: RecordType, terms: Terms) -> list[Stage]:
    """An account, external id or email that is exactly what was typed."""
    columns = {Match.REFERENCE: terms.reference, Match.EMAIL: terms.email}
    wanted = {f"{one.name}_norm": columns[one.match] for one in record.matched_fields() if one.match in columns}
    tests = {f't."{column}" = ?': text for column, text in wanted.items() if text}
    return [Stage(test=f"t.trashed IS NULL AND ({' OR '.join(tests)})", values=tuple(tests.values()))] if tests else []


def _named(record: RecordType, terms: Terms) -> list[Stage]:
    """Names that begin so, then names with all these words, finished ones before unfinished ones."""
    column = name_column(record)
    if not column or not terms.name:
        return []
    words = terms.name.split()[:_MOST_WORDS]
    left_out = [word for word in terms.words if word not in words]  # by normalising: Ltd
    # What begins with a number is no range of the order by which people count.
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
    # How many words at the end of each may be unfinished: none, the last, all.
    matches = dict.fromkeys(_any(wanted, unfinished) for unfinished in (0, 1, _MOST_WORDS))
    index = f"{view_of(record)}_names"
    return [begins, *(Stage(index, match) for match in matches)]


def _worded(record: RecordType, terms: Terms) -> list[Stage]:
    """Anything at an email domain that begins so, then what has all these words, or a number, email or reference that
    begins so."""
    numbers = [((text,),) for text in (terms.email, terms.digits, terms.reference) if len(text) > 1]
    groups = (*by_words(terms), *numbers)
    index = f"{view_of(record)}_words"
    return [Stage(index, _any(found, _MOST_WORDS)) for found in (by_domain(terms), groups) if found]


def _within(record: RecordType, terms: Terms) -> list[Stage]:
    """The text anywhere: the index nominates what has its trigrams, the row decides."""
    found = alternatives(terms)
    if not any(len(text.strip()) > 2 for wanted in found for either in wanted for text in either):
        return []  # one or two letters begin a word
    grams = [" AND ".join(filter(None, map(_grams_of_any, wanted))) for wanted in found]
    tests = [standing(wanted) for wanted in found]
    test = " OR ".join(f"({condition})" for condition, _ in tests)
    match = " OR ".join(f"({one})" for one in grams if one)
    return [Stage(f"{view_of(record)}_parts", match, f"({test})", tuple(text for _, texts in tests for text in texts))]


def _grams_of_any(either: Either) -> str:
    """A MATCH for the trigrams of one of the spellings of a word, "" where that which was typed has none. A single
    letter that is short for it is found by the index of words."""
    found = [_grams(text.rstrip()) for text in either]  # the last word of all has no space behind it
    if not found[0]:
        return ""
    return "(" + " OR ".join(f"({one})" for one in found if one) + ")"


def _grams(text: str) -> str:
    """A MATCH for the trigrams of a text, "" for a single letter."""
    every = list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))
    step = -(-len(every) // _MOST_GRAMS) or 1
    return " AND ".join(map(_quoted, every[::step]))


def _any(found: Iterable[Sought], unfinished: int) -> str:
    """A MATCH for all words of one of what is wanted, of which the last ones may be unfinished."""
    ways = dict.fromkeys(
        " AND ".join(_one_of(either, begun=place >= len(wanted) - unfinished) for place, either in enumerate(wanted))
        for wanted in found
    )
    return " OR ".join(f"({way})" for way in ways)


def _one_of(either: Either, *, begun: bool) -> str:
    """A MATCH for one of the spellings of a word."""
    words = [_begun(text.strip()) if begun and not text.endswith(" ") else _quoted(text.strip()) for text in either]
    return words[0] if len(words) == 1 else "(" + " OR ".join(words) + ")"


def _begun(word: str) -> str:
    """A MATCH for words that begin so."""
    return _quoted(word) + "*"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# --- reading ------------------------------------------------------------------------------------------------------


def _select(asked: Plan, stage: Stage, most: int | None, *, plain: bool = False) -> tuple[str, list[Any]]:
    """The statement for the ids of a stage's hits; `plain` leaves the filters out."""
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
    """The rows of a record type whose ids are given as a JSON list, as `t`, in the order of `j.key`."""
    return f'json_each(?) AS j CROSS JOIN "{record.info.name}" AS t ON t.id = j.value'


def _collected(reader: Reader, asked: Plan, stage: Stage, *, plain: bool = False) -> Ids:
    return _packed(reader, *_select(asked, stage, None, plain=plain))


def _packed(reader: Reader, inner: str, values: list[Any]) -> Ids:
    """The ids of a statement, handed over as one text of sixteen hexadecimal digits each."""
    [text] = reader.column(f"SELECT group_concat(printf('%016x', id), '') FROM ({inner})", values)
    ids = array("q", bytes.fromhex(text or ""))
    ids.byteswap()
    return ids


def _meeting(reader: Reader, asked: Plan, stage: Stage, ids: list[int]) -> list[int]:
    """Those of the ids whose rows meet a stage's test and the filters, in their order."""
    if not ids:
        return []
    tests = " AND ".join([stage.test, *asked.filters])
    inner = f"SELECT t.id AS id FROM {_given(asked.record)} WHERE {tests}"
    return list(_packed(reader, inner, [json.dumps(ids), *stage.values, *asked.values]))


def _by_name(reader: Reader, asked: Plan, ids: list[int]) -> list[int]:
    if not name_column(asked.record) or len(ids) < 2:
        return ids
    query = f"SELECT t.id FROM {_given(asked.record)} ORDER BY {_name_key(asked.record)}, t.id"
    return reader.column(query, [json.dumps(ids)])


def _name_key(record: RecordType) -> str:
    """The expression by which a record type with names is put in their order."""
    named = record.name_field()
    assert named is not None
    return order_key(record, named, "t")


def _numbered(reader: Reader, asked: Plan) -> list[int]:
    """The record whose number was typed, or the one that it was merged into."""
    if not asked.number:
        return []
    conditions = " AND ".join(["t.id = ?", "t.trashed IS NULL", *asked.filters])
    query = f'SELECT t.id FROM "{asked.record.info.name}" AS t WHERE {conditions}'
    return reader.column(query, [standing_for(reader, asked.record, asked.number), *asked.values])
