"""The journal as a list to scroll through: each entry with its time, user and changes."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from capptro_tui.models.types import locales
from capptro_tui.services.history.timeline import TimelinePlace
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.table.table_columns import fit_content
from capptro_tui.widgets.table.table_lines import centred_lines
from capptro_tui.widgets.textual_patches.scroll_view import QuietScrollView
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline_blocks import Blocks
from capptro_tui.widgets.timeline.timeline_entries import PAGE, EntrySource, JournalSource, TimelineEntry, newer
from capptro_tui.widgets.timeline.timeline_lines import day_heading, entry_lines

__all__ = ["EntrySource", "JournalSource", "Timeline", "TimelineEntry"]

_MARGIN = 2
_FAILED = "The history could not be read."


class Timeline(QuietScrollView, can_focus=True, inherit_bindings=False):
    """Entries newest first, under the names of their days, read page by page in a thread while they scroll by.

    The owner calls `show_source` for other entries and `look_again` after a write. The journal never changes an entry,
    so looking again reads only new ones. Nothing is drawn as markup.
    """

    HELP_TITLE: ClassVar[str] = "In the timeline"
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--day",
        "timeline--cursor",
        "timeline--undone",
        "timeline--empty",
    }
    DEFAULT_CSS = """
    Timeline {
        height: 1fr;
        background: transparent;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .timeline--day { color: $text-muted; text-style: bold; }
        & > .timeline--cursor { background: $foreground 8%; }
        &:focus > .timeline--cursor { background: $accent 25%; }
        & > .timeline--undone { color: $text-disabled; }
        & > .timeline--empty { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="timeline.up"),
        Binding("down", "move(1)", "Down", show=False, id="timeline.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="timeline.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="timeline.page_down"),
        Binding("home", "first", "Newest", show=False, id="timeline.first"),
        Binding("end", "last", "Oldest", show=False, id="timeline.last"),
        Binding("enter", "choose", "Details", tooltip="What exactly was changed", id="timeline.choose"),
    ]

    empty_text: reactive[Content | str] = reactive[Content | str]("")
    """Text in the middle if there are no entries. A string is plain text."""

    EntryChosen = timeline_messages.EntryChosen
    EntryHighlighted = timeline_messages.EntryHighlighted
    ReadingFailed = timeline_messages.ReadingFailed

    def __init__(
        self,
        source: EntrySource | None = None,
        *,
        empty_text: Content | str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a timeline of `source`; without one it is blank until `show_source`."""
        super().__init__(id=id, classes=classes)
        self.set_reactive(Timeline.empty_text, empty_text)
        self.source = source
        self._locale = locales.shown_in()
        self._blocks = Blocks()
        self._cursor = 0
        self._complete = False
        self._look_again = False
        self._to_end = False
        self._reading = False
        self._click_chose = False
        self._error: Exception | None = None
        self._announced: TimelineEntry | None = None
        self._strips: LRUCache[tuple[TimelinePlace, bool, bool, bool], list[Strip]] = LRUCache(256)

    # Interface for the owner

    @property
    def entry(self) -> TimelineEntry | None:
        """The entry under the cursor."""
        return self._blocks[self._cursor].entry if self._blocks else None

    @property
    def entries(self) -> list[TimelineEntry]:
        """The entries read so far, newest first."""
        return self._blocks.entries

    def show_source(self, source: EntrySource) -> None:
        """Show other entries, from the newest."""
        self.source = source
        self._locale = locales.shown_in()
        self._blocks = Blocks()
        self._blocks.width = self.scrollable_content_region.width
        self._cursor = 0
        self._complete = self._look_again = self._to_end = False
        self._error = None
        self._strips.clear()
        self._settle()
        self._ask()

    def look_again(self) -> None:
        """Read the entries since. The cursor stays where it is, or on the newest entry if it is there.

        If the format of days and amounts has changed, everything is read again.
        """
        if self.source is not None and self._locale != locales.shown_in():
            self.show_source(self.source)
            return
        self._look_again, self._error = True, None
        self._ask()

    # Keys and mouse

    def move_to(self, index: int) -> None:
        """Put the cursor on the entry at `index`, or the nearest one, and scroll it into view."""
        self._put(index)
        self._reveal()
        self._ask()

    def action_move(self, step: int) -> None:
        """Go to the next entry, down for 1 and up for -1; an entry taller than the screen is scrolled first."""
        self._to_end = False
        if not self._blocks:
            return
        top, bottom = self._blocks.span(self._cursor)
        view = self.scroll_offset.y
        if step > 0 and bottom > view + self.size.height:
            self._scroll(view + max(1, self.size.height // 2))
        elif step < 0 and top < view:
            self._scroll(max(top, view - max(1, self.size.height // 2)))
        else:
            self.move_to(self._cursor + step)

    def action_page(self, direction: int) -> None:
        """Go a screenful, down for 1 and up for -1."""
        self._to_end = False
        if not self._blocks:
            return
        lines = direction * max(1, self.size.height)
        line = self._blocks.span(self._cursor)[0] + lines
        self._scroll(self.scroll_offset.y + lines)
        index = self._blocks.at(min(max(line, 0), self._blocks.lines - 1))
        self._put(index)
        top, bottom = self._blocks.span(index)
        if bottom - top <= self.size.height:
            self._reveal()
        self._ask()

    def action_first(self) -> None:
        """Go to the newest entry."""
        self._to_end = False
        self.move_to(0)

    def action_last(self) -> None:
        """Go to the oldest entry, reading on until it is there."""
        self._to_end = not self._complete
        self.move_to(len(self._blocks) - 1)

    def action_choose(self) -> None:
        """Open the details of the entry under the cursor, or close them."""
        if not self._blocks:
            return
        self._blocks.toggle(self._cursor)
        self._settle()
        self._reveal()
        self.post_message(self.EntryChosen(self, self._blocks[self._cursor].entry))

    def on_click(self, event: events.Click) -> None:
        """Go to the entry that was clicked; choose the one that has the cursor."""
        offset = event.get_content_offset(self)
        if offset is None or not self._blocks:
            return
        event.stop()
        line = self.scroll_offset.y + offset.y
        if line >= self._blocks.lines:
            return
        index = self._blocks.at(line)
        # After a double click the first click has chosen the entry, and the second is not meant to choose it again.
        chooses = index == self._cursor and not (event.chain > 1 and self._click_chose)
        self._click_chose = chooses
        self.move_to(index)
        if chooses:
            self.action_choose()

    # Reading

    def on_mount(self) -> None:
        """Start reading."""
        self._ask()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read on when the end comes near."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def _wanted(self) -> str:
        """Return what to read next: `new` entries, `more` of the old ones, or "" for nothing."""
        if self.source is None or self._error is not None:
            return ""
        if self._look_again and self._blocks:
            return "new"
        near = self._blocks.lines - self.scroll_offset.y < 3 * max(self.size.height, 1) or self._to_end
        return "more" if near and (not self._complete or (self._look_again and not self._blocks)) else ""

    def _ask(self) -> None:
        """Start to read if something is needed and nothing is being read."""
        if self.is_running and not self._reading and self._wanted():
            self._reading = True
            run_in_background(self, self._read, group="timeline")

    async def _read(self) -> None:
        """Read until nothing is needed."""
        try:
            while (wanted := self._wanted()) and (source := self.source) is not None:
                try:
                    if wanted == "new":
                        await self._read_new(source)
                    else:
                        await self._read_more(source)
                except Exception as error:
                    # A source may raise anything; the owner shows it to the user.
                    self._fail(source, error)
        finally:
            self._reading = False

    async def _read_more(self, source: EntrySource) -> None:
        self._look_again = False
        blocks = self._blocks
        before = blocks[-1].entry if blocks else None
        count = max(5 * PAGE, len(blocks)) if self._to_end else PAGE
        found = await asyncio.to_thread(source.entries, before, count)
        if blocks is not self._blocks:
            return
        self._complete = len(found) < count
        self._blocks.add_below(found)
        self._settle()
        if self._to_end:
            self.move_to(len(self._blocks) - 1)
            self._to_end = not self._complete
        self._announce()

    async def _read_new(self, source: EntrySource) -> None:
        self._look_again = False
        blocks = self._blocks
        found = await asyncio.to_thread(newer, source, blocks[0].entry)
        if blocks is not self._blocks:
            return
        if found is None:
            self.show_source(source)
        elif found:
            self._add_above(found)

    def _add_above(self, found: list[TimelineEntry]) -> None:
        """Add new entries on top; the cursor stays on its line of the screen."""
        stay = self._cursor > 0 or self.scroll_offset.y > 0
        line = self._blocks.head(self._cursor) - self.scroll_offset.y
        self._blocks.add_above(found)
        self._cursor += len(found) if stay else 0
        self._settle()
        self._scroll(self._blocks.head(self._cursor) - line if stay else 0)
        self._announce()

    def _fail(self, source: EntrySource, error: Exception) -> None:
        if source is self.source:
            self._error = error
            self._to_end = False
            self.refresh()
            self.post_message(self.ReadingFailed(self, error))

    # Layout

    def _settle(self) -> None:
        """Draw after the entries have been placed again."""
        self.resize_content(Size(self.scrollable_content_region.width, self._blocks.lines))
        if self.scroll_offset.y > self.max_scroll_y:
            self._scroll(self.max_scroll_y)
        self.refresh()

    def _put(self, index: int) -> None:
        """Put the cursor on an entry."""
        self._cursor = max(0, min(index, len(self._blocks) - 1))
        self.refresh()
        self._announce()

    def _announce(self) -> None:
        """Post the entry under the cursor, if it is another one or has changed."""
        if self.entry != self._announced:
            self._announced = self.entry
            self.post_message(self.EntryHighlighted(self, self.entry))

    def _scroll(self, top: float) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _reveal(self) -> None:
        """Scroll as little as brings the entry under the cursor into view, its first line before its last."""
        if not self._blocks:
            return
        top, bottom = self._blocks.span(self._cursor)
        if top < self.scroll_offset.y:
            self._scroll(top)
        elif bottom > self.scroll_offset.y + self.size.height:
            self._scroll(min(top, bottom - self.size.height))

    # Drawing

    def on_resize(self) -> None:
        """Draw again in the new width, and keep the cursor on its line of the screen."""
        width = self.scrollable_content_region.width
        if width != self._blocks.width:
            line = self._blocks.head(self._cursor) - self.scroll_offset.y if self._blocks else 0
            self._strips.clear()
            self._blocks.fit(width)
            self._settle()
            if self._blocks:
                self._scroll(self._blocks.head(self._cursor) - line)
        self._ask()

    def notify_style_update(self) -> None:
        """Draw again in the colours of another theme, or with the focus gained or lost."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the screen area: a part of an entry, the name of a day, or the text for no entries."""
        width = self.size.width
        if not self._blocks:
            text = _FAILED if self._error else self.empty_text if self._complete else ""
            return centred_lines(text, self._style("empty"), width, self.size.height)[y]
        line = self.scroll_offset.y + y
        if line >= self._blocks.lines:
            return Strip.blank(width, self.visual_style.rich_style)
        index = self._blocks.at(line)
        block, offset = self._blocks[index], line - self._blocks.span(index)[0]
        if offset < block.above:
            return self._day_line(block.entry.day if offset == block.above - 1 else "")
        return self._entry_strips(index)[offset - block.above]

    def _day_line(self, day: str) -> Strip:
        name = day_heading(day, self.source.today()) if day and self.source else ""
        return self._strip(Content(" " * _MARGIN + name), self._style("day"))

    def _entry_strips(self, index: int) -> list[Strip]:
        block, under = self._blocks[index], index == self._cursor
        key = (block.entry.place, block.entry.undone, block.opened, under)
        strips = self._strips.get(key)
        if strips is None:
            style = self._style(*(["undone"] if block.entry.undone else []), *(["cursor"] if under else []))
            lines = entry_lines(block.entry, block.opened, self._blocks.width)
            strips = [self._strip(line, style) for line in lines]
            self._strips[key] = strips
        return strips

    def _strip(self, line: Content, style: Style) -> Strip:
        width = self.size.width
        return Strip(fit_content(line, width).render_segments(style)).adjust_cell_length(width, style.rich_style)

    def _style(self, *parts: str) -> Style:
        return self.get_visual_style(*(f"timeline--{part}" for part in parts))
