"""Boxes that draw nothing of their own.

Reason: the framework asks every box for all its lines with every frame, and cuts each of them where widgets begin and
end. These have none.

Relies on: the compositor takes fewer lines than it has asked for, and shows what is behind.
"""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip


class Across(Horizontal):
    """Its children side by side, on the ground of the screen; no border."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """No lines: what is behind shows."""
        return []


class Down(Vertical):
    """Its children one below the other, on the ground of the screen; no border."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """No lines: what is behind shows."""
        return []
