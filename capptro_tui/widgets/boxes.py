"""Boxes that draw nothing of their own. The framework asks every box for all its lines with every frame: these have
one answer for all of them."""

from __future__ import annotations

from textual.containers import Horizontal, Vertical


class Across(Horizontal):
    """Its children side by side, on a plain ground; no border and no padding above or below."""

    BLANK = True


class Down(Vertical):
    """Its children one below the other, on a plain ground; no border."""

    BLANK = True
