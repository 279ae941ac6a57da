"""Choices for a field: records to link to, states, and usual values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.customer import ACTIVE, deactivates
from capptro_tui.services.forms.behaviours import form_behaviour
from capptro_tui.services.forms.link_matches import LinkMatch, link_matches, number_of, whole_test
from capptro_tui.services.search.find import find
from capptro_tui.text.normalise import fold, search_terms

if TYPE_CHECKING:
    from capptro_tui.geo.geometry import Place

MOST = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a link may point to.

    Attributes:
        row: the record.
        guess: whether it only resembles the typed text.
        metres: distance from the place; None if unknown.
        match: how it fits the typed text.
        note: a text of its record type only, such as an order's open amount.
    """

    row: dict[str, Any]
    guess: bool = False
    metres: float | None = None
    match: LinkMatch = field(default_factory=LinkMatch)
    note: str = ""


def linkable(
    database: Database,
    field: Field,
    text: str = "",
    owner_id: int | None = None,
    limit: int = MOST,
    *,
    quick: bool = False,
    place: Place | None = None,
) -> list[Candidate]:
    """Return records that a link field may point to, best first: those that `text` finds, or the usual ones.

    Trashed and deactivated records are left out, and people who have left; without a text, closed records come last.

    Args:
        database: the database.
        field: the link field.
        text: the typed text.
        owner_id: owner of the records, if the field is scoped by one.
        limit: most records.
        quick: leave out results that take longer than a key may take.
        place: place to measure distances from; the nearest come first unless the text fits some better.
    """
    record = database.schema.record_named(field.link)
    found = _linkable(database, field, text, owner_id, limit, quick=quick, place=place)
    notes = form_behaviour(record).note(database, [each.row for each in found])
    return [replace(each, note=notes[each.row["id"]]) if each.row["id"] in notes else each for each in found]


def may_create(record: RecordType, field: Field, owner_id: int | None) -> bool:
    """Return whether the form may offer a new record as the target; if the link is scoped, only with a known owner."""
    return bool(record.info.letter and record.form_fields()) and (not field.type.scoped_by or owner_id is not None)


def _linkable(
    database: Database,
    field: Field,
    text: str,
    owner_id: int | None,
    limit: int,
    *,
    quick: bool,
    place: Place | None,
) -> list[Candidate]:
    record = database.schema.record_named(field.link)
    equal: dict[str, Any] = {}
    if field.type.scoped_by and owner_id is None:
        return []
    if owner_id is not None and record.owner_link() is not None:
        equal[_owner_column(record)] = owner_id
    if deactivates(record):
        equal["status"] = ACTIVE
    if retirement := record.retirement():
        equal[retirement.name] = False
    if not text.strip():
        near = _nearest(database, record, place, equal, limit) if place is not None else []
        near = near or [Candidate(row) for row in form_behaviour(record).offer_first(database, owner_id, limit)]
        known = {each.row["id"] for each in near}
        usual = [Candidate(row) for row in _usual(database, record, equal, limit) if row["id"] not in known]
        return [*near, *usual][:limit]
    if record.matched_fields():
        hits = find(database, text, (record,), limit=limit, quick=quick, equal=equal)
        matches = link_matches(database, record, hits, text)
        found = [Candidate(hit.row, hit.guess, match=match) for hit, match in zip(hits, matches, strict=True)]
        scores = {hit.row["id"]: hit.score for hit in hits}
        near = _measured(record, found, place)
        return sorted(near, key=lambda each: (-scores[each.row["id"]], each.metres is None, each.metres or 0))
    page = rows.page(database, rows.Query(record, equal=equal), 0, 500)
    is_whole = whole_test(record, text, search_terms(text))
    found = [
        Candidate(row, match=LinkMatch(whole=is_whole(row))) for row in page if fold(text) in fold(record.called(row))
    ]
    return sorted(_measured(record, found, place), key=lambda each: (each.metres is None, each.metres or 0))[:limit]


def origin(database: Database, record: RecordType, field: Field, near_id: int | None) -> Place | None:
    """Return the place from which the distances of a link's targets are measured; None if it is unknown.

    It is the business, or the record `near_id` that another link of the form holds.
    """
    if not field.nearest_to:
        return None
    from capptro_tui.services.places import places

    if field.nearest_to == "settings":
        return places.business(database)
    link = record.fields[field.nearest_to]
    row = linked(database, link, near_id)
    return places.where(database.schema.record_named(link.link), row) if row is not None else None


def _nearest(
    database: Database, record: RecordType, place: Place, equal: dict[str, Any], limit: int
) -> list[Candidate]:
    from capptro_tui.services.places import places

    found = places.by_distance(database, place, record, equal, limit)
    return [Candidate(dict(row), metres=metres) for row, metres in found]


def _measured(record: RecordType, found: list[Candidate], place: Place | None) -> list[Candidate]:
    """Return the same records with their distances from a place."""
    if place is None:
        return found
    from capptro_tui.geo.geometry import distance
    from capptro_tui.services.places.places import where

    located = [(each, where(record, each.row)) for each in found]
    return [replace(each, metres=distance(place, here)) if here else each for each, here in located]


def _usual(database: Database, record: RecordType, equal: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """Return the records used or changed last; marked ones (a primary contact) or open ones come first."""
    latest = _latest_of_owner if equal.keys() & {field.name for field in record.links()} else rows.recent
    found: dict[int, dict[str, Any]] = {}
    for also in ({**_first_choice(record), **equal}, equal):
        if len(found) < limit:
            found |= {row["id"]: found.get(row["id"], row) for row in latest(database, record, also, limit)}
    return list(found.values())[:limit]


def _first_choice(record: RecordType) -> dict[str, Any]:
    """Return values of records that come first: the mark that only one record of an owner has, or an open state."""
    marked = next((field.name for field in record.fields.values() if field.unique_per_owner), None)
    status = record.fields.get("status")
    if marked:
        return {marked: True}
    return {"status": tuple(choice.value for choice in status.choices if choice.open)} if status else {}


def _latest_of_owner(database: Database, record: RecordType, equal: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """Return the last changed records of one owner, however many others have been changed since."""
    return rows.page(database, rows.Query(record, equal=equal, sort="modified_at", descending=True), 0, limit)


def obvious(database: Database, field: Field, owner_id: int | None) -> dict[str, Any] | None:
    """Return the record that fills a scoped field unasked: the marked one (the primary contact), or a lone one."""
    if not field.autofill:
        return None
    found = [candidate.row for candidate in linkable(database, field, "", owner_id, 2)]
    marked = next(
        (other.name for other in database.schema.record_named(field.link).fields.values() if other.unique_per_owner),
        None,
    )
    if found and ((marked and found[0][marked]) or len(found) == 1):
        return found[0]
    return None


def is_obvious(database: Database, field: Field, row_id: int) -> bool:
    """Return whether a record is the one that fills a scoped field unasked, for its own owner."""
    row = linked(database, field, row_id)
    own = (
        obvious(database, field, row[_owner_column(database.schema.record_named(field.link))])
        if row is not None
        else None
    )
    return own is not None and own["id"] == row_id


def belongs(database: Database, field: Field, row_id: int, owner_id: int | None) -> bool:
    """Return whether the target of a scoped field belongs to that owner."""
    row = linked(database, field, row_id)
    return row is not None and row[_owner_column(database.schema.record_named(field.link))] == owner_id


def linked(database: Database, field: Field, row_id: int | None) -> dict[str, Any] | None:
    """Return the target of a link, or None."""
    return rows.one(database, database.schema.record_named(field.link), row_id) if row_id is not None else None


def prefill_from(record: RecordType, text: str) -> dict[str, Any]:
    """Return the start values of a new record for which `text` was typed as its name."""
    names = record.info.title
    words = text.split()
    if len(names) == 1 or len(words) < 2:
        return {names[0]: text.strip()}
    return {names[0]: " ".join(words[:-1]), names[-1]: words[-1]}


def described(record: RecordType, row: Row, metres: float | None = None, also: Sequence[str] = ()) -> str:
    """Return a text that tells a record apart from others of the same name.

    It has the reason for which it was found and its notes (`also`), its number, distance in metres, and phone, city or
    role; for a record without a name, its list columns.
    """
    if record.info.title:
        wanted = [record.fields[name] for name in ("role", "phone", "billing_city") if name in record.fields]
    else:
        wanted = [field for field in record.list_fields() if not field.link]
    parts = [field.format(row[field.name], row) for field in wanted if row[field.name]]
    if metres is not None:
        from capptro_tui.geo.geometry import format_distance

        parts.insert(0, format_distance(metres))
    first, last = (also, ()) if record.info.title else ((), also)
    return "  ".join(part for part in [*first, number_of(record, row), *parts, *last] if part)


def _owner_column(record: RecordType) -> str:
    """Return the name of the link by which a record belongs to another."""
    owner = record.owner_link()
    assert owner is not None
    return owner.name
