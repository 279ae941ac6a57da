"""One record's page: who it is at the top, then its profile, everything that belongs to it, and what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from capptro_tui.errors import Missing
from capptro_tui.models.attachment import Attachment
from capptro_tui.models.contact import Contact
from capptro_tui.models.customer import ACTIVE, DEACTIVATED, Customer, deactivates
from capptro_tui.models.record import RecordType
from capptro_tui.models.registry import owner_link, part_name, parts_of
from capptro_tui.models.work_item import WorkItem
from capptro_tui.screens.base import BREAKPOINTS, BrowseScreen
from capptro_tui.services import alias
from capptro_tui.services.attachments import may_have
from capptro_tui.services.listing import one
from capptro_tui.services.outcome import Outcome
from capptro_tui.services.parts import counts
from capptro_tui.services.status import reopen, reopening
from capptro_tui.services.user_names import with_names
from capptro_tui.widgets import table_messages, timeline_messages
from capptro_tui.widgets.facts import Profile, flow, head, key_facts, notices
from capptro_tui.widgets.record_table import RecordTable
from capptro_tui.widgets.related import Related
from capptro_tui.widgets.tab_strip import Tab, TabStrip
from capptro_tui.widgets.table_columns import Row
from capptro_tui.widgets.timeline import Journal, Source, Timeline

PROFILE, TIMELINE = "profile", "timeline"
WIDE = max(width for width, _ in BREAKPOINTS or [(0, "")])


class RecordPage(BrowseScreen[None]):
    """Everything about one record."""

    AUTO_FOCUS = ""
    HELP = (
        "`left` and `right` go through the parts of the page; `enter` opens the record under the cursor.\n"
        "`e` and `d` edit and delete the record that the page is about."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Part before", show=False, id="page.left"),
        Binding("right", "turn(1)", "Next part", show=False, id="page.right"),
        Binding("r", "restore", "Restore", tooltip="Take it out of the trash", id="page.restore"),
        Binding("e", "edit", "Edit", id="edit"),
        Binding("d", "delete", "Delete", tooltip="Delete, to the trash", id="delete"),
        Binding("a", "switch('deactivated')", "Deactivate", id="status"),
        Binding("a", "switch('active')", "Reactivate", id="status"),
        Binding("x", "reopen", "Reopen", tooltip="Open it again", id="page.reopen"),
        Binding("o", "customer", "Customer", tooltip="Open the customer", id="page.customer"),
        Binding("p", "primary", "Primary", tooltip="Make it the primary contact", id="page.primary"),
        Binding("L", "left", "Has left", tooltip="Mark who has left, or who is back", id="left"),
        Binding("A", "attach", "Attach", tooltip="Attach a file", id="page.attach"),
        Binding("n", "new", "New", tooltip="Add a record to this part of the page", id="new"),
        Binding("D", "remove", "Take off", tooltip="Take the row under the cursor off this page", id="page.remove"),
    ]

    _ADD_KEYS: ClassVar[dict[RecordType, str]] = {}
    """The key that adds a record, where it is not `n`."""

    def __init__(self, record: RecordType, row_id: int) -> None:
        super().__init__()
        self.record = record
        self.row_id = row_id
        self.row: Row | None = None
        self.part = ""
        self._related = {f"{other.info.name}-{link}": (other, link) for other, link in parts_of(record)}
        self._counts: dict[str, int] = {}
        self._made: dict[str, Widget] = {}
        self._can: dict[str, bool] = {}
        self._rows = False
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
        made_of = [key for key, (other, _) in self._related.items() if not other.info.letter and not other.info.joins]
        self._show_part(next(iter(made_of), self._parts()[0].key))

    def on_resize(self) -> None:
        """The profile is a part of its own, or stands beside the others where there is room."""
        if self.row is not None and self._drawn_for != self.size:
            self._draw()
            if self.part == PROFILE and self.size.width >= WIDE:
                self._show_part(self._parts()[0].key)
            else:
                self._draw_parts()

    def on_screen_resume(self) -> None:
        """Leave if the record went away while another screen was on top."""
        if self._gone:
            self.call_later(self.leave)

    def written(self, outcome: Outcome) -> None:
        """Look again; leave when the record is gone. If it went in another window, stay where keys do nothing."""
        self._read(stay=outcome.elsewhere)
        if self.row is None:
            return
        mine = outcome.touches(self.record, self.row_id)
        for table in self._tables():
            shows = {table.record.info.name, *(link.link for link in table.record.links())}
            if mine or outcome.touches_any(shows):
                rows = table.listing(self.desk.database, self.row)
                table.show_source(rows, keep=True, elsewhere=outcome.elsewhere)
        self._look_again()

    def leave(self) -> None:
        """Go back, now or once this screen is on top again."""
        self._gone = True
        if self.app.screen is self and not self._left:
            self._left = True
            self.dismiss()

    # What is shown

    @property
    def timeline(self) -> Timeline | None:
        """What has happened, once it was looked at."""
        made = self._made.get(TIMELINE)
        return made if isinstance(made, Timeline) else None

    def customer_in_view(self) -> int | None:
        """The customer of this page, or the one that its record belongs to."""
        if self.row is None or self.row["trashed"] is not None:
            return None
        return self.row_id if self.record is Customer else self.row.get("customer_id")

    def record_in_view(self) -> tuple[RecordType, int] | None:
        """The record of this page."""
        return (self.record, self.row_id) if self.row is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with this record, in its state, and in the part that is shown."""
        return self._can.get(f"switch {parameters[0]}" if action == "switch" else action, True)

    def _possible(self) -> dict[str, bool]:
        alive = self.row is not None and self.row["trashed"] is None
        status = self.row["status"] if alive and self.row and deactivates(self.record) else ""
        table = self._table()
        return {
            "edit": alive,
            "delete": alive,
            "switch deactivated": status == ACTIVE,
            "switch active": status == DEACTIVATED,
            "reopen": alive and self.row is not None and reopening(self.record, self.row) is not None,
            "customer": self.row is not None and self.record is not Customer and bool(self.row.get("customer_id")),
            "new": alive and table is not None,
            "primary": alive and table is not None and table.exclusive is not None and table.row is not None,
            "left": alive and self._retiring() is not None,
            "restore": self.row is not None and not alive,
            "attach": alive and may_have(self.record),
            "remove": alive and table is not None and table.row is not None and not table.record.info.letter,
        }

    def _retiring(self) -> tuple[RecordType, Row] | None:
        """Who can be marked as having left: the page's own record, or the one under the cursor."""
        table = self._table()
        if self.row is not None and self.record.retirement():
            return self.record, self.row
        if table is not None and table.row is not None and table.record.retirement():
            return table.record, table.row
        return None

    def _renew_keys(self) -> None:
        """Have the footer drawn again, which is slow, if other keys do something now."""
        table = self._table()
        can, rows = self._possible(), table is not None and table.row_count > 0
        if (can, rows) != (self._can, self._rows):
            self._can, self._rows = can, rows
            self.refresh_bindings()

    def _table(self) -> Related | None:
        """The related records that are shown, if the part is of that kind."""
        made = self._made.get(self.part)
        return made if isinstance(made, Related) else None

    def _tables(self) -> Iterator[Related]:
        """The related records that were looked at."""
        return (made for made in self._made.values() if isinstance(made, Related))

    def _read(self, *, stay: bool = False) -> None:
        """Read the record, and draw all but the tables and the timeline. If it is gone, leave, or stay and say so."""
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
        self._renew_keys()

    def _show_gone(self) -> None:
        """Say that the record went away in another window; nothing can be done with it any more."""
        label = self.record.info.label.lower()
        text = f"⚠ This {label} was removed or merged in another window. esc goes back."
        self.query_one("#notice", Static).update(Content.styled(text, "$warning"))
        self.query_one("#notice").display = True
        self._renew_keys()

    def _draw(self) -> None:
        """Draw the head, the notices and the profile at the width there is."""
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
        """Read what is told at the top besides the record itself."""

    def _facts(self, width: int) -> list[Content]:
        """What is told at the top beside what the record's list shows."""
        return []

    def _activity(self, width: int) -> list[Content]:
        """Lines at the top that say what is going on."""
        return []

    def _happened(self) -> Source:
        """What the timeline shows."""
        return Journal(self.desk.database, self.record, self.row_id)

    def _look_again(self) -> None:
        """Have the timeline show what is new."""
        if self.timeline is not None:
            self.timeline.look_again()

    def _parts(self) -> list[Tab]:
        """The parts of the page that can be turned to."""
        parts = [] if self.size.width >= WIDE else [Tab(PROFILE, "Profile")]
        for key, (other, link) in self._related.items():
            parts.append(Tab(key, part_name(other, link), self._counts.get(key)))
        return [*parts, Tab(TIMELINE, "Timeline")]

    def _draw_parts(self) -> None:
        self.query_one(TabStrip).show_tabs(self._parts(), self.part)

    def _show_part(self, key: str) -> None:
        """Turn to a part of the page; what it shows is made and read when it is seen first."""
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
        self._renew_keys()

    def _make_part(self, key: str, row: Row) -> Widget:
        """A part that is seen first."""
        if key == TIMELINE:
            return Timeline(self._happened(), empty_text="Nothing has happened yet.", id=TIMELINE, classes="part")
        table = Related(*self._related[key], today=lambda: self.desk.database.now().date(), classes="part")
        table.empty_text = self._empty(table)
        return table

    def _empty(self, table: Related) -> str:
        plural = part_name(table.record, table.link).lower()
        if self.row is None or self.row["trashed"] is not None:
            return f"No {plural}."
        return f"No {plural} yet. Press {self._ADD_KEYS.get(table.record, 'n')} to add one."

    # Keys and messages

    @on(TabStrip.Chosen)
    def _tab_chosen(self, event: TabStrip.Chosen) -> None:
        self._show_part(event.key)

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
        self._renew_keys()

    @on(RecordTable.Failed)
    @on(Timeline.Failed)
    def _failed(self, event: table_messages.Failed | timeline_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")

    def action_turn(self, step: int) -> None:
        """Turn to the next part of the page, or to the one before."""
        keys = [part.key for part in self._parts()]
        here = keys.index(self.part) if self.part in keys else 0
        self._show_part(keys[(here + step) % len(keys)])

    def action_edit(self) -> None:
        """Edit the record."""
        self.desk.open_form(self.record, self.row_id)

    async def action_delete(self) -> None:
        """Put the record into the trash, after a question, and go back."""
        await self.desk.ask_delete(self.record, self.row_id, lambda _: self.leave())

    async def action_switch(self, state: str) -> None:
        """Deactivate the record or make it active again, after what goes along has been shown."""
        from capptro_tui.screens.status import ask_status

        await ask_status(self, self.record, self.row_id, state)

    async def action_reopen(self) -> None:
        """Take a record that was closed back to where work on it goes on."""
        await self.desk.perform(lambda database: reopen(database, self.record, self.row_id))

    async def action_restore(self) -> None:
        """Take the record out of the trash."""
        from capptro_tui.services import trash

        await self.desk.perform(lambda database: trash.restore(database, self.record, self.row_id))

    def action_work_item(self) -> None:
        """Create a work item for this page's customer; on a contact's page, with that contact unless they have left."""
        customer_id = self.customer_in_view()
        if self.record is Contact and customer_id is not None:
            contact = {} if self.row is None or self.row["left"] else {"contact_id": self.row_id}
            prefill = {"customer_id": customer_id, **contact}
            self.desk.open_form(WorkItem, prefill=prefill, focus="title")
        else:
            super().action_work_item()

    def action_new(self) -> None:
        """Add a record to the part of the page that is shown."""
        table = self._table()
        if table is not None and table.record is WorkItem:
            self.action_work_item()
        elif table is not None and table.record is Attachment:
            self.action_attach()
        elif table is not None and self.row is not None:
            within, owner = table.record.fields[table.link].within, owner_link(self.record)
            theirs = {within: self.row[owner.name]} if within and owner else {}
            self.desk.open_form(table.record, prefill={**theirs, table.link: self.row_id})

    def action_attach(self) -> None:
        """Attach a file to the record."""
        from capptro_tui.screens.documents import AttachDialog

        self.app.push_screen(AttachDialog(self.record, self.row_id))

    async def action_remove(self) -> None:
        """Take a row away that is nothing by itself: a line, or what joins this record with another."""
        from capptro_tui.services import trash

        if (table := self._table()) is not None and (row := table.row) is not None:
            record = table.record
            await self.desk.perform(lambda database: trash.delete(database, record, row["id"]))

    def action_customer(self) -> None:
        """Open the customer that this record belongs to; go back if that page is where this one was opened."""
        customer_id = self.row and self.row.get("customer_id")
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if isinstance(below, RecordPage) and (below.record, below.row_id) == (Customer, customer_id):
            self.action_back()
        elif customer_id:
            self.desk.open_page(Customer, customer_id)

    async def action_left(self) -> None:
        """Mark who has left, or who is back."""
        from capptro_tui.screens.retiring import toggle_left

        if found := self._retiring():
            await toggle_left(self.desk, *found)

    async def action_primary(self) -> None:
        """Make the contact under the cursor the primary one."""
        from capptro_tui.services import records

        table = self._table()
        if table is None or table.exclusive is None or table.row is None:
            return
        record, name, row = table.record, table.exclusive.name, table.row
        if row[name]:
            called = record.called(row)
            self.desk.say(f"{called} is the {record.fields[name].label.lower()} already.")
        else:
            await self.desk.perform(lambda database: records.change(database, record, row["id"], {name: True}))
