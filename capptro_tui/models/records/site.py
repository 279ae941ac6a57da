"""Site: a place where a customer's work is done and its assets stand."""

from __future__ import annotations

from capptro_tui.models.field import FromOwner, Match, field
from capptro_tui.models.record import Record, RecordType, Row, id_within
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, STATUS, Customer
from capptro_tui.models.types import TRASH_WITH, ChoiceOf, Email, Link, Multiline, Phone, Real, Text

_WHERE, _WHO = "Address", "Contact"


class Site(
    Record,
    name="site",
    label="Site",
    plural="Sites",
    letter="S",
    title=("name",),
    has_list=True,
    rank=30,
    located=(("lat", "lng"),),
    ended_as=DEACTIVATED,
):
    """A place of a customer. Its contact details start as the customer's own."""

    customer_id: int = field(
        "Customer", Link("customer", on_delete=TRASH_WITH), required=True, indexes_target=True, indexed_by_target=True,
        column=2, width=22, grow=1,
    )  # fmt: skip
    name: str = field("Name", section=_WHERE, required=True, column=1, width=24, grow=2, match=Match.WORDS)
    street: str = field("Street", section=_WHERE, column=3, width=20, grow=1, match=Match.ADDRESS)
    city: str = field("City", section=_WHERE, column=4, width=14, match=Match.ADDRESS)
    state: str = field("State or county", section=_WHERE)
    postcode: str = field("Postcode", Text(limit=20), section=_WHERE, match=Match.REFERENCE)
    country: str = field("Country", section=_WHERE)
    lat: float | None = field("Latitude", Real(low=-90, high=90), section=_WHERE)
    lng: float | None = field("Longitude", Real(low=-180, high=180), section=_WHERE)
    contact_name: str = field("Contact name", section=_WHO, default_from=FromOwner(Customer.fields["contact_name"]))
    phone: str = field(
        "Phone",
        Phone(limit=40),
        section=_WHO,
        column=5,
        width=17,
        match=Match.PHONE,
        default_from=FromOwner(Customer.fields["phone"]),
    )
    email: str = field(
        "Email", Email(limit=254), section=_WHO, match=Match.EMAIL, default_from=FromOwner(Customer.fields["email"])
    )
    notes: str = field("Notes", Multiline(limit=4000), section=_WHO, hint="how to get in, where to park")
    status: str = field("Status", ChoiceOf(STATUS), column=6, width=13, default=ACTIVE, form=False)


def site_of(record: RecordType, row: Row) -> int | None:
    """Return the id of the site that a row is, or belongs to; None for none."""
    return id_within(Site, record, row)
