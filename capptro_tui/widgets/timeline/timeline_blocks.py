"""Layout of a timeline: each entry is a block of lines, below the name of its day where a day begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from capptro_tui.widgets.timeline.timeline_entries import TimelineEntry
from capptro_tui.widgets.timeline.timeline_lines import can_open, entry_height


@dataclass(slots=True)
class EntryBlock:
    """An entry with its state and size.

    Attributes:
        entry: the entry.
        opened: whether its details are shown.
        height: number of its lines.
        above: number of lines above it for the name of its day.
    """

    entry: TimelineEntry
    opened: bool = False
    height: int = 1
    above: int = 0


class Blocks:
    """The entries read so far, newest first, placed one below the other at a width in cells."""

    def __init__(self) -> None:
        """Start with no entries."""
        self.width = 0
        self._blocks: list[EntryBlock] = []
        self._starts: list[int] = []

    def __len__(self) -> int:
        return len(self._blocks)

    def __getitem__(self, index: int) -> EntryBlock:
        return self._blocks[index]

    @property
    def entries(self) -> list[TimelineEntry]:
        """The entries themselves."""
        return [block.entry for block in self._blocks]

    @property
    def lines(self) -> int:
        """Number of lines of all entries together."""
        return self.span(-1)[1] if self._blocks else 0

    def at(self, line: int) -> int:
        """Return the index of the entry at a line, or the nearest."""
        return max(0, bisect_right(self._starts, line) - 1)

    def span(self, index: int) -> tuple[int, int]:
        """Return the first line of an entry, the name of its day included, and the line after its last."""
        block, start = self._blocks[index], self._starts[index]
        return start, start + block.above + block.height

    def head(self, index: int) -> int:
        """Return the first line of an entry itself, below the name of its day."""
        return self._starts[index] + self._blocks[index].above

    def fit(self, width: int) -> None:
        """Use another width."""
        self.width = width
        self._measure(self._blocks)
        self._place()

    def toggle(self, index: int) -> None:
        """Open or close an entry, if it has details."""
        block = self._blocks[index]
        if can_open(block.entry):
            block.opened = not block.opened
            self._measure([block])
            self._place()

    def add_below(self, entries: Iterable[TimelineEntry]) -> None:
        """Add older entries."""
        self._blocks += self._new(entries)
        self._place()

    def add_above(self, entries: list[TimelineEntry]) -> None:
        """Add newer entries, and mark those that they have undone or redone."""
        undone = {entry.target: entry.verb == "undo" for entry in reversed(entries) if entry.verb in ("undo", "redo")}
        for block in self._blocks:
            mark = undone.get(block.entry.batch, block.entry.undone)
            if mark != block.entry.undone:
                block.entry = replace(block.entry, undone=mark)
                self._measure([block])
        self._blocks = self._new(entries) + self._blocks
        self._place()

    def _new(self, entries: Iterable[TimelineEntry]) -> list[EntryBlock]:
        blocks = [EntryBlock(entry) for entry in entries]
        self._measure(blocks)
        return blocks

    def _measure(self, blocks: Iterable[EntryBlock]) -> None:
        for block in blocks:
            block.height = entry_height(block.entry, block.opened, self.width)

    def _place(self) -> None:
        self._starts = []
        line, day = 0, ""
        for block in self._blocks:
            block.above = 0 if block.entry.day == day else 2 if day else 1
            day = block.entry.day
            self._starts.append(line)
            line += block.above + block.height
