"""The selection of `list`: its conditions, order and columns, read by the fields themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from capptro_tui.cli.database import assignment, suggesting
from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.exchange.conditions import NUMBER, TRASHED, find_field, read_value
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.selection import Selection


def read_selection(database: Database, record: RecordType, where: Iterable[str], sort: str) -> Selection:
    """Read conditions such as `status=new` and an order such as `-day`. Raises Invalid and Misused."""
    given: dict[str, list[str]] = {}
    for name, value in map(assignment, where):
        given.setdefault(name, []).append(value)
    trashed = given.pop(TRASHED, ["no"])
    equal: dict[str, Any] = {}
    for name, texts in given.items():
        field = find_field(record, name)
        values = []
        for text in texts:
            with suggesting(record, {field.name: text}):
                values.append(read_value(database, record, field, text))
        if len(values) > 1 and None in values:
            raise Refused(f"“{name}=” finds what is empty; it cannot be one of several values.")
        equal[field.name] = values[0] if len(values) == 1 else tuple(values)
    is_trashed, merged = _trash(trashed), record.stand_in()
    if is_trashed is not False and merged is not None:
        equal.setdefault(merged.name, None)  # a merged record is in no trash
    wanted = sort.removeprefix("-").strip()
    order = find_field(record, wanted).name if wanted else ""
    return Selection(record, equal, order, sort.startswith("-"), is_trashed)


def read_columns(record: RecordType, names: Sequence[str]) -> list[str]:
    """Return the names of the columns as in JSON. Raises Invalid if one is unknown."""
    return [
        name if name in (NUMBER, TRASHED) else find_field(record, name).key
        for name in (name.replace("-", "_") for name in names)
    ]


def _trash(texts: list[str]) -> bool | None:
    """Return whether to select records in the trash; None for all. Raises Refused."""
    words = {text.strip().casefold() for text in texts}
    known = {"yes": True, "true": True, "no": False, "false": False}
    if unknown := words - known.keys():
        raise Refused(f"“trashed” must be yes or no, not “{min(unknown)[:40]}”.")
    answers = {known[word] for word in words}
    return None if len(answers) > 1 else answers.pop()
