"""When garbage is collected: while nobody types, since going through everything takes as long as several frames.

Most garbage is closed screens. Their widgets refer to each other, so that only the collector frees them. A screen is
open for long enough to be among what is old, which only a full collection goes through.
"""

from __future__ import annotations

import gc
from time import monotonic
from typing import Final

EVERY: Final = 1.0
"""Seconds from one call of `Garbage.collect` to the next."""

_QUIET: Final = 2.0
"""Seconds without a key after which nobody types."""

_YOUNG, _MIDDLE = 700, 10
"""Python's own thresholds for what is new, which takes little time."""

ROUNDS: Final = 20
"""Collections of what is new after which a full one is worth while when nobody types."""

MANY: Final = 10
"""Collections of what is new after which there is a full one when a screen closes. It is mostly there that garbage is
collected: in a pause somebody may begin to type again."""

_AT_LAST: Final = 200
"""Collections of what is new after which Python makes a full one at any time."""


class Garbage:
    """Collects garbage at the right moments. There is one for a process."""

    def __init__(self) -> None:
        self._typed = monotonic()
        self._is_loaded = False

    def spare_keys(self) -> None:
        """Leave full collections to `collect` and `screen_closed` from now on, unless neither is called for long."""
        gc.set_threshold(_YOUNG, _MIDDLE, _AT_LAST)

    def typed(self) -> None:
        """Note that somebody types."""
        self._typed = monotonic()

    def is_quiet(self, seconds: float) -> bool:
        """Whether nobody has typed for so long."""
        return monotonic() - self._typed > seconds

    def loaded(self) -> None:
        """Note that the program's code is loaded, so that `collect` sets it aside: it is never garbage."""
        self._is_loaded = True

    def screen_closed(self) -> None:
        """Collect everything if there may be much.

        It is called after the screen below has been painted. Somebody who types without a pause waits then, which is
        felt less than in the middle of a word.
        """
        if gc.get_count()[2] >= MANY:
            gc.collect()

    def collect(self, *, is_open: bool = False) -> None:
        """Collect everything if there may be some and nobody types.

        Args:
            is_open: whether a screen is open that will be closed. Nothing is set aside then: what is set aside is never
                collected, and the screen would be part of it.
        """
        if self.is_quiet(_QUIET) and gc.get_count()[2] >= ROUNDS:
            gc.collect()
            if self._is_loaded and not is_open:
                gc.freeze()
                self._is_loaded = False
