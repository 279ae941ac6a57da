"""Customer: the company or individual that all other records belong to."""

from __future__ import annotations

from capptro_tui.models.field import FromSettings, Match, field
from capptro_tui.models.record import Record, RecordType, Row, id_within
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.types import (
    Choice,
    ChoiceOf,
    Currency,
    Email,
    JsonObject,
    Link,
    Money,
    Multiline,
    Phone,
    Real,
    Suggested,
    Text,
    Tone,
    Url,
    amounts,
)

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
    Record, name="customer", label="Customer", plural="Customers", letter="C", title=("name",), has_list=True, rank=10,
    tab=1, is_main=True, has_timeline=True,
    located=(("shipping_lat", "shipping_lng"), ("billing_lat", "billing_lng")),
):  # fmt: skip
    """A customer. The name is the only field that must be typed."""

    name: str = field(
        "Name", section=_WHO, required=True, column=1, width=26, grow=3, match=Match.NAME, remembered=True,
        api="CustomerName", hint="company or person",
    )  # fmt: skip
    account: str = field(
        "Account", Text(limit=64), section=_WHO, column=3, width=10, match=Match.REFERENCE, api="CustomerRefNo",
        hint="your number or reference for them",
    )  # fmt: skip
    phone: str = field(
        "Phone", Phone(limit=40), section=_WHO, column=4, width=17, match=Match.PHONE, api="CustomerPhone1"
    )
    alt_phone: str = field("Alt phone", Phone(limit=40), section=_WHO, match=Match.PHONE, api="CustomerPhone2")
    email: str = field(
        "Email", Email(limit=254), section=_WHO, column=5, width=24, grow=2, match=Match.EMAIL, api="CustomerEmail",
    )  # fmt: skip
    contact_name: str = field("Contact name", section=_WHO, match=Match.WORDS, api="CustomerContactName")
    description: str = field("Description", Multiline(limit=4000), section=_WHO, api="CustomerDescription")

    billing_street: str = field("Street", section=_BILL, match=Match.ADDRESS, api="CustomerBillingStreet")
    billing_city: str = field("City", section=_BILL, match=Match.ADDRESS, api="CustomerBillingCity")
    billing_state: str = field("State or county", section=_BILL, api="CustomerBillingState")
    billing_postcode: str = field(
        "Postcode", Text(limit=20), section=_BILL, match=Match.POSTCODE, api="CustomerBillingPostcode"
    )
    billing_country: str = field("Country", section=_BILL, api="CustomerBillingCountry")
    billing_lat: float | None = field("Latitude", Real(low=-90, high=90), section=_BILL, api="CustomerBillingLat")
    billing_lng: float | None = field("Longitude", Real(low=-180, high=180), section=_BILL, api="CustomerBillingLng")
    shipping_street: str = field("Street", section=_SHIP, match=Match.ADDRESS, api="CustomerShippingStreet")
    shipping_city: str = field("City", section=_SHIP, match=Match.ADDRESS, api="CustomerShippingCity")
    shipping_state: str = field("State or county", section=_SHIP, api="CustomerShippingState")
    shipping_postcode: str = field(
        "Postcode", Text(limit=20), section=_SHIP, match=Match.POSTCODE, api="CustomerShippingPostcode"
    )
    shipping_country: str = field("Country", section=_SHIP, api="CustomerShippingCountry")
    shipping_lat: float | None = field("Latitude", Real(low=-90, high=90), section=_SHIP, api="CustomerShippingLat")
    shipping_lng: float | None = field("Longitude", Real(low=-180, high=180), section=_SHIP, api="CustomerShippingLng")

    status: str = field("Status", ChoiceOf(STATUS), column=6, width=13, default=ACTIVE, form=False)
    category: str = field("Category", Suggested("category"), section=_KIND, api="CustomerCategory")
    type: str = field("Type", Suggested("type"), section=_KIND, api="CustomerType")
    industry: str = field("Industry", Suggested("industry"), section=_KIND, api="CustomerIndustry")
    sector: str = field("Sector", Suggested("sector"), section=_KIND)
    source: str = field("Source", Suggested("source"), section=_KIND, api="CustomerSource")
    area: str = field("Area", Suggested("area"), section=_KIND, api="CustomerArea")
    service_zone: str = field("Service zone", Suggested("service_zone"), section=_KIND, api="CustomerServiceZone")

    payment_term: str = field("Payment term", Suggested("payment_term"), section=_MORE, api="CustomerPaymentTerm")
    employees: str = field("Employees", Text(limit=40), section=_MORE, api="CustomerNoOfEmployee", hint="12 or 10-50")
    website: str = field("Website", Url(limit=400), section=_MORE, api="CustomerWebsite")
    fax: str = field("Fax", Phone(limit=40), section=_MORE, api="CustomerFax")
    external_id: str = field(
        "External ID", Text(limit=64), section=_MORE, match=Match.REFERENCE, foreign=True, api="CustomerExternalID"
    )
    external_id2: str = field(
        "Second external ID", Text(limit=64), section=_MORE, match=Match.REFERENCE, foreign=True,
        api="CustomerExternalID2",
    )  # fmt: skip
    currency: str = field(
        "Currency", Currency(limit=3), section=_MORE, default=amounts.USUAL,
        default_from=FromSettings(Settings.fields["currency"]),
        hint="three letters: all its orders and payments are in it",
    )  # fmt: skip
    balance: int = field(
        "Balance", Money(), required=True, default=0, column=7, width=13, form=False, computed_by_database=True
    )
    assigned_user_id: int | None = field("Assigned user", Link("user"), section=_MORE)
    merged_into_id: int | None = field("Merged into", Link("customer"), merged_into=True, form=False)
    custom_fields: str | None = field("Custom fields", JsonObject(limit=100_000), form=False)


def customer_of(record: RecordType, row: Row) -> int | None:
    """Return the id of the customer that a row is, or belongs to; None for none."""
    return id_within(Customer, record, row)
