"""The selection of `list`: its conditions, order and columns, read by the fields themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from capptro_tui.cli.database import assignment, suggesting
from capptro_tui.db.database import Database
from capptro_tui.errors import Invalid, Problem, Refused
from capptro_tui.exchange.records import value_from_json
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import record_named, reference
from capptro_tui.services.business.desk import settings
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.services.search.selection import Selection
from capptro_tui.text.suggestions import did_you_mean

NUMBER = "number"
"""The name for a record's number, which is no field."""
TRASHED = "trashed"
"""The name for the condition whether a record is in the trash."""


def read_selection(database: Database, record: RecordType, where: Iterable[str], sort: str) -> Selection:
    """Read conditions such as `status=new` and an order such as `-day`. Raises Invalid and Misused."""
    given: dict[str, list[str]] = {}
    for name, value in map(assignment, where):
        given.setdefault(name, []).append(value)
    trashed = given.pop(TRASHED, ["no"])
    equal: dict[str, Any] = {}
    for name, texts in given.items():
        field = _field(record, name)
        values = [_value(database, record, field, name, text) for text in texts]
        if len(values) > 1 and None in values:
            raise Refused(f"“{name}=” finds what is empty; it cannot be one of several values.")
        equal[field.name] = values[0] if len(values) == 1 else tuple(values)
    is_trashed, merged = _trash(trashed), record.stand_in()
    if is_trashed is not False and merged is not None:
        equal.setdefault(merged.name, None)  # a merged record is in no trash
    wanted = sort.removeprefix("-").strip()
    order = _field(record, wanted).name if wanted else ""
    return Selection(record, equal, order, sort.startswith("-"), is_trashed)


def read_columns(record: RecordType, names: Sequence[str]) -> list[str]:
    """Return the names of the columns as in JSON. Raises Invalid if one is unknown."""
    return [
        name if name in (NUMBER, TRASHED) else _field(record, name).key
        for name in (name.replace("-", "_") for name in names)
    ]


def _field(record: RecordType, name: str) -> Field:
    """Return the field that a word names; for the number, the id. Raises Invalid."""
    wanted = name.replace("-", "_")
    if wanted == NUMBER:
        return record.fields["id"]
    for field in record.fields.values():
        if wanted in (field.key, field.name) and field.name not in ("id", TRASHED):
            return field
    known = [NUMBER, TRASHED, *(field.key for field in record.fields.values() if field.name != "id")]
    text = f"{record.info.label} has no field “{name[:40]}”.{did_you_mean(name, known)}"
    raise Invalid([Problem(name, text)])


def _value(database: Database, record: RecordType, field: Field, name: str, text: str) -> Any:
    """Return the value of a text, read as the field reads typed text. Raises Invalid."""
    if not field.type.can_equal:
        raise Invalid([Problem(name, f"{field.full_label} cannot be compared with a value here.")])
    with suggesting(record, {field.name: text}):
        try:
            if field.name == "id":
                return _id(record, text)
            value = value_from_json(field, text)
            row = {"currency": _currency(database)}
            read = field.parse(value, now=database.now(), locale=locale(database), row=row)
        except (ValueError, Refused) as unfit:
            raise Invalid([Problem(field.name, str(unfit))]) from None
    if field.link and isinstance(read, int):
        return alias.standing_for(database, record_named(field.link), read)
    return read


def _id(record: RecordType, text: str) -> int:
    found, row_id = reference(text)
    if found is not record:
        raise Refused(f"{text[:40]} is no {record.info.label.lower()}.")
    return row_id


def _currency(database: Database) -> str:
    """Return the currency of the business, for reading amounts."""
    return str(settings(database)["currency"])


def _trash(texts: list[str]) -> bool | None:
    """Return whether to select records in the trash; None for all. Raises Refused."""
    words = {text.strip().casefold() for text in texts}
    known = {"yes": True, "true": True, "no": False, "false": False}
    if unknown := words - known.keys():
        raise Refused(f"“trashed” must be yes or no, not “{min(unknown)[:40]}”.")
    answers = {known[word] for word in words}
    return None if len(answers) > 1 else answers.pop()
