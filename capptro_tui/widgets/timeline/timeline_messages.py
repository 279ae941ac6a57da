"""Messages of a timeline to its owner, handled as `Timeline.EntryChosen` or `on_timeline_entry_chosen`, and so on."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from capptro_tui.widgets.timeline.timeline_entries import TimelineEntry


class TimelineMessage(Message):
    """A message of a timeline; `timeline` is its sender."""

    def __init__(self, timeline: Widget) -> None:
        """`timeline` is the sender."""
        super().__init__()
        self.timeline = timeline

    @property
    def control(self) -> Widget:
        """The timeline, for `@on(…, selector)`."""
        return self.timeline


class EntryChosen(TimelineMessage, namespace="timeline"):
    """An entry was chosen by the enter key or the mouse. The timeline opens or closes its details itself."""

    def __init__(self, timeline: Widget, entry: TimelineEntry) -> None:
        """`entry` is the chosen entry."""
        super().__init__(timeline)
        self.entry = entry
        self.batch = entry.batch


class EntryHighlighted(TimelineMessage, namespace="timeline"):
    """The cursor is on another entry, or its entry was undone. `entry` is None if there are none."""

    def __init__(self, timeline: Widget, entry: TimelineEntry | None) -> None:
        """`entry` is the entry under the cursor."""
        super().__init__(timeline)
        self.entry = entry


class ReadingFailed(TimelineMessage, namespace="timeline"):
    """The source raised `error`. Nothing more is read; `look_again` or `show_source` tries again."""

    def __init__(self, timeline: Widget, error: Exception) -> None:
        """`error` is the exception."""
        super().__init__(timeline)
        self.error = error
