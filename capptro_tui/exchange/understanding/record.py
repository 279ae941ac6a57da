"""A record made of rows of a source, before it is checked and written."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that was changed or moved so that it fits, cell by cell.

    Attributes:
        row: the number of the row in the source.
        column: the header of its column.
        was: the text of the cell.
        now: the text that is kept; "" if it is left out.
        why: the reason, a short sentence.
        is_reading: whether nothing is lost or moved: the cell is read as every one of its column.
    """

    row: int
    column: str
    was: str
    now: str
    why: str
    is_reading: bool = False


@dataclass(slots=True)
class SourceRecord:
    """A record made of one row of the file, or of several.

    Attributes:
        rows: the numbers of its rows, the first one first.
        values: field name of the record type to text.
        parts: name of another record type ("contact", "site", "order_line", …) to the values of each such record.
        mends: the cells that were changed or moved.
        refused: why it cannot be a record ("It has no name."); then `values` has what there is.
        question: what a person must decide (a name proposed from the e-mail, an eaten zero).
        is_card: whether its number is from a card, which has neither the time of the creation nor all values.
    """

    rows: tuple[int, ...]
    values: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    mends: list[Mend] = field(default_factory=list)
    refused: str = ""
    question: str = ""
    is_card: bool = False
