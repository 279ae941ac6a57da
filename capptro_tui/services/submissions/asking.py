"""The fields that a public form asks for, found in a submission by the names that were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from capptro_tui.errors import Refused
from capptro_tui.models.record import number, parse_number
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import AskedField, PublicForm, may_be_asked, read_asked
from capptro_tui.models.schema import Schema
from capptro_tui.models.types import InvalidValue
from capptro_tui.web.published import HONEYPOT, MESSAGE


def asked_fields(schema: Schema, asks_for: str) -> list[AskedField]:
    """Return the fields of customers that a form asks for. Raises Refused if the schema lacks one of them."""
    try:
        return read_asked(asks_for, schema.own(Customer))
    except InvalidValue as unfit:
        raise Refused(f"The fields of the public form cannot be read: it {unfit} Edit the form first.") from None


def read_form_number(text: str) -> int:
    """Return the id of the form that a number such as `E-1` names. Raises Refused if it is the number of no form."""
    parsed = parse_number(text)
    if parsed is None or parsed[0] != PublicForm.info.letter:
        raise Refused(f"“{text[:40]}” is not the number of a public form; those look like {number(PublicForm, 42)}.")
    return parsed[1]


def askable_fields(schema: Schema) -> list[AskedField]:
    """Return all fields of customers that a form may ask for, each by its own label."""
    fields = schema.own(Customer).fields.values()
    return [AskedField(one, one.full_label, one.required) for one in fields if may_be_asked(one)]


def field_of(asked: Sequence[AskedField], name: str) -> AskedField | None:
    """Return the field that a submission means by a name; None if it is none of these.

    The name of a field, as pages send it, comes before labels; of two labels that are the same, the first counts.
    """
    exact = (one for one in asked if one.field.name == name)
    return next(exact, None) or next((one for one in asked if one.is_called(name)), None)


def is_message(name: str, message_label: str) -> bool:
    """Return whether a submission means the message by a name."""
    return name.strip().casefold() in {MESSAGE, message_label.strip().casefold() or MESSAGE}


def described(asked: Sequence[AskedField], message_label: str, fields: Mapping[str, str]) -> str:
    """Return a submission as text: a line for each filled field, and the message after all others."""
    lines, messages = [], []
    for name, value in fields.items():
        if name == HONEYPOT or not value.strip():
            continue
        if is_message(name, message_label):
            messages.append(value)
        else:
            one = field_of(asked, name)
            lines.append(f"{one.label if one else name}: {value}")
    return "\n\n".join(filter(None, ["\n".join(lines), *messages]))
