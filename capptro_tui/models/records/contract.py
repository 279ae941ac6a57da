"""Contract: an agreement with a customer for some time, and the sites it covers."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Choice, ChoiceOf, Currency, Date, Link, Money, Multiline, Text, Tone

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
    Record,
    name="contract",
    label="Contract",
    plural="Contracts",
    letter="K",
    title=("title",),
    has_list=True,
    rank=50,
    ended_as=CANCELLED,
):
    """An agreement with a customer."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=2,
        width=18,
        grow=1,
    )
    title: str = field("Title", required=True, column=1, width=24, grow=2, match=Match.WORDS)
    reference: str = field("Reference", Text(limit=64), match=Match.REFERENCE, hint="the number on the paper")
    start: str | None = field("Start", Date(), column=4)
    end: str | None = field("End", Date(), after="start", column=5)
    value: int | None = field("Value", Money(low=0), column=6, width=12)
    currency: str = field("Currency", Currency(), copied_from=("customer_id",), form=False)
    renewal: str = field("Renewal", ChoiceOf(RENEWAL), default="none")
    status: str = field("Status", ChoiceOf(STATUS), default=DRAFT, column=3, width=13)
    notes: str = field("Notes", Multiline(limit=10000))


class ContractSite(
    Record,
    name="contract_site",
    label="Site covered",
    plural="Sites covered",
    letter="",
    title=(),
    is_association=True,
    rank=55,
):
    """A site that a contract covers."""

    contract_id: int = field("Contract", Link("contract", on_delete=TRASH_WITH), required=True, column=1, width=30)
    customer_id: int = field("Customer", Link("customer"), required=True, copied_from=("contract_id",), form=False)
    site_id: int = field(
        "Site", Link("site", on_delete=TRASH_WITH, scoped_by=customer_id), required=True, column=2, width=30
    )
