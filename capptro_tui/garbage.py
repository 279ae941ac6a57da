"""Garbage collection while nobody types: a full collection takes as long as several frames.

Most garbage is closed screens. Their widgets refer to each other, so that only the collector frees them. A screen is
open for so long that its objects reach the oldest generation, which only a full collection goes through.
"""

from __future__ import annotations

import gc
from time import monotonic
from typing import Final

EVERY: Final = 1.0
"""Seconds between two calls of `Garbage.collect`."""

_QUIET: Final = 2.0
"""Seconds without a key that count as a pause."""

_YOUNG, _MIDDLE = 700, 10
"""Python's own thresholds of the young generations, which take little time."""

ROUNDS: Final = 20
"""Collections of the middle generation after which a full one is worthwhile in a pause."""

MANY: Final = 10
"""Collections of the middle generation after which there is a full one when a screen closes.

Most garbage is collected there: in a pause the user may begin to type again.
"""

_AT_LAST: Final = 200
"""Collections of the middle generation after which Python itself makes a full one at any time."""


class Garbage:
    """Collects garbage at the right moments. A process has one."""

    def __init__(self) -> None:
        self._typed = monotonic()
        self._is_loaded = False

    def spare_keys(self) -> None:
        """Leave full collections to `collect` and `screen_closed` from now on, unless neither is called for long."""
        gc.set_threshold(_YOUNG, _MIDDLE, _AT_LAST)

    def typed(self) -> None:
        """Note that a key was typed."""
        self._typed = monotonic()

    def is_quiet(self, seconds: float) -> bool:
        """Return whether no key was typed for so many seconds."""
        return monotonic() - self._typed > seconds

    def loaded(self) -> None:
        """Note that the program's code is loaded, so that `collect` sets it aside: it is never garbage."""
        self._is_loaded = True

    def screen_closed(self) -> None:
        """Make a full collection if there may be much garbage.

        It is called after the screen below has been painted. A user who types without a pause waits then, which
        disturbs less than in the middle of a word.
        """
        if gc.get_count()[2] >= MANY:
            gc.collect()

    def collect(self, *, is_open: bool = False) -> None:
        """Make a full collection if there may be some garbage and the user pauses.

        Args:
            is_open: whether a screen is open that will be closed. Then nothing is frozen: frozen objects are never
                collected, and those of the screen would be among them.
        """
        if self.is_quiet(_QUIET) and gc.get_count()[2] >= ROUNDS:
            gc.collect()
            if self._is_loaded and not is_open:
                gc.freeze()
                self._is_loaded = False
