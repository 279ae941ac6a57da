"""Settings: the business's choices; one record in each database."""

from __future__ import annotations

from capptro_tui.models.field import field
from capptro_tui.models.record import Record
from capptro_tui.models.types import Country, Currency, FixedPoint, Integer, Link, Locale, Real, Text, amounts, locales
from capptro_tui.models.types.amounts import TAX_DECIMALS


class Settings(
    Record,
    name="settings",
    label="Settings",
    plural="Settings",
    letter="",
    title=("business_name",),
    is_singleton=True,
    located=(("lat", "lng"),),
):
    """The business's own settings."""

    business_name: str = field("Business name", hint="shown at the top of the window")
    locale: str = field(
        "Region and language", Locale(limit=20), default=locales.USUAL,
        hint="such as en_GB, de_DE or en_US: how days, times and amounts are read and shown",
    )  # fmt: skip
    region: str = field(
        "Phone region",
        Country(limit=2),
        default="GB",
        hint="two letters of your country, for phone numbers without a country code",
    )
    currency: str = field("Currency", Currency(limit=3), default=amounts.USUAL, hint="three letters, of new customers")
    tax_rate: int = field(
        "Usual tax %", FixedPoint(TAX_DECIMALS, low=0, high=100 * 10**TAX_DECIMALS, sign="%"), required=True, default=0,
        hint="of new order lines",
    )  # fmt: skip
    lat: float | None = field("Latitude", Real(low=-90, high=90), hint="where you start from")
    lng: float | None = field("Longitude", Real(low=-180, high=180), hint="where you start from")
    attachment_limit: int = field(
        "Largest document", Integer(low=1, high=10_000), required=True, default=100, hint="megabytes"
    )
    second_backup_folder: str = field(
        "Second backup folder", Text(limit=1000), default="", hint="on another disk, such as /media/usb"
    )
    inbox_folder: str = field(
        "Inbox of submissions", Text(limit=1000), default="", hint="filled by “forms serve”, such as /srv/inbox"
    )
    default_customer_id: int | None = field(
        "Default customer", Link("customer"), hint="chosen for you on new work items"
    )
