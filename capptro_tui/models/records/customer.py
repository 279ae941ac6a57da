"""Customer: the company or individual that all other records belong to."""

from __future__ import annotations

from capptro_tui.models.field import Choice, Kind, Match, Tone, field
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.types import amounts

ACTIVE, DEACTIVATED = "active", "deactivated"

STATUS = (
    Choice(ACTIVE, "Active", "●", Tone.GOOD, open=True),
    Choice(DEACTIVATED, "Deactivated", "○", Tone.QUIET),
)


def deactivates(record: RecordType) -> bool:
    """Return whether the records of a type are active or deactivated, as customers and sites are."""
    status = record.fields.get("status")
    return status is not None and status.choices is STATUS


_WHO, _BILL, _SHIP, _KIND, _MORE = "Customer", "Billing address", "Shipping address", "Classification", "More"


class Customer(
    Record, name="customer", label="Customer", plural="Customers", letter="C", title=("name",), listed=True, tab=True,
):  # fmt: skip
    """A customer. The name is the only field that must be typed."""

    name: str = field(
        "Name", section=_WHO, required=True, column=1, width=26, grow=3, match=Match.NAME, remembered=True,
        api="CustomerName", hint="company or person",
    )  # fmt: skip
    account: str = field(
        "Account", section=_WHO, column=3, width=10, limit=64, match=Match.REFERENCE, api="CustomerRefNo",
        hint="your number or reference for them",
    )  # fmt: skip
    phone: str = field(
        "Phone", section=_WHO, kind=Kind.PHONE, column=4, width=17, limit=40, match=Match.PHONE, api="CustomerPhone1"
    )
    alt_phone: str = field(
        "Alt phone", section=_WHO, kind=Kind.PHONE, limit=40, match=Match.PHONE, api="CustomerPhone2"
    )
    email: str = field(
        "Email", section=_WHO, kind=Kind.EMAIL, column=5, width=24, grow=2, limit=254, match=Match.EMAIL,
        api="CustomerEmail",
    )  # fmt: skip
    contact_name: str = field("Contact name", section=_WHO, match=Match.WORDS, api="CustomerContactName")
    description: str = field("Description", section=_WHO, kind=Kind.LONG, limit=4000, api="CustomerDescription")

    billing_street: str = field("Street", section=_BILL, match=Match.ADDRESS, api="CustomerBillingStreet")
    billing_city: str = field("City", section=_BILL, match=Match.ADDRESS, api="CustomerBillingCity")
    billing_state: str = field("State or county", section=_BILL, api="CustomerBillingState")
    billing_postcode: str = field(
        "Postcode", section=_BILL, limit=20, match=Match.POSTCODE, api="CustomerBillingPostcode"
    )
    billing_country: str = field("Country", section=_BILL, api="CustomerBillingCountry")
    billing_lat: float | None = field(
        "Latitude", section=_BILL, kind=Kind.REAL, low=-90, high=90, api="CustomerBillingLat"
    )
    billing_lng: float | None = field(
        "Longitude", section=_BILL, kind=Kind.REAL, low=-180, high=180, api="CustomerBillingLng"
    )
    shipping_street: str = field("Street", section=_SHIP, match=Match.ADDRESS, api="CustomerShippingStreet")
    shipping_city: str = field("City", section=_SHIP, match=Match.ADDRESS, api="CustomerShippingCity")
    shipping_state: str = field("State or county", section=_SHIP, api="CustomerShippingState")
    shipping_postcode: str = field(
        "Postcode", section=_SHIP, limit=20, match=Match.POSTCODE, api="CustomerShippingPostcode"
    )
    shipping_country: str = field("Country", section=_SHIP, api="CustomerShippingCountry")
    shipping_lat: float | None = field(
        "Latitude", section=_SHIP, kind=Kind.REAL, low=-90, high=90, api="CustomerShippingLat"
    )
    shipping_lng: float | None = field(
        "Longitude", section=_SHIP, kind=Kind.REAL, low=-180, high=180, api="CustomerShippingLng"
    )

    status: str = field("Status", kind=Kind.CHOICE, choices=STATUS, column=6, width=13, default=ACTIVE, form=False)
    category: str = field("Category", section=_KIND, kind=Kind.PICK, picklist="category", api="CustomerCategory")
    type: str = field("Type", section=_KIND, kind=Kind.PICK, picklist="type", api="CustomerType")
    industry: str = field("Industry", section=_KIND, kind=Kind.PICK, picklist="industry", api="CustomerIndustry")
    sector: str = field("Sector", section=_KIND, kind=Kind.PICK, picklist="sector")
    source: str = field("Source", section=_KIND, kind=Kind.PICK, picklist="source", api="CustomerSource")
    area: str = field("Area", section=_KIND, kind=Kind.PICK, picklist="area", api="CustomerArea")
    service_zone: str = field(
        "Service zone", section=_KIND, kind=Kind.PICK, picklist="service_zone", api="CustomerServiceZone"
    )

    payment_term: str = field(
        "Payment term", section=_MORE, kind=Kind.PICK, picklist="payment_term", api="CustomerPaymentTerm"
    )
    employees: str = field("Employees", section=_MORE, limit=40, api="CustomerNoOfEmployee", hint="12 or 10-50")
    website: str = field("Website", section=_MORE, kind=Kind.URL, limit=400, api="CustomerWebsite")
    fax: str = field("Fax", section=_MORE, kind=Kind.PHONE, limit=40, api="CustomerFax")
    external_id: str = field("External ID", section=_MORE, limit=64, match=Match.REFERENCE, api="CustomerExternalID")
    external_id2: str = field(
        "Second external ID", section=_MORE, limit=64, match=Match.REFERENCE, api="CustomerExternalID2"
    )
    currency: str = field(
        "Currency", section=_MORE, kind=Kind.CURRENCY, limit=3, default=amounts.USUAL,
        starts_as="settings.currency", hint="three letters: all its orders and payments are in it",
    )  # fmt: skip
    balance: int = field(
        "Balance", kind=Kind.MONEY, required=True, default=0, column=7, width=13, form=False, kept=True
    )
    assigned_user_id: int | None = field("Assigned user", section=_MORE, kind=Kind.LINK, link="user")
    merged_into_id: int | None = field("Merged into", kind=Kind.LINK, link="customer", stands_for=True, form=False)
    custom_fields: str | None = field("Custom fields", kind=Kind.VALUES, limit=100_000, form=False)
