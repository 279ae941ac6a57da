"""Contact: a person at a customer."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Boolean, Email, Link, Phone, Suggested


class Contact(
    Record,
    name="contact",
    label="Contact",
    plural="Contacts",
    letter="N",
    title=("first_name", "last_name"),
    has_list=True,
    one_of=("first_name", "last_name"),
    rank=20,
    part=1,
):
    """A person at a customer. At most one contact of a customer is the primary one, and nobody who has left is."""

    customer_id: int = field("Customer", Link("customer", on_delete=TRASH_WITH), required=True, indexes_target=True)
    title: str = field("Title", Suggested("contact_title", limit=40), column=5, width=6)
    first_name: str = field("First name", column=1, width=14, grow=1, match=Match.WORDS)
    last_name: str = field("Last name", column=2, width=16, grow=1, match=Match.WORDS, remembered=True)
    role: str = field("Role", column=6, width=16, grow=1)
    phone: str = field("Phone", Phone(limit=40), column=3, width=17, match=Match.PHONE)
    email: str = field("Email", Email(limit=254), column=4, width=24, grow=2, match=Match.EMAIL)
    is_primary: bool = field(
        "Primary contact", Boolean(), column=7, width=8, unique_per_owner=True, hint="filled in on new work items"
    )
    left: bool = field(
        "Has left", Boolean(), column=8, width=8, default=False, retires=True, hint="not offered any more"
    )
