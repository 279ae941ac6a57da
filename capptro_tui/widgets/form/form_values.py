"""Values in a form: those a new record starts with, and why a typed text is none of a field's choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.forms import choices
from capptro_tui.services.forms.behaviours import form_behaviour
from capptro_tui.services.rules.starting import starting
from capptro_tui.show import show


def start_row(database: Database, record: RecordType, prefill: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a new record's form starts with.

    These are the defaults, the prefilled values, obvious choices of links, and the values that follow from them.
    """
    row = starting(database, record, prefill, database.now())
    for field in record.links():
        is_open = field.name not in prefill and row[field.name] is None
        if field.type.scoped_by and is_open and (found := choices.obvious(database, field, row[field.type.scoped_by])):
            row[field.name] = found["id"]
    started = form_behaviour(record).start(database, row)
    return row | {name: value for name, value in started.items() if name not in prefill}


def open_question(schema: Schema, field: Field, text: str, owner_id: int | None = None, *, creates: bool = True) -> str:
    """Return a sentence that says why a text is none of a field's choices, and what to do."""
    typed = show(text, 40)
    if not field.link:
        return f"“{typed}” is none of the choices, or fits more than one. down shows them, enter takes one."
    record = schema.record_named(field.link)
    what = record.info.with_article
    if creates and choices.may_create(record, field, owner_id):
        return f"“{typed}” is not {what} here. Press enter to choose or create one."
    if field.type.scoped_by and owner_id is None:
        return f"“{typed}” is not {what} here. Choose what it belongs to first."
    made = (
        f"in the list of {record.info.plural.lower()}"
        if record.info.has_list
        else f"by “capptro add {record.info.slug}”"
    )
    return f"“{typed}” is not {what} here. down shows all, enter takes one; a new one is added {made}."
