"""A value that was found in a pasted text, and a part of the text that is not assigned yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTE: Final = "note"
"""A text that fits no field."""

ASIDE: Final = "aside"
"""A text that is rarely kept: a greeting, a heading, the head of an e-mail, a disclaimer."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field, with the line of the text that has it.

    Attributes:
        field: "company", "person", "role", "phone", "mobile", "fax", "email", "website", "street", "city", "state",
            "postcode", "country", or NOTE or ASIDE for all other texts.
        value: the text for the field.
        line: number of the line, from 1; that of the first one for a street of several lines.
        source: the line as it was pasted.
        said: the label before the value, without its colon; "" for none.
    """

    field: str
    value: str
    line: int
    source: str
    said: str = ""


@dataclass(slots=True)
class Piece:
    """A part of a line that is not assigned yet.

    Attributes:
        text: the part, without its label.
        line: number of its line, from 1.
        source: its line as it was pasted.
        label: the field that its label names, or NOTE or ASIDE if it is known to be that; "" for none.
        said: its label as it was pasted; "" for none.
    """

    text: str
    line: int
    source: str
    label: str = ""
    said: str = ""

    @property
    def label_is_fixed(self) -> bool:
        """Whether its label says that it is no part of an address."""
        return self.label in (NOTE, ASIDE, "company", "person")

    def part(self, text: str) -> Piece:
        """Return a part of this piece."""
        return Piece(text, self.line, self.source, self.label, self.said)

    def proposed(self, field: str, value: str = "") -> Proposal:
        """Return the proposal of this piece for a field. A text without a field keeps the label that it had."""
        text = self.said + self.text if field in (NOTE, ASIDE) else self.text
        return Proposal(field, value or text, self.line, self.source, self.said.rstrip(" .:"))
