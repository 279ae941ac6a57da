"""Asset: a thing of a customer that is looked after."""

from __future__ import annotations

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import TRASH_WITH, Choice, ChoiceOf, Date, Link, Multiline, Text, Tone

IN_SERVICE, OUT_OF_SERVICE, RETIRED = "in_service", "out_of_service", "retired"

STATUS = (
    Choice(IN_SERVICE, "In service", "●", Tone.GOOD, open=True),
    Choice(OUT_OF_SERVICE, "Out of service", "▲", Tone.WAIT, open=True),
    Choice(RETIRED, "Retired", "○", Tone.QUIET),
)


class Asset(Record, name="asset", label="Asset", plural="Assets", letter="A", title=("name",), has_list=True, rank=40):
    """A machine, an installation or a vehicle on which work is done."""

    customer_id: int = field(
        "Customer",
        Link("customer", on_delete=TRASH_WITH),
        required=True,
        indexed_by_target=True,
        column=2,
        width=22,
        grow=1,
    )
    site_id: int | None = field("Site", Link("site", scoped_by=customer_id), autofill=True, column=4, width=18, grow=1)
    name: str = field("Name", required=True, column=1, width=24, grow=2, match=Match.WORDS)
    make: str = field("Make", match=Match.WORDS)
    model: str = field("Model", column=5, width=14, match=Match.WORDS)
    serial_number: str = field("Serial number", Text(limit=64), column=6, width=14, match=Match.REFERENCE)
    installed_on: str | None = field("Installed on", Date(looks_back=True))
    warranty_until: str | None = field("Warranty until", Date(), after="installed_on")
    status: str = field("Status", ChoiceOf(STATUS), default=IN_SERVICE, column=3, width=16)
    notes: str = field("Notes", Multiline(limit=4000))
