"""Limits the posts that are put into the inbox in a minute: those of one address, and all together."""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter, deque
from collections.abc import Callable
from typing import Final

PER_ADDRESS: Final = 5
IN_ALL: Final = 60
WINDOW: Final = 60.0
"""Seconds in which so many posts are taken."""

_IPV6_NET: Final = 64
"""Bits of an address that tell one household from the next."""


class RateLimit:
    """Counts the posts that were taken in the last minute. It is used by several threads.

    Only what was taken is remembered, so that a flood takes no memory.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        per_address: int = PER_ADDRESS,
        in_all: int = IN_ALL,
        window: float = WINDOW,
    ) -> None:
        """Start to count.

        Args:
            clock: gives seconds that never go back.
            per_address: most posts of one address in a window.
            in_all: most posts in a window.
            window: its length in seconds.
        """
        self._clock = clock
        self._per_address = per_address
        self._in_all = in_all
        self._window = window
        self._taken: deque[tuple[float, str]] = deque()
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """Return whether one more post of an address may be taken; then it counts."""
        key = _household(address)
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0][0] <= now - self._window:
                _, gone = self._taken.popleft()
                self._counts[gone] -= 1
                if not self._counts[gone]:
                    del self._counts[gone]
            if len(self._taken) >= self._in_all or self._counts[key] >= self._per_address:
                return False
            self._taken.append((now, key))
            self._counts[key] += 1
            return True


def _household(address: str) -> str:
    """Return the part of an address that one household shares: of IPv6 its network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if found.version == 6:
        return str(ipaddress.ip_network((found, _IPV6_NET), strict=False))
    return str(found)
