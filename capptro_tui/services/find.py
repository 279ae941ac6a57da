"""The one search: best first, tolerant of typing slips, with what was matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from capptro_tui.db import rows
from capptro_tui.db.database import Database
from capptro_tui.db.search_index import named_by
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType, number
from capptro_tui.search.derive import RELATED_TEXT
from capptro_tui.search.normalise import Terms, fold, search_terms
from capptro_tui.services.alias import standing_for
from capptro_tui.services.listing import Listing


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that the search found. `matched` is the label of the field in which, `score` is 0 to 100."""

    record: RecordType
    row: dict[str, Any]
    matched: str
    score: int
    guess: bool = False  #: the name is only like what was typed

    @property
    def number(self) -> str:
        """The record's number."""
        return number(self.record, self.row["id"])

    @property
    def name(self) -> str:
        """The record's name."""
        return self.record.called(self.row)


def find(
    database: Database,
    text: str,
    records: Iterable[RecordType] = (Customer,),
    *,
    limit: int = 20,
    quick: bool = False,
    **filters: Any,
) -> list[Hit]:
    """The records that `text` finds, best first. `filters` are those of a Listing.

    `quick` gives at once those in which words begin with what was typed, or what has it within its words where there
    are none; without it, these come after them, and what is only like it.
    """
    terms = search_terms(text)
    hits: list[Hit] = []
    for record in records:
        listing = Listing(database, record, text, **filters)
        ids, exact = listing.first_ids(limit, quick=quick)
        hits += _hits(database, record, ids, exact, terms)
    hits.sort(key=lambda hit: -hit.score)
    return hits[:limit]


def _hits(database: Database, record: RecordType, ids: list[int], exact: int, terms: Terms) -> list[Hit]:
    """The records with their reasons; those after the first `exact` are guesses.

    Scores do not rise from one to the next: the order is that of the index, in which a quick search and a whole one
    agree.
    """
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
        matched, score = why[row_id] or _through(record, row, kept.get(row_id, []), terms)
        hits.append(Hit(record, row, matched, min(score, hits[-1].score) if hits else score, row_id in guesses))
    return hits


def _numbered(database: Database, record: RecordType, terms: Terms) -> int | None:
    """The id of the record whose number was typed, or of that which it was merged into."""
    if terms.number is None or terms.number[0] != record.info.letter:
        return None
    return standing_for(database, record, terms.number[1])


def _own(record: RecordType, row: dict[str, Any], terms: Terms) -> tuple[str, int] | None:
    """The record's own field in which the text stands, and how well it fits."""
    for one in record.fields.values():
        if one.match and (score := _fit(one, row, terms)):
            return one.key, score
    return None


def _through(record: RecordType, row: dict[str, Any], kept: list[tuple[str, str]], terms: Terms) -> tuple[str, int]:
    """What belongs to a record, was merged into it, or is named by it, and has the text in it."""
    for name, text in kept:
        if stands_in(text, terms):
            return name, 65
    if stands_in(row[RELATED_TEXT], terms):
        for relation in named_by(record):
            return record.fields[relation.link].key, 65
        if link := record.stand_in():
            return link.key, 65
    return "name", 60


def _fit(one: Field, row: dict[str, Any], terms: Terms) -> int:
    """How well the text fits a field, 0 where it does not stand there."""
    text = str(row[one.name] or "")
    match one.match:
        case Match.NAME:
            norm = row[f"{one.name}_norm"]
            if terms.name and norm.startswith(terms.name):
                return 100 if norm == terms.name else 95
            return 85 if _has_words(f"{fold(text)} {norm}", terms) else 0
        case Match.WORDS:
            return 70 if _has_words(fold(text), terms) else 0
        case Match.PHONE:
            return 90 if terms.digits and terms.digits in row[f"{one.name}_digits"] else 0
        case Match.EMAIL:
            wanted = terms.email or terms.reference
            return 90 if wanted and wanted in row[f"{one.name}_norm"] else 0
        case Match.REFERENCE:
            return 90 if terms.reference and terms.reference in row[f"{one.name}_norm"] else 0
    return 0


def _has_words(text: str, terms: Terms) -> bool:
    return bool(terms.words) and all(word in text for word in terms.words)


def stands_in(text: str, terms: Terms) -> bool:
    """Whether a record's folded text has in it what was typed, in one of its forms."""
    return any(all(part in text for part in parts) for parts in rows.alternatives(terms))
