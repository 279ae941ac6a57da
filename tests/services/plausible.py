"""Values that somebody might type into any field of any record, read from the declarations."""

from __future__ import annotations

from random import Random
from typing import Any

from capptro_tui.models import types
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types.amounts import LARGEST

Rows = dict[str, dict[int, Row]]
"""Record type's name to id to row: a whole desk."""

TEXTS = ("Acme", "Acme Ltd", "Café Zoë", "[/]\x1b[2J", "株式会社", "x" * 200, " y ")

_TYPED: dict[type[types.FieldType], tuple[Any, ...]] = {
    types.Text: TEXTS,
    types.Multiline: (*TEXTS, "one\ntwo"),
    types.Suggested: ("", "Dr", "new"),
    types.Email: ("", "ann@example.com", "office@example.org"),
    types.Phone: ("", "01632 960123", "+49 30 901820", "(020) 7946 0018"),
    types.Url: ("", "www.example.com"),
    types.Boolean: (True, False),
    types.Real: (0.0, 51.5, -0.1, 90.0),
    types.FixedPoint: (0, 1, 0.333, 1.75, 20, 1234.5678),
    types.Money: (0, 1, 0.05, 19.99, 1000, -5, 0.125, LARGEST // 1000, LARGEST),
    types.Currency: ("GBP", "GBP", "JPY", "KWD"),
    types.Locale: ("en_GB", "de_DE", "fr_FR"),
    types.Date: ("today", "2026-01-31", "2026-12-01"),
    types.DatetimeLocal: ("today 9:00", "2026-12-01 8:00", None),
    types.Country: ("GB", "DE", "US"),
    types.Integer: (1, 50, 7),
}

_RECTANGLE = '{"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 52], [0, 51]]]}'
_OWN: dict[RecordType, dict[str, tuple[Any, ...]]] = {Geofence: {"polygon": (_RECTANGLE, "")}}
"""What may be in a field of a record, where its kind does not tell."""
_WANTED: dict[RecordType, set[str]] = {Geofence: {"lat", "lng", "radius", "polygon"}}
"""What a record cannot be without, where its declaration does not tell."""


def new(chance: Random, record: RecordType, rows: Rows) -> dict[str, Any]:
    """What is typed for a new record: all that must be, and some of the rest."""
    typed: dict[str, Any] = {}
    for field in record.form_fields():
        wanted = {*record.info.one_of, *_WANTED.get(record, ())}
        if field.required or field.name in wanted or chance.random() < 0.4:
            typed[field.name] = value(chance, record, field, typed, rows)
    return typed


def changes(chance: Random, record: RecordType, row: Row, rows: Rows) -> dict[str, Any]:
    """What is typed over a record: one to three of its fields."""
    typed: dict[str, Any] = {}
    fields = record.form_fields()
    for field in chance.sample(fields, min(len(fields), chance.randint(1, 3))):
        typed[field.name] = value(chance, record, field, {**row, **typed}, rows)
    return typed


def value(chance: Random, record: RecordType, field: Field, given: Row, rows: Rows) -> Any:
    """Something for one field, of a record that has what is `given` in others; not always what it may hold."""
    if field.link:
        return _link(chance, record, field, given, rows)
    if field.choices:
        return _state(chance, field, given)
    return chance.choice(_OWN.get(record, {}).get(field.name) or _TYPED[type(field.type)])


def followed(record: RecordType, row: Row, rows: Rows) -> dict[str, Any]:
    """What the fields hold that always have the value of another record's."""
    found = {}
    for field in record.fields.values():
        link = next((record.fields[name] for name in field.copied_from if row.get(name) is not None), None)
        if link is not None and row[link.name] in rows[link.link]:
            found[field.name] = rows[link.link][row[link.name]][field.name]
    return found


def _link(chance: Random, record: RecordType, field: Field, given: Row, rows: Rows) -> int | None:
    """One of the records that there are, as a rule one that may be chosen."""
    if field.link not in rows or (not field.required and chance.random() < 0.3):
        return None
    there = rows[field.link]
    live = [row_id for row_id, row in there.items() if row["trashed"] is None]
    owner = SHIPPED.record_named(field.link).owner_link() if field.type.scoped_by else None
    if owner is not None:
        whole = {**given, **followed(record, given, rows)}
        mine = [row_id for row_id in live if there[row_id][owner.name] == whole.get(field.type.scoped_by)]
        live = chance.choice((mine, mine, mine, live))
    ids = chance.choice((live, live, live, live, list(there)))
    return chance.choice(ids) if ids else None


def _state(chance: Random, field: Field, given: Row) -> str:
    """One of the states, as a rule one that may follow."""
    following = field.choice(given.get(field.name, "")).next
    every = tuple(choice.value for choice in field.choices)
    return chance.choice(chance.choice((following, following, every)) or every)
