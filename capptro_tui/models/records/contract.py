"""Contract: an agreement with a customer for some time, and the sites it covers."""

from __future__ import annotations

from capptro_tui.models.field import Choice, Kind, Match, Tone, field
from capptro_tui.models.record import Record

DRAFT, ACTIVE, SUSPENDED, EXPIRED, CANCELLED = "draft", "active", "suspended", "expired", "cancelled"

STATUS = (
    Choice(DRAFT, "Draft", "◇", Tone.QUIET, open=True, next=(ACTIVE, CANCELLED)),
    Choice(ACTIVE, "Active", "●", Tone.GOOD, open=True, next=(SUSPENDED, EXPIRED, CANCELLED)),
    Choice(SUSPENDED, "Suspended", "‖", Tone.WAIT, open=True, next=(ACTIVE, EXPIRED, CANCELLED)),
    Choice(EXPIRED, "Expired", "○", Tone.QUIET, reopens=ACTIVE),
    Choice(CANCELLED, "Cancelled", "✗", Tone.QUIET, reopens=ACTIVE),
)

RENEWAL = (
    Choice("none", "Ends"),
    Choice("manual", "By agreement"),
    Choice("automatic", "Automatic"),
)


class Contract(
    Record, name="contract", label="Contract", plural="Contracts", letter="K", title=("title",), listed=True
):
    """An agreement with a customer."""

    customer_id: int = field(
        "Customer", kind=Kind.LINK, link="customer", required=True, keeps=True, by_name=True, column=2, width=18, grow=1
    )
    title: str = field("Title", required=True, column=1, width=24, grow=2, match=Match.WORDS)
    reference: str = field("Reference", limit=64, match=Match.REFERENCE, hint="the number on the paper")
    start: str | None = field("Start", kind=Kind.DAY, column=4)
    end: str | None = field("End", kind=Kind.DAY, after="start", column=5)
    value: int | None = field("Value", kind=Kind.MONEY, low=0, column=6, width=12)
    currency: str = field("Currency", kind=Kind.CURRENCY, through=("customer_id",), form=False)
    renewal: str = field("Renewal", kind=Kind.CHOICE, choices=RENEWAL, default="none")
    status: str = field("Status", kind=Kind.CHOICE, choices=STATUS, default=DRAFT, column=3, width=13)
    notes: str = field("Notes", kind=Kind.LONG, limit=10000)


class ContractSite(
    Record, name="contract_site", label="Site covered", plural="Sites covered", letter="", title=(), joins=True
):
    """A site that a contract covers."""

    contract_id: int = field("Contract", kind=Kind.LINK, link="contract", required=True, keeps=True, column=1, width=30)
    customer_id: int = field(
        "Customer", kind=Kind.LINK, link="customer", required=True, through=("contract_id",), form=False
    )
    site_id: int = field(
        "Site", kind=Kind.LINK, link="site", required=True, keeps=True, within="customer_id", column=2, width=30
    )
