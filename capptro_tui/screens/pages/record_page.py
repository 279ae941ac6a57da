"""One record's page: a head with the key facts, the profile, related records, and the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from capptro_tui.errors import Missing
from capptro_tui.models.record import RecordType
from capptro_tui.screens.base import BREAKPOINTS
from capptro_tui.screens.pages.page_keys import PageKeys, may_be_added
from capptro_tui.services.history.user_names import with_names
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records.parts import counts
from capptro_tui.services.rules import alias
from capptro_tui.services.search.listing import one
from capptro_tui.widgets.page.facts import Profile, flow, head, key_facts, notices
from capptro_tui.widgets.page.related import Related
from capptro_tui.widgets.page.tab_strip import Tab, TabStrip
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.timeline import timeline_messages
from capptro_tui.widgets.timeline.timeline import EntrySource, JournalSource, Timeline

PROFILE, TIMELINE = "profile", "timeline"
WIDE = max(width for width, _ in BREAKPOINTS or [(0, "")])


class RecordPage(PageKeys):
    """Everything about one record."""

    AUTO_FOCUS = ""
    HELP = (
        "`left` and `right` go through the parts of the page; `enter` opens the record under the cursor.\n"
        "`e` and `d` edit and delete the row under the cursor; `shift+tab`, or `up` from the first row, leads to the\n"
        "profile, where they do so with the record that the page is about."
    )
    _ADD_KEYS: ClassVar[dict[RecordType, str]] = {}
    """The key that adds a related record, where it is not `n`."""

    def __init__(self, record: RecordType, row_id: int) -> None:
        super().__init__(record, row_id)
        self._counts: dict[str, int] = {}
        self._made: dict[str, Widget] = {}
        self._rows_part = ""
        self._drawn_for = Size(0, 0)
        self._gone = self._left = self._stays = False

    def body(self) -> ComposeResult:
        yield Static(id="head")
        yield Static(id="notice")
        with Container(id="page"):
            yield TabStrip(id="parts")
            self._made[PROFILE] = Profile(self.record, id=PROFILE, classes="part")
            yield self._made[PROFILE]

    def on_mount(self) -> None:
        self._read()
        first = [f"{other.info.name}-{link}" for other, link in self.desk.schema.made_of(self.record)]
        self.show_part([*first, self._parts()[0].key][0])

    def on_resize(self) -> None:
        """Show the profile beside the other parts if there is room, else as a part of its own."""
        if self.row is not None and self._drawn_for != self.size:
            self._draw()
            if self.part == PROFILE and self.size.width >= WIDE:
                self.show_part(self._parts()[0].key)
            else:
                self._draw_parts()

    def on_screen_resume(self) -> None:
        """Leave if the record went away while another screen was on top."""
        if self._gone:
            self.call_later(self.leave)

    def written(self, result: WriteResult) -> None:
        """Read the page again, and leave if the record is gone. If another window removed it, stay without keys."""
        self._read(stay=result.elsewhere)
        if self.row is None:
            return
        mine = result.touches(self.record, self.row_id)
        for table in self._tables():
            shows = {table.record.info.name, *(link.link for link in table.record.links())}
            if mine or result.touches_any(shows):
                rows = table.listing(self.desk.database, self.row)
                table.show_source(rows, keep=True, elsewhere=result.elsewhere)
        self._look_again()

    def leave(self) -> None:
        """Go back, now or once this screen is on top again."""
        self._gone = True
        if self.app.screen is self and not self._left:
            self._left = True
            self.dismiss()

    # Showing

    @property
    def timeline(self) -> Timeline | None:
        """The timeline, once it has been shown."""
        made = self._made.get(TIMELINE)
        return made if isinstance(made, Timeline) else None

    def table(self) -> Related | None:
        """Return the table of the part that is shown; None if the part is no table."""
        made = self._made.get(self.part)
        return made if isinstance(made, Related) else None

    def related_tables(self) -> dict[str, tuple[RecordType, str]]:
        """Return record type and link of each part with related records, by the part's key."""
        return self._related

    @cached_property
    def _related(self) -> dict[str, tuple[RecordType, str]]:
        parts = self.desk.schema.page_parts(self.record)
        return {f"{other.info.name}-{link}": (other, link) for other, link in parts}

    def _tables(self) -> Iterator[Related]:
        """Return the tables that have been shown."""
        return (made for made in self._made.values() if isinstance(made, Related))

    def _read(self, *, stay: bool = False) -> None:
        """Read the record, and draw all but the tables and the timeline.

        If the record is gone, leave; with `stay`, stay and say so.
        """
        was_there = self.row is not None
        try:
            self.row = with_names(self.desk.database, one(self.desk.database, self.record, self.row_id))
        except Missing as missing:
            self.row = None
            if not was_there and not self._stays:
                self.desk.say(str(missing), severity="error")
        if self.row is not None and alias.is_merged(self.record, self.row):
            self.row = None
        self._stays = self.row is None and (self._stays or (stay and was_there))
        if self._stays:
            self._show_gone()
        elif self.row is None:
            self.leave()
        if self.row is None:
            return
        self._counts = counts(self.desk.database, self.record, self.row)
        self._read_activity()
        for table in self._tables():
            table.empty_text = self._empty(table)
        self._draw()
        self._draw_parts()
        self.renew_keys()

    def _show_gone(self) -> None:
        """Explain that the record went away in another window. No key applies any more."""
        label = self.record.info.label.lower()
        text = f"⚠ This {label} was removed or merged in another window. esc goes back."
        self.query_one("#notice", Static).update(Content.styled(text, "$warning"))
        self.query_one("#notice").display = True
        self.renew_keys()

    def _draw(self) -> None:
        """Draw the head, the notices and the profile in the present width."""
        if self.row is None:
            return
        self._drawn_for = self.size
        width = max(20, self._drawn_for.width - 4)
        database, row = self.desk.database, self.row
        today = database.now().date()
        facts = flow([*key_facts(self.record, row, today), *self._facts(width)], width)
        lines = [*head(self.record, row, self._is_default(), width), *facts, *self._activity(width)]
        self.query_one("#head", Static).update(Content("\n").join(lines))
        unusual = notices(self.record, row)
        self.query_one("#notice", Static).update(Content("\n").join(unusual))
        self.query_one("#notice").display = bool(unusual)
        self.query_one(Profile).show_row(row)

    def _is_default(self) -> bool:
        """Whether it is the default customer."""
        return False

    def _read_activity(self) -> None:
        """Read further data for the head."""

    def _facts(self, width: int) -> list[Content]:
        """Return further facts for the head, after those of the record's list."""
        return []

    def _activity(self, width: int) -> list[Content]:
        """Return lines about current activity for the head."""
        return []

    def _happened(self) -> EntrySource:
        """Return the source of the timeline."""
        return JournalSource(self.desk.database, self.record, self.row_id)

    def _look_again(self) -> None:
        """Read new entries of the timeline."""
        if self.timeline is not None:
            self.timeline.look_again()

    def _parts(self) -> list[Tab]:
        """Return the parts of the page that can be turned to."""
        parts = [] if self.size.width >= WIDE else [Tab(PROFILE, "Profile")]
        for key, (other, link) in self._related.items():
            parts.append(Tab(key, self.desk.schema.part_name(other, link), self._counts.get(key)))
        return [*parts, Tab(TIMELINE, "Timeline")]

    def _draw_parts(self) -> None:
        self.query_one(TabStrip).show_tabs(self._parts(), self.part)

    def show_part(self, key: str) -> None:
        """Show a part of the page. It is made and read when it is first shown."""
        if self.row is None:
            return
        self.part = key
        shown = self._made.get(key)
        if shown is None:
            shown = self._made[key] = self._make_part(key, self.row)
            self.query_one("#page").mount(shown)
            if isinstance(shown, Related):
                shown.show_at_once(shown.listing(self.desk.database, self.row))
        for name, part in self._made.items():
            part.display = part is shown or (name == PROFILE and self.size.width >= WIDE)
        shown.focus(scroll_visible=False)
        self._draw_parts()
        self.renew_keys()

    def _make_part(self, key: str, row: Row) -> Widget:
        """Make a part."""
        if key == TIMELINE:
            return Timeline(self._happened(), empty_text="Nothing has happened yet.", id=TIMELINE, classes="part")
        table = Related(*self._related[key], today=lambda: self.desk.database.now().date(), classes="part")
        table.empty_text = self._empty(table)
        return table

    def _empty(self, table: Related) -> str:
        plural = self.desk.schema.part_name(table.record, table.link).lower()
        if self.row is None or self.row["trashed"] is not None or not may_be_added(table.record):
            return f"No {plural}."
        return f"No {plural} yet. Press {self._ADD_KEYS.get(table.record, 'n')} to add one."

    # Keys and messages

    @on(TabStrip.Chosen)
    def _tab_chosen(self, event: TabStrip.Chosen) -> None:
        self.show_part(event.key)

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        if not isinstance(event.table, Related):
            return
        record, row_id = event.table.record, event.row["id"]
        if record.info.letter:
            self.desk.open_page(record, row_id)
        else:
            self.desk.open_form(record, row_id)

    @on(RecordTable.Highlighted)
    @on(RecordTable.Counted)
    def _table_read(self) -> None:
        self.renew_keys()

    @on(RecordTable.Failed)
    @on(Timeline.ReadingFailed)
    def _failed(self, event: table_messages.Failed | timeline_messages.ReadingFailed) -> None:
        self.desk.say(str(event.error), severity="error")

    @on(RecordTable.AboveFirst)
    def action_profile(self) -> None:
        """Go to the profile: there the keys act on the page's own record."""
        if self.part != PROFILE:
            self._rows_part = self.part
        if self.size.width < WIDE:
            self.show_part(PROFILE)
        else:
            self.query_one(Profile).focus(scroll_visible=False)

    def action_rows(self) -> None:
        """Go from the profile back to the part shown before."""
        if self.part == PROFILE and self._rows_part:
            self.show_part(self._rows_part)
        elif self.part in self._made:
            self._made[self.part].focus(scroll_visible=False)

    def action_turn(self, step: int) -> None:
        """Show the next or the previous part of the page."""
        keys = [part.key for part in self._parts()]
        here = keys.index(self.part) if self.part in keys else 0
        self.show_part(keys[(here + step) % len(keys)])
