"""Public form: a page on which people outside write to the business, and the fields that it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from capptro_tui.models.field import Field, Match, field
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.types import Boolean, InvalidValue, Multiline, Text
from capptro_tui.text.suggestions import did_you_mean

MOST_ASKED = 30
"""Most fields that a form asks for."""

_LONGEST_LABEL = 80

_PAGE, _AFTER = "Page", "Submissions"


class PublicForm(
    Record,
    name="public_form",
    label="Public form",
    plural="Public forms",
    letter="E",
    title=("name",),
    has_list=True,
    rank=142,
):
    """A form for everybody. Its page is made by `capptro forms html`, or shown by `capptro forms serve`."""

    name: str = field(
        "Name", section=_PAGE, required=True, column=1, width=26, grow=2, match=Match.WORDS, hint="for you alone",
    )  # fmt: skip
    heading: str = field("Heading", section=_PAGE, required=True, column=2, width=26, grow=1, hint="above the page")
    intro: str = field("Introduction", Multiline(limit=4000), section=_PAGE)
    asks_for: str = field(
        "Fields", Multiline(limit=4000), section=_PAGE, required=True, default="Name *\nPhone\nEmail",
        hint="a field of customers on each line; * if it must be filled in; “Phone: Your number *” labels it",
    )  # fmt: skip
    message_label: str = field(
        "Message box", Text(limit=_LONGEST_LABEL), section=_PAGE, default="Message", hint="its label; empty for none",
    )  # fmt: skip
    button: str = field("Button", Text(limit=_LONGEST_LABEL), section=_PAGE, required=True, default="Send")
    thanks: str = field(
        "Thank-you text", Multiline(limit=2000), section=_PAGE, required=True,
        default="Thank you. We will be in touch.",
    )  # fmt: skip
    language: str = field(
        "Language", Text(limit=20), section=_PAGE, required=True, default="en", hint="of the page, such as en or de-AT",
    )  # fmt: skip
    sends_to: str = field(
        "Sends to", Text(limit=400), section=_AFTER,
        hint="https://… or mailto:you@example.com",
    )  # fmt: skip
    creates_customers: bool = field(
        "Customer creation", Boolean(), section=_AFTER, default=True, column=3, width=17,
        hint="from its submissions",
    )  # fmt: skip
    is_published: bool = field(
        "Published", Boolean(), section=_AFTER, default=False, column=4, width=9,
        hint="taken along by “forms publish”",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field of customers that a form asks for.

    Attributes:
        field: the field.
        label: its label on the page.
        is_required: whether it must be filled in on the page.
    """

    field: Field
    label: str
    is_required: bool

    def is_called(self, name: str) -> bool:
        """Return whether a submission means this field by a name: the field's name, its label or that of the page."""
        folded = name.strip().casefold()
        return folded in {self.field.name, self.field.full_label.casefold(), self.label.casefold()}


def may_be_asked(one: Field) -> bool:
    """Return whether a form may ask for a field of customers: people type it as text."""
    return one.form and one.type.is_text and not one.type.is_unit and not one.link


def read_asked(text: str, customer: RecordType) -> list[AskedField]:
    """Return the fields that a form asks for, in their order.

    Args:
        text: a field on each line, by its name or label, perhaps with a label of its own and a star:
            `Phone: Your number *`.
        customer: the record type of customers.

    Raises:
        InvalidValue: a line names no field, or one twice, or the name of the customer is missing.
    """
    known = {name: one for one in customer.fields.values() if may_be_asked(one) for name in _names(one)}
    found: dict[str, AskedField] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        is_required = line.endswith("*")
        name, _, label = line.removesuffix("*").partition(":")
        name, label = name.strip(), label.strip()
        one = known.get(name.casefold())
        if one is None:
            labels = {each.full_label: each for each in known.values()}
            raise InvalidValue(f"has “{name[:40]}”, which is no field to ask for.{did_you_mean(name, labels)}")
        if one.name in found:
            raise InvalidValue(f"has {one.full_label} twice.")
        if len(label) > _LONGEST_LABEL:
            raise InvalidValue(f"has a label of more than {_LONGEST_LABEL} characters for {one.full_label}.")
        found[one.name] = AskedField(one, label or one.full_label, is_required or one.required)
    missing = next((one for one in known.values() if one.required and one.name not in found), None)
    if missing is not None:
        raise InvalidValue(f"must have {missing.full_label}: every customer has one.")
    if len(found) > MOST_ASKED:
        raise InvalidValue(f"has {len(found)} fields; a form has at most {MOST_ASKED}.")
    return list(found.values())


def _names(one: Field) -> tuple[str, str]:
    return one.name, one.full_label.casefold()
