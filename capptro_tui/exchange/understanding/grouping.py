"""Rows that are one record: found by an identifier or a name, wherever they stand in the table.

While the table is read the first time only a table of bits and the hashes of repeated keys are held. The second time
the rows of repeated keys wait in a temporary file that nobody else can open; in memory are their keys and places.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.values.cells import without_guard
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import COMPANY_WORDS, NO_COMPANY, YES
from capptro_tui.storage.temporary import no_room

SAME, COLLEAGUE, CHILD, SUB, PART, BLOCK = "same", "colleague", "child", "sub", "part", "block"
"""Relations of a row to the first row of its group: the same customer, another person of its company, a contact of its
parent, a site behind a colon, one of the record's parts, the continuation of the row above."""

_BITS = 2**25
_MOST_COLLEAGUES = 100
"""More people of one name of a company are no colleagues: the name is a word for something else."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way for rows of a table to belong together.

    Attributes:
        relation: of a row to the first row of its group.
        column: index of the column with the key; -1 where the rows continue each other.
        parent: for contacts of a parent: index of the column that names it; -1 if there is none.
        kind: for contacts of a parent: index of the column that says whether a row is a company; -1 if there is none.
        needed: indexes of columns; one of them must be filled in a row that belongs to another.
        cut: a sign in a key, such as `_` in `100_501`; the text behind it is not compared.
        number: for own cards: indexes of the columns with the mark of a database and a customer's number in it, which
            go before the name of the company; empty if there are none.
    """

    relation: str
    column: int
    parent: int = -1
    kind: int = -1
    needed: tuple[int, ...] = ()
    cut: str = ""
    number: tuple[int, ...] = ()

    def key(self, row: SourceRow) -> str:
        """Return the key of a row's record; "" if the row stands for itself."""
        if self.relation == BLOCK:
            return str(row.continues or row.number)
        if self.is_numbered(row):
            return " ".join(_cell(row, index) for index in self.number)
        if self.relation == CHILD and self.is_follower(row):
            return _cell(row, self.parent)
        text = _cell(row, self.column)
        if self.relation == SUB:
            return fold_words(text.partition(":")[0]).strip()
        if self.needed and self.relation != COLLEAGUE and not self.has_needed(row):
            return ""
        if self.cut:
            text = text.partition(self.cut)[0]
        if self.relation != COLLEAGUE:
            return text
        folded = fold_words(text)
        return "" if folded in NO_COMPANY else folded

    def is_numbered(self, row: SourceRow) -> bool:
        """Whether an own card says the number of its customer."""
        return bool(self.number) and all(_cell(row, index) for index in self.number)

    def has_needed(self, row: SourceRow) -> bool:
        """Whether one of the columns that a row of another record must have is filled."""
        return any(_cell(row, index) for index in self.needed)

    def is_follower(self, row: SourceRow) -> bool:
        """Whether the row says itself that it belongs to another row."""
        if self.relation == COLLEAGUE:
            return self.has_needed(row)
        if self.relation == CHILD:
            return bool(_cell(row, self.parent)) and fold_words(_cell(row, self.kind)) not in COMPANY_WORDS | YES
        return self.relation == SUB and is_sub_name(_cell(row, self.column))


def is_sub_name(name: str) -> bool:
    """Whether a name is that of a job or sub-customer: `Parent:Sub`."""
    parent, colon, sub = name.partition(":")
    return bool(colon and parent.strip() and sub.strip()) and not sub[0].isspace() and not sub.startswith("//")


def _cell(row: SourceRow, index: int) -> str:
    return without_guard(row.cells[index].strip()) if 0 <= index < len(row.cells) else ""


class KeyTally:
    """Finds the keys that occur more than once, in little memory. A key may be found that occurs once."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)
        self.repeated: set[int] = set()

    def add(self, key: str) -> None:
        """Count a key."""
        hashed = hash(key)
        place = hashed % _BITS
        bit = 1 << (place & 7)
        if self._bits[place >> 3] & bit:
            self.repeated.add(hashed)
        else:
            self._bits[place >> 3] |= bit


def grouped(
    rows: Callable[[], Iterable[SourceRow]], grouping: Grouping | None, repeated: frozenset[int]
) -> Iterator[list[SourceRow]]:
    """Yield the rows of each record, in the order of the first row of each.

    Args:
        rows: reads the rows that are records anew.
        grouping: the way in which they belong together; None if each stands for itself.
        repeated: hashes of the keys that occur more than once.

    Raises:
        Refused: there is no room for the temporary file.
    """
    if grouping is None or not repeated:
        yield from ([row] for row in rows())
        return
    try:
        waiting = TemporaryFile()  # noqa: SIM115
    except OSError as error:
        raise no_room(error) from None
    try:
        places = _put_aside(waiting, rows(), grouping, repeated)
        for row in rows():
            key = grouping.key(row)
            if not key or hash(key) not in repeated or key not in places:
                yield [row]
            elif found := places[key]:
                places[key] = []
                yield from _divided(grouping, [_read(waiting, place) for place in found])
    finally:
        with suppress(OSError):  # flushing fails on a full disk
            waiting.close()


def _put_aside(
    waiting: IO[bytes], rows: Iterable[SourceRow], grouping: Grouping, repeated: frozenset[int]
) -> dict[str, list[int]]:
    """Write the rows of repeated keys to a file; return key to the places of its rows."""
    places: dict[str, list[int]] = {}
    for row in rows:
        key = grouping.key(row)
        if key and hash(key) in repeated:
            try:
                places.setdefault(key, []).append(waiting.tell())
                pickle.dump((row.number, row.cells, row.fractions, row.continues), waiting)
            except OSError as error:
                raise no_room(error) from None
    return places


def _read(waiting: IO[bytes], place: int) -> SourceRow:
    try:
        waiting.seek(place)
    except OSError as error:  # what is not yet on the disk is written
        raise no_room(error) from None
    return SourceRow(*pickle.load(waiting))


def _divided(grouping: Grouping, rows: list[SourceRow]) -> Iterator[list[SourceRow]]:
    """Yield the records of one key: where rows say that they follow, the first that does not has them all."""
    is_crowd = grouping.relation == COLLEAGUE and len(rows) > _MOST_COLLEAGUES
    heads = [row for row in rows if not grouping.is_follower(row)]
    followers = [row for row in rows if grouping.is_follower(row)]
    if grouping.is_numbered(rows[0]):  # the key has capitals, which that of no name has
        yield [*heads, *followers]
        return
    if not is_crowd and (
        grouping.relation not in (CHILD, SUB, COLLEAGUE) or (grouping.relation == COLLEAGUE and not heads)
    ):
        yield rows
        return
    if is_crowd or not heads:
        yield from ([row] for row in rows)
        return
    yield [heads[0], *followers]
    yield from ([row] for row in heads[1:])
