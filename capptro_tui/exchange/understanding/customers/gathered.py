"""The values of the rows of one customer, as they are gathered before they are placed in fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.record import Mend

PHONE_RANKS = {"preferred": 0, "main": 1, "work": 2, "mobile": 3, "home": 4, "other": 5}
"""Kind of a number to its place among the numbers of a customer."""

EMAIL_RANKS = {"preferred": 0, "": 1, "further": 2}
"""Kind of an e-mail address to its place among those of a customer."""


class GatheredNumber(NamedTuple):
    """A number or an e-mail address of a customer.

    Attributes:
        text: the number or address.
        kind: main, work, mobile …, or "preferred" if the other program marks it so.
        label: its label in a note, if there is no field for it.
        row: the number of its row.
        header: the header of its column.
    """

    text: str
    kind: str
    label: str
    row: int
    header: str


@dataclass(slots=True)
class GatheredAddress:
    """An address: its lines in their order, its parts, and its lines without names.

    Attributes:
        lines: order and text of each line of the street.
        block: order and text of each line that may have any part.
        parts: the other parts by name.
        formatted: the whole address as another program writes it.
        headers: the headers of its lines without names.
    """

    lines: list[tuple[int, str]] = field(default_factory=list)
    block: list[tuple[int, str]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    formatted: str = ""
    headers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """The values of one customer.

    Attributes:
        rows: the numbers of its rows.
        fields: values that go into a field of the same name.
        headers: field to the header of its column.
        names: company, customer and display to the name that stands there.
        people: "contact", "contact2", … to the values of each.
        phones, faxes, emails: in the order of the file.
        addresses: kind to address: billing, shipping, home, other, site, address1 …
        marks: decisions by their name.
        sites: values of sites that are complete.
        contacts: values of contacts that are complete.
        description: texts without a label.
        notes: label and text of each note, as an ordered set.
        mends: as in the record.
        questions: sentences.
    """

    rows: list[int]
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    phones: list[GatheredNumber] = field(default_factory=list)
    faxes: list[GatheredNumber] = field(default_factory=list)
    emails: list[GatheredNumber] = field(default_factory=list)
    addresses: dict[str, GatheredAddress] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    sites: list[dict[str, str]] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    mends: list[Mend] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def note(self, label: str, text: str) -> None:
        """Keep a text for the description, once."""
        self.notes.setdefault((label, text))


Taker = Callable[[Gathered, SourceColumn, str, SourceRow], None]
"""Takes the text of a cell of a column."""
