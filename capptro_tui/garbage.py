"""Garbage: all of it is looked for while nobody types, since that takes as long as several frames."""

from __future__ import annotations

import gc
from time import monotonic
from typing import Final

EVERY: Final = 1.0
"""Seconds from one look at whether there is time to the next."""

_QUIET: Final = 2.0
"""Seconds without a key after which nobody types."""

_YOUNG, _MIDDLE = 700, 10
"""The usual thresholds for what is new, which takes little time."""

_ROUNDS: Final = 10
"""Collections of what is new after which it is worth while to look at everything …"""

_AT_LAST: Final = 200
"""… and after which that is done even while somebody types."""


class Garbage:
    """When to collect garbage. One for a process."""

    def __init__(self) -> None:
        self._typed = monotonic()

    def spare_keys(self) -> None:
        """From now on collect everything with `collect` alone, unless there is never time for it."""
        gc.set_threshold(_YOUNG, _MIDDLE, _AT_LAST)

    def typed(self) -> None:
        """Somebody types."""
        self._typed = monotonic()

    def settle(self) -> None:
        """What there is by now stays to the end; it need not be gone through again."""
        gc.freeze()

    def collect(self) -> None:
        """Collect everything if there may be much and nobody types."""
        if monotonic() - self._typed > _QUIET and gc.get_count()[2] >= _ROUNDS:
            gc.collect()
