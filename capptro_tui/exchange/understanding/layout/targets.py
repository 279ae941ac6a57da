"""The targets that people may choose for a column, with their labels, and the change of a column's target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from capptro_tui.exchange.understanding.layout.field_mapping import notes_field, target_fields
from capptro_tui.exchange.understanding.layout.source_column import USUAL_DETAILS, SourceColumn
from capptro_tui.exchange.understanding.layout.sum_columns import sum_fields
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.models.record import RecordType
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.site import Site
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import BESIDE, DATABASE
from capptro_tui.text.patterns import pattern

_PERSON = ("first_name", "last_name", "title", "role", "phone", "email")
_PLACE = ("name", "street", "city", "state", "postcode", "country", "notes")
LEFT_OUT_BY_HAND: Final = "You left it out."


def targets(schema: Schema, record: RecordType) -> dict[str, str]:
    """Return target to label: the fields of the record type and of its parts, and the note."""
    parts = PART_TARGETS.get(record.info.name)
    found = {NOTE: "Note: a line of its own"} if notes_field(record) else {}
    found |= {"number": "Number", DATABASE: "Database of the export"}
    for target, field in target_fields(schema, record):
        owner = target.rpartition(".")[0]
        is_offered = field.form or field.choices or field.type.is_unit
        if is_offered and not field.type.has_named_values and not (parts and owner):
            before = f"{schema.record_named(owner).info.label}: " if owner else ""
            found[target] = before + (field.label if owner else field.full_label)
            if field.link and not owner:
                found[f"{BESIDE}{target}"] = f"{field.full_label}: number or name beside it"
    found |= {target: f"{field.full_label}: makes or checks the lines" for target, field in sum_fields(schema, record)}
    return found | (dict(parts(schema)) if parts else {})


def _parts_of_customer(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield target and label of the parts of a customer."""
    contact, site = schema.own(Contact), schema.own(Site)
    yield "contact.full_name", "Contact: whole name"
    for owner, before in (("contact", "Contact"), ("contact2", "Second contact")):
        for name in _PERSON:
            yield f"{owner}.{name}", f"{before}: {contact.fields[name].label.lower()}"
    for name in _PLACE:
        yield f"site.{name}", f"Site: {site.fields[name].label.lower()}"


PART_TARGETS = {"customer": _parts_of_customer}
"""Record type's name to the function that yields the targets in its parts, where these are not their fields."""


FURTHER_TARGETS = {
    "customer": pattern(
        r"contact\d*\.(?:first_name|last_name|full_name|title|role|phone|email)|contact_name|"
        r"(?:site|home|other|address\d+)\.(?:street|address|city|state|postcode|country|lat|lng|notes)|"
        r"site\.(?:name|phone|email|contact_name)|"
        r"(?:billing|shipping)_(?:street|address|city|state|postcode|country|lat|lng)"
    ),
}
"""Record type's name to the targets that its columns may have besides: those in its parts, and of whole addresses."""


def target_label(known: dict[str, str], column: SourceColumn) -> str:
    """Return the label of a column's target, for people."""
    if column.target == IGNORED:
        return "left out"
    if column.target == DECIDES:
        return f"decides about {column.detail}"
    return known.get(column.target) or column.target.replace("_", " ").replace(".", ": ")


def set_target(column: SourceColumn, target: str) -> None:
    """Give a column another target."""
    if target == column.target:
        return
    column.target, column.detail = target, USUAL_DETAILS.get(target, "")
    column.label = column.label or column.header
    column.why = LEFT_OUT_BY_HAND if target == IGNORED else ""
    column.left_out = ()
