"""The one search: best first, tolerant of typing slips, with what was matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from capptro_tui.db import rows
from capptro_tui.db.database import Database
from capptro_tui.models.customer import Customer
from capptro_tui.models.field import Field, Match
from capptro_tui.models.record import RecordType, number
from capptro_tui.search.derive import derive
from capptro_tui.search.normalise import Terms, fold, search_terms
from capptro_tui.services.listing import Listing

_SIMILAR = 80.0
"""How like a name must be to what was typed, 0 to 100, to be taken for a slip of the fingers."""


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
    database: Database, text: str, records: Iterable[RecordType] = (Customer,), *, limit: int = 20, **filters: Any
) -> list[Hit]:
    """The records that `text` finds, best first. `filters` are those of a Listing."""
    terms = search_terms(text)
    hits = []
    for record in records:
        listing = Listing(database, record, text, **filters)
        exact = listing.exact()
        for place, row in enumerate(listing.rows(0, limit)):
            matched, score = _why(database, record, row, terms) if place < exact else ("name", 50)
            hits.append(Hit(record, row, matched, score, guess=place >= exact))
    hits.sort(key=lambda hit: -hit.score)
    return hits[:limit]


def _why(database: Database, record: RecordType, row: dict[str, Any], terms: Terms) -> tuple[str, int]:
    """The field in which the text stands, and how well it fits."""
    if terms.number == (record.info.letter, row["id"]):
        return "number", 100
    derived = derive(record, row, _region(database))
    for one in record.fields.values():
        if one.match:
            score = _fit(one, row, derived, terms)
            if score:
                return one.key, score
    for other, name in rows.kept_by(record):
        if rows.total(database, rows.Query(other, terms, {name: row["id"]})):
            return other.info.name, 65
    return "name", 60


def _fit(one: Field, row: dict[str, Any], derived: dict[str, str], terms: Terms) -> int:
    match one.match:
        case Match.NAME:
            norm = derived[one.name + "_norm"]
            if terms.name and norm == terms.name:
                return 100
            if terms.name and norm.startswith(terms.name):
                return 95
            return 85 if _has_words(fold(row[one.name]), terms) else 0
        case Match.WORDS:
            return 70 if _has_words(fold(row[one.name] or ""), terms) else 0
        case Match.PHONE:
            return 90 if terms.digits and terms.digits in derived[one.name + "_digits"] else 0
        case Match.EMAIL:
            wanted = terms.email or terms.reference
            return 90 if wanted and wanted in derived[one.name + "_norm"] else 0
        case Match.REFERENCE:
            return 90 if terms.reference and terms.reference in derived[one.name + "_norm"] else 0
    return 0


def _has_words(text: str, terms: Terms) -> bool:
    return bool(terms.words) and all(word in text for word in terms.words)


def _region(database: Database) -> str:
    from capptro_tui.services.desk import settings

    return str(settings(database)["region"])


def slips(database: Database, query: rows.Query, terms: Terms, limit: int) -> list[int]:
    """Ids of the records whose name is most like `terms` and does not contain them, best first."""
    named = next((one.name for one in query.record.fields.values() if one.match is Match.NAME), "")
    if not named or len(terms.name) < 3 or limit <= 0:
        return []
    from rapidfuzz import fuzz, process

    exact = {row_id for row_id, _ in rows.column(database, query, "id")}
    names = dict(rows.column(database, replace(query, terms=Terms()), named + "_norm"))
    found = process.extract(
        terms.name, names, scorer=fuzz.partial_ratio, score_cutoff=_SIMILAR, limit=limit + len(exact)
    )
    return [row_id for _, _, row_id in found if row_id not in exact][:limit]
