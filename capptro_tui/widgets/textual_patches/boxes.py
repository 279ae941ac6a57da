"""Containers that draw nothing of their own.

Reason: with every frame the framework asks every container for all its lines, and cuts each of them where widgets begin
and end. These have none.

Relies on: the compositor takes fewer lines than it has asked for, and shows the background.
"""

from __future__ import annotations

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip


class Across(Horizontal):
    """Its children side by side, on the background of the screen; no border."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return no lines: the background shows."""
        return []


class Down(Vertical):
    """Its children one below the other, on the background of the screen; no border."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return no lines: the background shows."""
        return []
