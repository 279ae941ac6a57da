"""Detect whether the program is at work, or waits for something that does not come.

A slow machine and a fault look alike from outside: a key is typed and nothing happens. The activity of the program
tells them apart. It is still while it uses no processor time, no thread of its own has work, and the event loop is
free, so that a request would be handled at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, process_time
from typing import Any, Final, TypeVar

T = TypeVar("T")

LOOK: Final = 0.1
"""Seconds between checks."""

_LATE: Final = 4
"""Times `LOOK` after which a check is late: the event loop or the machine was busy."""

_IDLE: Final = 0.25
"""Share of the time in which an idle program may use the processor: cursors blink, and clocks go."""

_THREAD: Final = 60.0
"""Seconds for which a thread may work on one call before it counts as hanging: a disk or a lock that never answers."""


class Threads(ThreadPoolExecutor):
    """A pool of threads that tells whether any is at work."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(thread_name_prefix="capptro")
        self._clock = clock
        self._begun: dict[Future[Any], float] = {}

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a function in a thread."""
        future = super().submit(fn, *args, **kwargs)
        self._begun[future] = self._clock()
        future.add_done_callback(lambda done: self._begun.pop(done, None))
        return future

    @property
    def are_at_work(self) -> bool:
        """Whether a call runs that has not taken too long to end."""
        now = self._clock()
        return any(now - begun < _THREAD for begun in list(self._begun.values()))


class Stillness:
    """Measures for how long the program has been still. Call `look` about every `LOOK` seconds."""

    def __init__(
        self,
        threads: Threads,
        clock: Callable[[], float] = monotonic,
        processor: Callable[[], float] = process_time,
    ) -> None:
        self._threads = threads
        self._clock = clock
        self._processor = processor
        self.begin()

    def begin(self) -> None:
        """Start counting at 0."""
        self._last = self._clock(), self._processor()
        self.seconds = 0.0
        """Seconds of stillness up to the last check."""

    def look(self) -> float:
        """Check for activity since the last check, and return the seconds of stillness."""
        now, used = self._clock(), self._processor()
        passed, worked = now - self._last[0], used - self._last[1]
        self._last = now, used
        if passed > _LATE * LOOK or worked > _IDLE * passed or self._threads.are_at_work:
            self.seconds = 0.0
        else:
            self.seconds += passed
        return self.seconds
