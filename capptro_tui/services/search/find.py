"""The search: best hits first, tolerant of typing slips, with the matching field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.indexes.former_names import FORMER_TEXT, remembered
from capptro_tui.db.indexes.search_index import named_by
from capptro_tui.db.read import rows
from capptro_tui.matching.derive import RELATED_TEXT, SEARCH_TEXT, is_searchable, words_of
from capptro_tui.matching.sought import alternatives, by_words, stands_in
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.schema import Schema
from capptro_tui.services.rules.alias import standing_for
from capptro_tui.services.search.listing import Listing
from capptro_tui.text.normalise import Terms, email_words, postcode_key, search_terms


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that the search found.

    Attributes:
        record: its record type.
        row: the record, with derived columns.
        matched: key of the matching field, or name of the record type that led to it.
        score: 0 to 100.
        guess: whether the name only resembles the text.
    """

    record: RecordType
    row: dict[str, Any]
    matched: str
    score: int
    guess: bool = False

    @property
    def number(self) -> str:
        """The record's number."""
        return number(self.record, self.row["id"])

    @property
    def name(self) -> str:
        """The record's name."""
        return self.record.called(self.row)


def searchable(schema: Schema) -> list[RecordType]:
    """Return the record types that can be searched, in the order in which people see them."""
    return [record for record in schema.numbered if is_searchable(record)]


def find(
    database: Database,
    text: str,
    records: Iterable[RecordType] = (Customer,),
    *,
    limit: int = 20,
    quick: bool = False,
    stop: Callable[[], bool] | None = None,
    **filters: Any,
) -> list[Hit]:
    """Return the records that `text` finds, best first.

    Args:
        database: the database.
        text: the typed text.
        records: the record types to search.
        limit: most hits.
        quick: only words that begin with the text, or if there are none, the text within words; otherwise these come
            after them, and guesses last.
        stop: asked before each record type; True ends the search.
        filters: keyword arguments of `Listing`.
    """
    terms = search_terms(text)
    hits: list[Hit] = []
    for record in records:
        if stop and stop():
            break
        listing = Listing(database, record, text, **filters)
        ids, exact = listing.first_ids(limit, quick=quick)
        hits += _hits(database, record, ids, exact, terms)
    hits.sort(key=lambda hit: -hit.score)
    return hits[:limit]


def hit_for(database: Database, record: RecordType, row_id: int, text: str) -> Hit | None:
    """Return the hit of `text` for one record; None if the record is gone."""
    found = _hits(database, record, [row_id], 1, search_terms(text))
    return found[0] if found else None


def _hits(database: Database, record: RecordType, ids: list[int], exact: int, terms: Terms) -> list[Hit]:
    """Return the records as hits; those after the first `exact` are guesses.

    Scores do not rise from one to the next: the order is that of the index, the same for a quick search and a whole
    one.
    """
    record = database.schema.own(record)
    found = rows.by_ids(database, record, ids, derived=True)
    guesses = set(ids[exact:])
    numbered = _numbered(database, record, terms)
    why: dict[int, tuple[str, int] | None] = {
        row["id"]: ("number", 100)
        if row["id"] == numbered
        else ("name", 50)
        if row["id"] in guesses
        else _own(record, row, terms)
        for row in found
    }
    kept = rows.kept_texts(database, record, [row_id for row_id, reason in why.items() if reason is None])
    hits: list[Hit] = []
    for row in found:
        row_id = row["id"]
        matched, score = why[row_id] or _through(database.schema, record, row, kept.get(row_id, []), terms)
        hits.append(Hit(record, row, matched, min(score, hits[-1].score) if hits else score, row_id in guesses))
    return hits


def _numbered(database: Database, record: RecordType, terms: Terms) -> int | None:
    """Return the id of the record whose number was typed, or of the one that it was merged into; None for none."""
    if terms.number is None or terms.number[0] != record.info.letter:
        return None
    return standing_for(database, record, terms.number[1])


def _own(record: RecordType, row: dict[str, Any], terms: Terms) -> tuple[str, int] | None:
    """Return key and score of the record's own field that matches the text; None for none."""
    words = by_words(terms)
    has_words = None  # whether all words stand anywhere in the record; computed once
    for field in record.matched_fields():
        score = _fit(field, row, terms)
        if not score and field.match in _WITH_WORDS and row[field.name]:
            if has_words is None:
                has_words = stands_in(row[SEARCH_TEXT], words)
            score = _WITH_WORDS[field.match] if has_words and stands_in(_words(field, row), words) else 0
        if score:
            return field.key, score
    return None


_WITH_WORDS = {Match.NAME: 85, Match.WORDS: 70, Match.ADDRESS: 70, Match.POSTCODE: 70}
"""Match role to the score of a field that has the words of the text."""


def _words(field: Field, row: dict[str, Any]) -> str:
    """Return the words by which a field is searched."""
    keys = (row[f"{field.name}_norm"],) if field.match is Match.NAME else ()
    return "".join(f" {word}" for word in words_of(field, row[field.name], keys))


def _through(
    schema: Schema, record: RecordType, row: dict[str, Any], kept: list[tuple[str, str]], terms: Terms
) -> tuple[str, int]:
    """Return name and score of the related record, or former name, that matches the text."""
    wanted = alternatives(terms)
    if (fields := remembered(record)) and stands_in(row[FORMER_TEXT], wanted):
        return f"former_{fields[0].key}", 65
    for name, text in kept:
        if stands_in(text, wanted):
            return name, 65
    if stands_in(row[RELATED_TEXT], wanted):
        for relation in named_by(schema, record):
            return record.fields[relation.link].key, 65
        if link := record.stand_in():
            return link.key, 65
    return "name", 60


def _fit(field: Field, row: dict[str, Any], terms: Terms) -> int:
    """Return the score of a field that contains the text as a whole; 0 if it does not."""
    match field.match:
        case Match.NAME:
            norm = row[f"{field.name}_norm"]
            return (100 if norm == terms.name else 95) if terms.name and norm.startswith(terms.name) else 0
        case Match.POSTCODE:
            is_begun = terms.reference and postcode_key(row[field.name]).startswith(terms.reference)
            return 70 if is_begun else 0
        case Match.PHONE:
            return 90 if terms.digits and terms.digits in row[f"{field.name}_digits"] else 0
        case Match.EMAIL:
            email = row[f"{field.name}_norm"]
            if terms.domain and terms.domain in email_words(email):
                return 90
            wanted = terms.email or terms.reference
            return 90 if wanted and wanted in email else 0
        case Match.REFERENCE:
            return 90 if terms.reference and terms.reference in row[f"{field.name}_norm"] else 0
    return 0
