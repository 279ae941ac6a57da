"""Paint a key and its result in one frame instead of two.

Reason: a key is painted at once, and the rows that it filters a frame later: the list visibly lags behind the text.

Relies on: a batch postpones painting, and a screen that is told to look for idle work when the batch ends
(`check_idle`) paints the changes since.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Final

from textual.widget import Widget

MOMENT: Final = 0.012
"""Seconds that a frame waits for a result: too short to be seen."""


class OneFrame:
    """Holds painting back until a result is there, at most for a moment."""

    def __init__(self, widget: Widget) -> None:
        """`widget` is the one that shows the result."""
        self._widget = widget
        self._held = ExitStack()

    def hold(self) -> None:
        """Hold painting back. Call it while a key is handled."""
        self.release()
        if self._widget.is_running:
            self._held.callback(self._widget.screen.check_idle)
            self._held.enter_context(self._widget.app.batch_update())
            timer = asyncio.get_running_loop().call_later(MOMENT, self.release)
            self._held.callback(timer.cancel)

    def release(self) -> None:
        """Paint the changes."""
        self._held.close()
