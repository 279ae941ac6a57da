"""The outcomes of a rehearsal, read by place, kind and text while it goes on; in a temporary file, for a million."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any, Final

from capptro_tui.exchange.importing.outcome import Action, Outcome
from capptro_tui.storage.temporary import no_room

MENDED: Final = "mended"
ASKED: Final = "questions"
KINDS: Final = (*(action.value for action in Action), MENDED, ASKED)
"""The kinds of outcomes: their treatments; those with mended values, with a question."""

_IN_MEMORY = 8_000_000
_STRETCH = 500
"""Outcomes that are searched without letting the rehearsal go on."""


class OutcomeStore:
    """The outcomes so far. One thread adds them, others read them.

    Attributes:
        counts: kind to number of outcomes.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._starts = array("q", [0])
        self._kinds = array("H")
        self._lock = Lock()
        self._file = SpooledTemporaryFile(_IN_MEMORY, "w+b")  # noqa: SIM115
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, outcome: Outcome) -> None:
        """Add an outcome. Raises Refused if there is no room for it."""
        line = json.dumps(outcome.to_json(), ensure_ascii=False).encode(errors="surrogatepass")
        found = [outcome.action.value]
        found += [kind for kind, has in ((MENDED, outcome.real_mends), (ASKED, outcome.question)) if has]
        with self._lock:
            if self._is_closed:
                return
            try:
                self._file.seek(self._starts[-1])
                self._file.write(line)
            except OSError as error:
                raise no_room(error) from None
            self._starts.append(self._starts[-1] + len(line))
            self._kinds.append(sum(1 << KINDS.index(kind) for kind in found))
            self.counts.update(found)

    def close(self) -> None:
        """Give up the file. Nothing is found any more."""
        with self._lock:
            self._is_closed = True
            with suppress(OSError):  # flushing fails on a full disk
                self._file.close()

    def read(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """Return the outcomes at some places as objects of JSON, each with its place."""
        with self._lock:
            return [{**json.loads(self._line(place)), "place": place} for place in places if not self._is_closed]

    def find(self, kind: str, text: str, start: int) -> tuple[list[int], int]:
        """Return places of outcomes of a kind that contain a text, and the place from which to go on.

        Args:
            kind: one of KINDS; "" for all.
            text: the text in small letters; "" for all.
            start: the place of the first outcome to look at.
        """
        flag = 1 << KINDS.index(kind) if kind else 0
        with self._lock:
            end = min(len(self._kinds), start + _STRETCH) if text else len(self._kinds)
            found = [place for place in range(start, end) if not flag or self._kinds[place] & flag]
            if text and not self._is_closed:
                found = [place for place in found if text in _words(json.loads(self._line(place))).casefold()]
        return found, end

    def _line(self, place: int) -> bytes:
        try:
            self._file.seek(self._starts[place])
        except OSError as error:  # what is not yet on the disk is written
            raise no_room(error) from None
        return self._file.read(self._starts[place + 1] - self._starts[place])


def _words(value: Any) -> str:
    """Return the texts in a value of JSON, without the names of objects."""
    if isinstance(value, dict):
        return "\n".join(map(_words, value.values()))
    return "\n".join(map(_words, value)) if isinstance(value, list) else str(value)


class OutcomeSelection:
    """The outcomes of one kind that contain a text, in the order of the file. It grows with the rehearsal."""

    def __init__(self, store: OutcomeStore, kind: str = "", text: str = "") -> None:
        self._store = store
        self._kind = kind
        self._text = text.strip().casefold()
        self._places = array("q")
        self._next = 0
        self._lock = Lock()

    def catch_up(self, wanted: int | None = None) -> None:
        """Look at the newer outcomes: at all, or until so many are found."""
        with self._lock:
            while self._next < len(self._store) and (wanted is None or len(self._places) < wanted):
                found, self._next = self._store.find(self._kind, self._text, self._next)
                self._places.extend(found)

    def rows(self, start: int, count: int) -> list[dict[str, Any]]:
        """Return outcomes as objects of JSON."""
        self.catch_up(start + count)
        return self._store.read(self._places[start : start + count])

    def total(self) -> int:
        """Return the number of the outcomes so far."""
        self.catch_up()
        return len(self._places)

    def place_of(self, number: int) -> int | None:
        """Return the place, among these, of an outcome by its place among all; None if it is not among them."""
        self.catch_up()
        place = bisect_left(self._places, number)
        return place if place < len(self._places) and self._places[place] == number else None
