"""Site: a place where a customer's work is done and its assets stand."""

from __future__ import annotations

from capptro_tui.models.field import Kind, Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.records.customer import ACTIVE, STATUS

_WHERE, _WHO = "Address", "Contact"


class Site(Record, name="site", label="Site", plural="Sites", letter="S", title=("name",), listed=True):
    """A place of a customer. Its contact details start as the customer's own."""

    customer_id: int = field(
        "Customer", kind=Kind.LINK, link="customer", required=True, keeps=True, leads=True, by_name=True,
        column=2, width=22, grow=1,
    )  # fmt: skip
    name: str = field("Name", section=_WHERE, required=True, column=1, width=24, grow=2, match=Match.WORDS)
    street: str = field("Street", section=_WHERE, column=3, width=20, grow=1, match=Match.ADDRESS)
    city: str = field("City", section=_WHERE, column=4, width=14, match=Match.ADDRESS)
    state: str = field("State or county", section=_WHERE)
    postcode: str = field("Postcode", section=_WHERE, limit=20, match=Match.REFERENCE)
    country: str = field("Country", section=_WHERE)
    lat: float | None = field("Latitude", section=_WHERE, kind=Kind.REAL, low=-90, high=90)
    lng: float | None = field("Longitude", section=_WHERE, kind=Kind.REAL, low=-180, high=180)
    contact_name: str = field("Contact name", section=_WHO, starts_as="contact_name")
    phone: str = field(
        "Phone", section=_WHO, kind=Kind.PHONE, limit=40, column=5, width=17, match=Match.PHONE, starts_as="phone"
    )
    email: str = field(
        "Email", section=_WHO, kind=Kind.EMAIL, limit=254, match=Match.EMAIL, starts_as="email"
    )  # fmt: skip
    notes: str = field("Notes", section=_WHO, kind=Kind.LONG, limit=4000, hint="how to get in, where to park")
    status: str = field("Status", kind=Kind.CHOICE, choices=STATUS, column=6, width=13, default=ACTIVE, form=False)
