"""The keys of a record's page, which act on the row under the cursor or on the page's own record."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import ClassVar, Final

from textual.binding import ActiveBinding, Binding, BindingType

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.customer import ACTIVE, DEACTIVATED, customer_of, deactivates
from capptro_tui.screens import routes
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.screens.behaviours import screen_behaviour
from capptro_tui.screens.new_record import begin_new
from capptro_tui.services.documents.attachments import may_have
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.records.belonging import InView, made_in_part
from capptro_tui.services.records.status import reopen, reopening
from capptro_tui.widgets.page.related import Related
from capptro_tui.widgets.table.table_columns import Row

_ON_TARGET: Final = frozenset({"edit", "delete", "switch", "reopen"})
"""Actions whose description in the line of keys names the type of their record."""


def may_be_added(record: RecordType) -> bool:
    """Return whether people add records of a type on a page: they type them, or attach them as files."""
    return record.info.is_typed or screen_behaviour(record).is_attached


class PageKeys(BrowseScreen[None]):
    """The keys of a record's page.

    `target` is the record that they act on: the row under the cursor while a table of related records has the focus,
    else the page's own record. There is no target while the row is still being read.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Part before", show=False, id="page.left"),
        Binding("right", "turn(1)", "Next part", show=False, id="page.right"),
        Binding("shift+tab", "profile", "Profile", tooltip="The page's own record", show=False, id="page.profile"),
        Binding("tab", "rows", "Rows", tooltip="Back to the rows", show=False, id="page.rows"),
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

    def __init__(self, record: RecordType, row_id: int) -> None:
        super().__init__()
        self._record = record
        self.row_id = row_id
        self.row: Row | None = None
        self.part = ""
        self._can: dict[str, bool] = {}
        self._rows = False
        self._target_label = ""

    @property
    def record(self) -> RecordType:
        """The record type of the page, as the database has it."""
        return self.desk.schema.own(self._record)

    @abstractmethod
    def leave(self) -> None:
        """Go back, now or once this screen is on top again."""

    @abstractmethod
    def show_part(self, key: str) -> None:
        """Show a part of the page."""

    @abstractmethod
    def related_tables(self) -> dict[str, tuple[RecordType, str]]:
        """Return record type and link of each part with related records, by the part's key."""

    @abstractmethod
    def table(self) -> Related | None:
        """Return the table of the part that is shown; None if the part is no table."""

    # The target

    @property
    def target(self) -> InView | None:
        """The record that the keys act on; None if it is not read yet, or gone."""
        table = self.table()
        if table is not None and self.focused is table and table.row_count:
            return (table.record, table.row) if table.row is not None else None
        return (self.record, self.row) if self.row is not None else None

    @property
    def is_on_row(self) -> bool:
        """Whether the keys act on a row and not on the page's own record."""
        target = self.target
        return target is None or target[1] is not self.row

    def customer_in_view(self) -> int | None:
        """Return the id of the customer of this page, or of its record."""
        if self.row is None or self.row["trashed"] is not None:
            return None
        return customer_of(self.record, self.row)

    def records_in_view(self) -> list[InView]:
        """Return the page's record, then the row under the cursor."""
        if self.row is None or self.row["trashed"] is not None:
            return []
        row = [self.target] if self.is_on_row and self.target is not None else []
        return [(self.record, self.row), *row]

    def record_in_view(self) -> tuple[RecordType, int] | None:
        """Return the record for the map: the target."""
        record, row = self.target or (self.record, self.row)
        return (record, row["id"]) if row is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow actions that apply to the target in its state, and to the part that is shown."""
        return self._can.get(f"switch {parameters[0]}" if action == "switch" else action, True)

    def possible(self) -> dict[str, bool]:
        """Return which actions apply now, by action."""
        record, row = self.target or (self.record, None)
        is_alive = self.row is not None and self.row["trashed"] is None
        acts = is_alive and row is not None and row["trashed"] is None
        status = row["status"] if acts and row is not None and deactivates(record) else ""
        table = self.table()
        return {
            "edit": acts,
            "delete": acts,
            "switch deactivated": status == ACTIVE,
            "switch active": status == DEACTIVATED,
            "reopen": acts and row is not None and reopening(record, row) is not None,
            "customer": self.row is not None and bool(self.row.get("customer_id")),
            "new": is_alive and table is not None and may_be_added(table.record),
            "primary": is_alive and table is not None and table.exclusive is not None and table.row is not None,
            "left": acts and self._retiring() is not None,
            "restore": self.row is not None and not is_alive,
            "attach": is_alive and (may_have(self.record) or may_have(record)),
            "remove": is_alive and table is not None and table.row is not None and not table.record.info.letter,
        }

    def renew_keys(self) -> None:
        """Draw the line of keys again, which is slow, if other keys apply now, or act on another type of record."""
        table, target = self.table(), self.target
        can, rows = self.possible(), table is not None and table.row_count > 0
        label = target[0].info.label.lower() if target is not None else ""
        if (can, rows, label) != (self._can, self._rows, self._target_label):
            self._can, self._rows, self._target_label = can, rows, label
            self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Update the keys for the new focus."""
        self.renew_keys()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active keys; those that act on a record name its type."""
        return {key: self._named(active) for key, active in super().active_bindings.items()}

    def _named(self, active: ActiveBinding) -> ActiveBinding:
        binding = active.binding
        action = binding.action.partition("(")[0]
        if active.node is not self or action not in _ON_TARGET or not self._target_label:
            return active
        # For the page's own record one key names it; there is no room for more.
        if action != "edit" and not self.is_on_row:
            return active
        named = replace(binding, description=f"{binding.description} {self._target_label}")
        return active._replace(binding=named, tooltip="")

    # Keys

    def action_edit(self) -> None:
        """Edit the target."""
        if (target := self.target) is not None:
            self.desk.open_form(target[0], target[1]["id"])

    async def action_delete(self) -> None:
        """Delete the target to the trash, after a question. If it is the page's own record, go back."""
        if (target := self.target) is not None:
            is_page = not self.is_on_row
            await self.desk.ask_delete(target[0], target[1]["id"], lambda _: self.leave() if is_page else None)

    async def action_switch(self, state: str) -> None:
        """Deactivate or reactivate the target, after the affected records are shown."""
        from capptro_tui.screens.dialogs.status import ask_status

        if (target := self.target) is not None:
            await ask_status(self, target[0], target[1]["id"], state)

    async def action_reopen(self) -> None:
        """Reopen a closed record."""
        if (target := self.target) is not None:
            record, row_id = target[0], target[1]["id"]
            await self.desk.perform(lambda database: reopen(database, record, row_id))

    async def action_restore(self) -> None:
        """Restore the page's record from the trash."""
        from capptro_tui.services.history import trash

        await self.desk.perform(lambda database: trash.restore(database, self.record, self.row_id))

    def action_new(self) -> None:
        """Add a record to the part of the page that is shown. It belongs to the page's record."""
        table = self.table()
        if table is None or self.row is None:
            return
        if screen_behaviour(table.record).is_attached:
            self._ask_file(self.record, self.row_id)
        else:
            record = made_in_part(self.desk.schema, table.record, table.link)
            begin_new(self.desk, record, [(self.record, self.row)], self.show_made)

    async def show_made(self, result: WriteResult | None) -> None:
        """Show the part with a new record, and put the cursor on it. A record made of parts opens on its page."""
        if result is None or result.record is None or self.row is None:
            return
        made = {changed.record: changed.row_id for changed in reversed(result.changes)}
        if result.row_id:
            made[result.record] = result.row_id
        keys = sorted(self.related_tables(), key=lambda key: key != self.part)
        for key in keys:
            record, link = self.related_tables()[key]
            is_made = made_in_part(self.desk.schema, record, link) is result.record and record in made
            if is_made and self._is_part(result, record, link):
                self.show_part(key)
                if (table := self.table()) is not None:
                    await table.show_record(table.listing(self.desk.database, self.row), made[record])
                break
        if self.desk.schema.made_of(result.record):
            self.desk.open_page(result.record, result.row_id)

    def _is_part(self, result: WriteResult, record: RecordType, link: str) -> bool:
        """Whether the new record is linked to the page's record."""
        return any(
            changed.record is record and changed.delta.get(link, (None, None))[1] == self.row_id
            for changed in result.changes
        )

    def action_attach(self) -> None:
        """Attach a file to the target, or to the page's record if the target cannot have documents."""
        record, row = self.target or (self.record, self.row)
        if may_have(record) and row is not None:
            self._ask_file(record, row["id"])
        elif may_have(self.record):
            self._ask_file(self.record, self.row_id)

    def _ask_file(self, record: RecordType, row_id: int) -> None:
        self.app.push_screen(routes.ATTACH.make(record, row_id), self.show_made)

    async def action_remove(self) -> None:
        """Delete a row that has no page of its own: a line, or a join of this record with another."""
        from capptro_tui.services.history import trash

        if (table := self.table()) is not None and (row := table.row) is not None:
            record = table.record
            await self.desk.perform(lambda database: trash.delete(database, record, row["id"]))

    def action_customer(self) -> None:
        """Open the customer of this record, or go back if that page is just below."""
        customer_id = self.row and self.row.get("customer_id")
        if not customer_id:
            return
        customer = self.desk.schema.record_named(self.record.fields["customer_id"].link)
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if isinstance(below, PageKeys) and (below.record, below.row_id) == (customer, customer_id):
            self.action_back()
        else:
            self.desk.open_page(customer, customer_id)

    def _retiring(self) -> InView | None:
        """Return the target if it can be marked as having left."""
        target = self.target
        return target if target is not None and target[0].retirement() else None

    async def action_left(self) -> None:
        """Mark the target as one who has left, or who is back."""
        from capptro_tui.screens.dialogs.retiring import toggle_left

        if found := self._retiring():
            await toggle_left(self.desk, *found)

    async def action_primary(self) -> None:
        """Make the contact under the cursor the primary one."""
        from capptro_tui.services.records import records

        table = self.table()
        if table is None or table.exclusive is None or table.row is None:
            return
        record, name, row = table.record, table.exclusive.name, table.row
        if row[name]:
            called = record.called(row)
            self.desk.say(f"{called} is the {record.fields[name].label.lower()} already.")
        else:
            await self.desk.perform(lambda database: records.change(database, record, row["id"], {name: True}))
