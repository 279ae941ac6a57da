"""What a timeline tells its owner. Handled as `Timeline.Chosen` or `on_timeline_chosen`, and so on."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from capptro_tui.widgets.timeline.timeline_entries import Entry


class TimelineMessage(Message):
    """A message of a timeline; `timeline` is the one it is about."""

    def __init__(self, timeline: Widget) -> None:
        """Say which timeline it is about."""
        super().__init__()
        self.timeline = timeline

    @property
    def control(self) -> Widget:
        """The timeline, for `@on(…, selector)`."""
        return self.timeline


class Chosen(TimelineMessage, namespace="timeline"):
    """An entry was chosen by the enter key or the mouse; its details open or close by themselves."""

    def __init__(self, timeline: Widget, entry: Entry) -> None:
        """Say which entry it is."""
        super().__init__(timeline)
        self.entry = entry
        self.batch = entry.batch


class Highlighted(TimelineMessage, namespace="timeline"):
    """The cursor is on another entry, or the one under it was undone. `entry` is None when there are none."""

    def __init__(self, timeline: Widget, entry: Entry | None) -> None:
        """Say which entry it is."""
        super().__init__(timeline)
        self.entry = entry


class Failed(TimelineMessage, namespace="timeline"):
    """The source raised `error`. Nothing more is read; `look_again` or `show_source` tries again."""

    def __init__(self, timeline: Widget, error: Exception) -> None:
        """Say what was raised."""
        super().__init__(timeline)
        self.error = error
