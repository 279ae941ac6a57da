"""Public forms as they are published: for their page, and for the server that knows no database."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import Row, number
from capptro_tui.models.records.public_form import AskedField, PublicForm
from capptro_tui.models.records.submission import LONGEST_MESSAGE
from capptro_tui.services.search.listing import Listing
from capptro_tui.services.submissions.asking import asked_fields
from capptro_tui.web.published import FormField, PublishedForm

_MOST_FORMS = 1000
_LONGEST_VALUE = 4000

_AUTOCOMPLETE = {
    "name": "name",
    "contact_name": "name",
    "phone": "tel",
    "alt_phone": "tel",
    "fax": "fax tel",
    "email": "email",
    "website": "url",
    **{
        f"{kind}_{name}": f"{kind} {token}"
        for kind in ("billing", "shipping")
        for name, token in {
            "street": "address-line1",
            "city": "address-level2",
            "state": "address-level1",
            "postcode": "postal-code",
            "country": "country-name",
        }.items()
    },
}
"""Field of customers to the meaning by which browsers fill it in. (HTML, 4.10.18.7)"""


def published(database: Database, form: Row) -> PublishedForm:
    """Return a form as it is published. Raises Refused if its fields cannot be read."""
    return PublishedForm(
        number=number(PublicForm, form["id"]),
        heading=form["heading"],
        intro=form["intro"],
        fields=tuple(_field(one) for one in asked_fields(database.schema, form["asks_for"])),
        message_label=form["message_label"],
        message_limit=LONGEST_MESSAGE,
        button=form["button"],
        thanks=form["thanks"],
        language=form["language"],
    )


def published_forms(database: Database) -> list[PublishedForm]:
    """Return all forms that are published, oldest first. Raises Refused if the fields of one cannot be read."""
    listing = Listing(database, PublicForm, equal={"is_published": True}, sort="id")
    return [published(database, row) for row in listing.rows(0, _MOST_FORMS)]


def find_form(database: Database, form_id: int) -> Row:
    """Return a form. Raises Refused if it is not there, or in the trash."""
    row = rows.one(database, PublicForm, form_id)
    if row is None:
        raise Refused(f"There is no public form {number(PublicForm, form_id)}.")
    if row["trashed"] is not None:
        raise Refused(f"The public form {number(PublicForm, form_id)} is in the trash. Restore it first.")
    return row


def _field(asked: AskedField) -> FormField:
    kind = "lines" if asked.field.type.is_multiline else asked.field.type.keyboard
    return FormField(
        name=asked.field.name,
        label=asked.label,
        kind=kind,
        is_required=asked.is_required,
        limit=min(asked.field.limit, _LONGEST_VALUE),
        autocomplete=_AUTOCOMPLETE.get(asked.field.name, "off"),
    )
