"""Settings: what the business has chosen; one record in each database."""

from __future__ import annotations

from capptro_tui.models.field import Kind, field
from capptro_tui.models.record import Record


class Settings(
    Record, name="settings", label="Settings", plural="Settings", letter="", title=("business_name",), single=True
):
    """The business's own settings."""

    business_name: str = field("Business name", hint="shown at the top of the window")
    region: str = field(
        "Phone region",
        kind=Kind.COUNTRY,
        default="GB",
        limit=2,
        hint="two letters of your country, for phone numbers without a country code",
    )
    default_customer_id: int | None = field(
        "Default customer", kind=Kind.LINK, link="customer", hint="chosen for you on new work items"
    )
