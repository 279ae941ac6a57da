"""Draw a timeline's entry as lines that fit the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from rich.cells import cell_len
from textual.content import Content

from capptro_tui.models.types.moment_texts import full_day_text, time_text, time_width
from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import fit, fit_content
from capptro_tui.widgets.timeline.timeline_entries import RecordChange, TimelineEntry

NARROW: Final = 60
"""Below this width in cells, the user stands after the summary instead of in a column of its own."""

_EDGE = 2
_WHO = 18
_FOLD = 4
_SUMMARY_LINES = 3
_LABEL = 22
_LONGEST = 300
_EMPTY = "(empty)"
_ARROW = " → "
_MUTED = "$muted"


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field with its value before and after; only one of them if `both` is False."""

    label: str
    before: str
    after: str
    both: bool
    label_width: int
    indent: int = 0

    def height(self, room: int) -> int:
        """Return the number of lines in `room` cells."""
        cells = sum(cell_len(show(side, _LONGEST) or _EMPTY) for side in (self.before, self.after))
        return 2 if self.both and self._start(room) + cells + len(_ARROW) > room else 1

    def draw(self, room: int) -> list[Content]:
        """Return the lines: the values on one line, or below each other."""
        start = self._start(room)
        label = fit(show(self.label), start - self.indent - 2)
        before, after = _side(self.before), _side(self.after)
        first = Content.assemble(" " * self.indent, (label + "  ", _MUTED))
        if not self.both:
            return [first + (before if self.before else after)]
        first += Content.styled(fit_content(before, min(before.cell_length, room - start)).plain, _MUTED)
        if self.height(room) == 1:
            return [Content.assemble(first, (_ARROW, "$accent"), after)]
        return [first, Content.assemble(" " * (start - 2), (_ARROW[1:], "$accent"), after)]

    def _start(self, room: int) -> int:
        """Return the number of cells before the value."""
        return self.indent + min(self.label_width, max(room // 2, 1)) + 2


@dataclass(frozen=True, slots=True)
class Joined:
    """Several fields on one line, as far as they fit."""

    fields: tuple[tuple[str, str, str], ...]
    indent: int = 0

    def height(self, room: int) -> int:
        """Return 1."""
        return 1

    def draw(self, room: int) -> list[Content]:
        """Return label and value of each field, side by side."""
        parts: list[str | tuple[str, str]] = [" " * self.indent]
        for label, before, after in self.fields:
            if len(parts) > 1:
                parts.append((" · ", _MUTED))
            parts += [(f"{show(label)} ", _MUTED), show(after or before, 60)]
        return [Content.assemble(*parts)]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A few words: a record's name and its operation, or the number of further changes."""

    text: str
    muted: str = ""

    def height(self, room: int) -> int:
        """Return 1."""
        return 1

    def draw(self, room: int) -> list[Content]:
        """Return the words, the muted ones last."""
        gap = "  " if self.text and self.muted else ""
        return [Content.assemble(show(self.text), gap, (show(self.muted), _MUTED))]


Line: TypeAlias = FieldLine | Joined | NoteLine


def details(entry: TimelineEntry, opened: bool) -> tuple[Line, ...]:
    """Return the lines under an entry's summary: all details if it is `opened`, else the most important ones."""
    if not entry.changes:
        return ()
    if len(entry.changes) == 1 and not entry.more:
        return tuple(_single(entry.changes[0], opened))
    if not opened:
        return (NoteLine("", entry.kinds),)
    lines: list[Line] = []
    for change in entry.changes:
        lines.append(NoteLine(change.title, change.what))
        if change.changed:
            lines += _fields(change, change.fields, indent=2)
        elif change.fields:
            lines.append(Joined(_beside_title(change), indent=2))
    if entry.more:
        lines.append(NoteLine("", f"and {entry.more:,} more records"))
    return tuple(lines)


def _single(change: RecordChange, opened: bool) -> list[Line]:
    """Return the lines for the only record of an entry."""
    told: list[Line] = [NoteLine("", change.what.capitalize())] if change.what and change.changed else []
    if opened or (change.changed and len(change.fields) <= _FOLD):
        return told + _fields(change, change.fields)
    if change.changed:
        rest = len(change.fields) - _FOLD + 1
        return [*told, *_fields(change, change.fields[: _FOLD - 1]), NoteLine("", f"and {rest} more fields")]
    beside = _beside_title(change)
    return [Joined(beside)] if beside else []


def _beside_title(change: RecordChange) -> tuple[tuple[str, str, str], ...]:
    """Return the fields whose value the record's name does not already contain."""
    return tuple(one for one in change.fields if (one[2] or one[1]) not in change.title)


def _fields(change: RecordChange, fields: Sequence[tuple[str, str, str]], indent: int = 0) -> list[Line]:
    width = min(_LABEL, max((cell_len(show(label)) for label, _, _ in fields), default=0))
    return [FieldLine(label, before, after, change.changed, width, indent) for label, before, after in fields]


def _side(text: str) -> Content:
    """Return the value on one side of a change."""
    return Content(show(text, _LONGEST)) if text else Content.styled(_EMPTY, _MUTED)


def can_open(entry: TimelineEntry) -> bool:
    """Whether opening the entry shows more."""
    return details(entry, True) != details(entry, False)


def _start_width() -> int:
    """Return the number of cells before the summary: the mark of an entry that can be opened, the time and a gap."""
    return 2 + time_width() + 2


def summary_lines(entry: TimelineEntry, width: int) -> list[Content]:
    """Return the lines of an entry's summary; if there is no room beside it, with the user."""
    room = max(8, width - _start_width() - _EDGE - (_who(entry).cell_length + 2 if width >= NARROW else 0))
    text = Content(show(entry.summary, 300))
    lines = [text] if text.cell_length <= room else text.wrap(room)
    if len(lines) > _SUMMARY_LINES:
        lines = lines[:_SUMMARY_LINES]
        lines[-1] = Content(lines[-1].plain.rstrip()[: room - 1] + "…")
    beside = [Content.styled("↶ undone", "$warning")] if entry.undone else []
    for part in [*beside, *([_who(entry)] if width < NARROW else [])]:
        if lines[-1].cell_length + 2 + part.cell_length <= room:
            lines[-1] = Content.assemble(lines[-1].rstrip(), "  ", part)
        else:
            lines.append(part.truncate(room, ellipsis=True))
    return lines


def _who(entry: TimelineEntry) -> Content:
    return Content.styled(show(entry.by, 60), "" if entry.undone else _MUTED).truncate(_WHO, ellipsis=True)


def entry_height(entry: TimelineEntry, opened: bool, width: int) -> int:
    """Return the number of lines of an entry."""
    room = width - _start_width() - _EDGE
    return len(summary_lines(entry, width)) + sum(line.height(room) for line in details(entry, opened))


def entry_lines(entry: TimelineEntry, opened: bool, width: int) -> list[Content]:
    """Return every line of an entry, each exactly `width` cells long.

    An undone entry has no styles: it is drawn dim.
    """
    mark = " " if not can_open(entry) else "▾" if opened else "▸"
    quiet = "" if entry.undone else _MUTED
    room = width - _start_width() - _EDGE
    who = Content.assemble("  ", _who(entry)) if width >= NARROW else Content("")
    indent = " " * _start_width()
    starts = [Content.styled(f"{mark} {show(time_text(entry.at)).rjust(time_width())}  ", quiet), who]
    lines = []
    for summary in summary_lines(entry, width):
        lines.append(Content.assemble(starts[0], fit_content(summary, room - starts[1].cell_length), starts[1]))
        starts = [Content(indent), Content("")]
    for line in details(entry, opened):
        for drawn in line.draw(room):
            plain = drawn.without_spans if entry.undone else drawn
            lines.append(Content.assemble(indent, fit_content(plain, room)))
    return [fit_content(line, width) for line in lines]


def day_heading(day: str, today: date) -> str:
    """Return the heading of a day: Today, Yesterday, or the date in full; the text itself if it is no date."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    if found == today:
        return "Today"
    if found == today - timedelta(days=1):
        return "Yesterday"
    return full_day_text(day)
