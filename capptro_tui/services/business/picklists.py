"""Values that a picklist offers: those that the program ships with, and those in use."""

from __future__ import annotations

import json
from functools import cache

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.locations import shipped
from capptro_tui.models.record import RecordType


@cache
def _lists() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(shipped("picklists.json").read_text(encoding="utf-8"))
    return found


def labels(picklist: str) -> list[str]:
    """Return the labels of a picklist, in their order."""
    return [value["label"] for value in _lists().get(picklist, [])]


def code(picklist: str, label: str) -> str:
    """Return the code of a label; "" for a label that is not in the list."""
    return next((value["code"] for value in _lists().get(picklist, []) if value["label"] == label), "")


def label(picklist: str, wanted: str) -> str:
    """Return the label of a code; an unknown code is its own label."""
    return next((value["label"] for value in _lists().get(picklist, []) if value["code"] == wanted), wanted)


def suggestions(database: Database, record: RecordType, name: str) -> list[str]:
    """Return suggestions for a field: the values in use, then those that the program ships with."""
    used = rows.values_in_use(database, record, name)
    shipped = labels(record.fields[name].type.picklist)
    return [*used, *(label for label in shipped if label not in used)]
