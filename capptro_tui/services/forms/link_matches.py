"""Reasons for offering a record for a link: the typed part of it, and the people and places that were meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.indexes.search_index import Relation, kept_by
from capptro_tui.db.read import rows
from capptro_tui.matching.derive import SEARCH_TEXT
from capptro_tui.matching.sought import alternatives, stands_in
from capptro_tui.models.field import Match
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.services.search.find import Hit, hit_for
from capptro_tui.text.normalise import Terms, fold, national_digits, search_terms

_NAMED = 2
"""Most people or places that a reason names; the others are counted."""


@dataclass(frozen=True, slots=True)
class LinkMatch:
    """The way in which a record fits the text that was typed for a link.

    Attributes:
        reason: the matching value, if the name does not show it: `contact Callum Reid`, `alt phone 01632 960111`.
        whole: whether its name, number, phone, email or reference equals the text, or that of a record that leads to
            it.
        led_by: ids of the contacts and sites that match the text, by the name of their record type.
    """

    reason: str = ""
    whole: bool = False
    led_by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def link_matches(database: Database, record: RecordType, hits: Sequence[Hit], text: str) -> list[LinkMatch]:
    """Return for each hit of the search for `text` how it fits."""
    terms = search_terms(text)
    own = {"number", "name", *(field.key for field in record.matched_fields())}
    relations = kept_by(database.schema, record) if any(hit.matched not in own for hit in hits) else []
    tests = {one.info.name: whole_test(one, text, terms) for one in (record, *(each.holder for each in relations))}
    ids = [hit.row["id"] for hit in hits if hit.matched in tests and hit.matched != record.info.name]
    leaders = _leaders(database, relations, ids, terms) if ids else {}
    merged = [hit.row["id"] for hit in hits if (link := record.stand_in()) and hit.matched == link.key]
    former = _merged_names(database, record, merged)
    return [_match(record, hit, text, tests, leaders.get(hit.row["id"], []), former) for hit in hits]


def led_to(database: Database, record: RecordType, row_id: int, text: str) -> Mapping[str, tuple[int, ...]]:
    """Return ids of the contacts and sites by which `text` finds a record, by the name of their record type.

    They are left out if the record's own values match.
    """
    hit = hit_for(database, record, row_id, text)
    return link_matches(database, record, [hit], text)[0].led_by if hit is not None else {}


def whole_test(record: RecordType, text: str, terms: Terms) -> Callable[[Row], bool]:
    """Return a test whether a record's name, number, phone, email or reference equals the typed text.

    Spelling counts as it does in the search: not case, accents or the punctuation of a number. A guess is never whole.
    """
    folded = fold(text)
    typed = {
        Match.NAME: ("norm", terms.name),
        Match.PHONE: ("digits", terms.digits),
        Match.EMAIL: ("norm", terms.email),
        Match.REFERENCE: ("norm", terms.reference),
    }
    wanted = [
        (f"{field.name}_{typed[field.match][0]}", typed[field.match][1], field.match is Match.PHONE)
        for field in record.matched_fields()
        if field.match in typed and typed[field.match][1]
    ]

    def is_whole(row: Row) -> bool:
        if terms.number == (record.info.letter, row["id"]):
            return True
        if folded and folded == fold(record.called(row)):
            return True
        return any(
            key == value or (is_phone and bool(key) and value in (key.lstrip("0"), national_digits(key)))
            for column, value, is_phone in wanted
            if (key := row.get(column) or "")
        )

    return is_whole


def _match(
    record: RecordType,
    hit: Hit,
    text: str,
    tests: Mapping[str, Callable[[Row], bool]],
    leaders: list[tuple[RecordType, dict[str, Any]]],
    former: Mapping[int, list[str]],
) -> LinkMatch:
    if leaders:
        led_by: dict[str, tuple[int, ...]] = {}
        for other, row in (each for each in leaders if not each[0].is_retired(each[1])):
            led_by[other.info.name] = (*led_by.get(other.info.name, ()), row["id"])
        whole = any(tests[other.info.name](row) for other, row in leaders)
        return LinkMatch(_led(leaders), whole, led_by)
    names = former.get(hit.row["id"], [])
    if names:
        return LinkMatch(f"formerly {_several(names)}", any(fold(text) == fold(name) for name in names))
    return LinkMatch(_own_reason(record, hit), not hit.guess and tests[record.info.name](hit.row))


def _own_reason(record: RecordType, hit: Hit) -> str:
    """Return label and value of the matching field; "" for the name or number, which are shown anyway."""
    field = record.fields.get(hit.matched) or record.fields.get(f"{hit.matched}_id")
    if field is None or hit.guess or field.name in record.info.title:
        return "" if hit.matched in ("name", "number") or field is not None else hit.matched.replace("_", " ")
    value = str(hit.row.get(field.key) or "") if field.link else field.format(hit.row.get(field.name), hit.row)
    return f"{field.full_label.lower()} {value}" if value else ""


def _led(leaders: list[tuple[RecordType, dict[str, Any]]]) -> str:
    parts = []
    for other in dict.fromkeys(each for each, _ in leaders):
        names = [other.called(row) for each, row in leaders if each is other]
        label = other.info.label if len(names) == 1 else other.info.plural
        parts.append(f"{label.lower()} {_several(names)}")
    return ", ".join(parts)


def _several(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _leaders(
    database: Database, relations: Sequence[Relation], ids: Sequence[int], terms: Terms
) -> dict[int, list[tuple[RecordType, dict[str, Any]]]]:
    """Return id to the records that lead to it by one of the relations and match the text."""
    found: dict[int, list[tuple[RecordType, dict[str, Any]]]] = {}
    for relation in relations:
        texts = rows.texts_by_link(database, relation.holder, relation.link, SEARCH_TEXT, ids)
        fitting = [row_id for row_id, words in texts if stands_in(words, alternatives(terms))]
        for row in rows.by_ids(database, relation.holder, fitting, derived=True):
            found.setdefault(row[relation.link], []).append((relation.holder, row))
    return found


def _merged_names(database: Database, record: RecordType, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return id to the names of the records merged into it."""
    link = record.stand_in()
    if link is None or not ids:
        return {}
    merged = rows.texts_by_link(database, record, link.name, SEARCH_TEXT, ids, trashed=True)
    found: dict[int, list[str]] = {}
    for row in rows.by_ids(database, record, [row_id for row_id, _ in merged]):
        found.setdefault(row[link.name], []).append(record.called(row))
    return found


def number_of(record: RecordType, row: Row) -> str:
    """Return a record's number, or "" if that is its name anyway."""
    own = number(record, row["id"])
    return "" if record.called(row) == own else own
