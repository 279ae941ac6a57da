"""The fourth step of an import: what becomes of each row, found without writing anything."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused, Superseded
from capptro_tui.exchange.importing.outcome import OnDuplicate
from capptro_tui.exchange.importing.outcome_store import OutcomeSelection, OutcomeStore
from capptro_tui.exchange.importing.preparing import ReadingWatch, prepare
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.screens import routes
from capptro_tui.screens.importing.choose import ChooseAnswer
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.screens.importing.outcome_rows import KIND_LABELS, OutcomeRows, described, outcome_columns
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.page.tab_strip import Tab, TabStrip
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable
from capptro_tui.widgets.table.record_table import RecordTable

_TICK = 0.25
"""Seconds between updates of the outcomes."""

MANY = 100_000
"""Number of rows above which a question says that the saves of others wait."""

_WAYS = (
    (OnDuplicate.USUAL.value, "As usual", "imported before: updated; any other duplicate: skipped"),
    (OnDuplicate.SKIP.value, "Skip", "what is there already stays as it is"),
    (OnDuplicate.FILL.value, "Fill in", "only empty fields of what is there are filled"),
    (OnDuplicate.UPDATE.value, "Update", "values of the file replace those that are there"),
    (OnDuplicate.CREATE.value, "Create all", "nothing is compared: each row is a new record"),
)


class OutcomeTable(PlainTable):
    """The outcomes. All that is known of the one under the cursor is shown below."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the opening of rows."""
        return action != "open" and super().check_action(action, parameters)


class Rehearsal(ImportStep):
    """Shows what would become of each row, and asks what to do with duplicates. Nothing is written."""

    HELP = (
        "Nothing is written yet. `left` and `right` show only one kind of rows, `/` searches them.\n"
        "`o` says what to do with what is there already. `ctrl+s` imports."
    )
    AUTO_FOCUS = "RecordTable"
    STEP: ClassVar[int] = 3
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", "Import", priority=True, id="save"),
        Binding("o", "duplicates", "Duplicates", tooltip="What to do with duplicates", id="import.duplicates"),
        Binding("slash", "find", "Search", key_display="/", id="import.find"),
        Binding("left", "kind(-1)", "Kind before", show=False, id="import.kind_before"),
        Binding("right", "kind(1)", "Next kind", show=False, id="import.kind_next"),
    ]

    def __init__(self, job: ImportJob) -> None:
        super().__init__(job)
        self._watch = ReadingWatch()
        self._store = OutcomeStore()
        self._kind = ""
        self._selection = OutcomeSelection(self._store)
        self._told = -1
        self._is_going = False
        self._is_finished = False

    def body(self) -> ComposeResult:
        yield TabStrip()
        yield LineInput(placeholder="part of a name, a number, a reason", id="find")
        yield OutcomeTable(outcome_columns(), empty_text="Reading…")
        with VerticalScroll(id="detail", can_focus=False):
            yield Static("", id="outcome")

    def on_mount(self) -> None:
        self.query_one("#find").display = False
        self.set_interval(_TICK, self._tick)
        self._begin()

    def on_unmount(self) -> None:
        """End the rehearsal."""
        self._watch.stop()
        self._store.close()

    @property
    def table(self) -> RecordTable:
        """The table of outcomes."""
        return self.query_one(RecordTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Wait with the import until the file is read."""
        if action == "go_on":
            return True if self.job.prepared is not None else None
        return True if action == "find" else super().check_action(action, parameters)

    # Rehearsing

    def _begin(self) -> None:
        """Rehearse from the beginning."""
        self._watch.stop()
        self._store.close()
        self._watch, self._store = ReadingWatch(), OutcomeStore()
        self._is_going, self._is_finished = True, False
        self._select()
        run_in_background(self, self._rehearse, group="rehearse", exclusive=True)

    async def _rehearse(self) -> None:
        job, watch, store = self.job, self._watch, self._store
        try:
            await asyncio.to_thread(_rehearse_into, self.desk.database, job, watch, store)
        except Superseded:
            return
        except Refused as refused:
            self._ended(watch)
            self.say(str(refused), wrong=True)
        else:
            self._is_finished = watch is self._watch
            self._ended(watch)

    def _ended(self, watch: ReadingWatch) -> None:
        """Show the last outcomes, unless another rehearsal has begun."""
        if watch is self._watch and self.query(RecordTable):  # it may be closed
            self._is_going = False
            self.table.empty_text = "No row becomes a record." if not len(self._store) else "None of this kind."
            self._tick(again=True)
            self.refresh_bindings()

    def _tick(self, *, again: bool = False) -> None:
        """Show the outcomes found meanwhile."""
        if len(self._store) != self._told or again:
            if self._told < 0:
                self.refresh_bindings()
            self._told = len(self._store)
            self._draw()
            self.table.show_source(OutcomeRows(self._selection), keep=True)
        elif self._is_going and not self._told and self._watch.rows:
            self.say(f"Reading the file: {self._watch.rows:,} rows")

    def _draw(self) -> None:
        """Draw the line that says how far it is, and the kinds with their counts."""
        counts = self._store.counts
        kinds = [kind for kind in KIND_LABELS if not kind or counts[kind] or kind == self._kind]
        tabs = [Tab(kind, KIND_LABELS[kind], counts[kind] if kind else self._told) for kind in kinds]
        self.query_one(TabStrip).show_tabs(tabs, self._kind)
        way = next(label for value, label, _ in _WAYS if value == self.job.on_duplicate.value).lower()
        where = "Rehearsed, nothing is written yet." if not self._is_going else "Rehearsing, nothing is written."
        self.say(Content.assemble((where, "$accent"), (f"  Duplicates: {way}", "$muted"), ("  o", "$accent bold")))

    # Which outcomes

    def _select(self) -> None:
        self._selection = OutcomeSelection(self._store, self._kind, self.query_one("#find", Input).value)
        self._told = len(self._store)
        self._draw()
        self.table.show_source(OutcomeRows(self._selection))

    def action_kind(self, step: int) -> None:
        """Show the outcomes of the next kind that there are."""
        kinds = [kind for kind in KIND_LABELS if not kind or self._store.counts[kind]]
        place = kinds.index(self._kind) if self._kind in kinds else 0
        self._kind = kinds[(place + step) % len(kinds)]
        self._select()

    @on(TabStrip.Chosen)
    def _clicked(self, event: TabStrip.Chosen) -> None:
        self._kind = event.key
        self._select()

    async def action_find(self) -> None:
        """Search the outcomes."""
        find = self.query_one("#find", Input)
        find.display = True
        find.focus()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._select()

    def on_key(self, event: events.Key) -> None:
        """Go from the search to the rows with `down` and `enter`."""
        if self.focused is self.query_one("#find") and event.key in ("down", "enter"):
            event.stop()
            self.table.focus()

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        self.query_one("#outcome", Static).update(described(event.row["outcome"] if event.row else None))
        self.query_one("#detail").scroll_home(animate=False)

    # Deciding and going on

    def action_duplicates(self) -> None:
        """Ask what to do with records that are there already, and rehearse again."""

        def answered(answer: str | None) -> None:
            if answer is not None and answer != self.job.on_duplicate.value:
                self.job.on_duplicate = OnDuplicate(answer)
                self._begin()

        question = "What is to be done with a record that is there already?"
        self.app.push_screen(ChooseAnswer(question, _WAYS, self.job.on_duplicate.value), answered)

    def action_back(self) -> None:
        """Clear the search; without one go one step back."""
        find = self.query_one("#find", Input)
        if find.display:
            find.value = ""
            find.display = False
            self.table.focus()
        else:
            super().action_back()

    def action_go_on(self) -> None:
        """Import, after a question where there is something to know first."""
        counts = self._store.counts
        if self._is_finished and not (counts["created"] or counts["updated"] or counts["filled"]):
            self.desk.say("There is nothing to import: no row would be created or changed.", severity="warning")
            return
        expected = self.job.prepared.records.expected if self.job.prepared else 0
        details = []
        if not self._is_finished:
            details.append(
                "The rehearsal has not gone through all rows yet. What it has not shown is done in the same way."
            )
        if expected > MANY:
            details.append(
                f"{expected:,} rows take minutes. Others can read meanwhile; what they save waits until then."
            )
        go_on = partial(self.go_to, routes.IMPORT_RUN.make(self.job))
        if details:
            self.desk.confirm("Import now?", details, yes="Import", no="Not yet", then=go_on)
        else:
            go_on()

    def came_back(self) -> None:
        """Rehearse again: something may have been written since."""
        self._begin()


def _rehearse_into(database: Database, job: ImportJob, watch: ReadingWatch, store: OutcomeStore) -> None:
    """Read the file if that is not done yet, and put the outcomes into a store. Raises Superseded after a stop."""
    assert job.look is not None
    if job.prepared is None:
        job.prepared = prepare(database, job.record, job.look, job.mapping, watch)
    found = job.prepared
    read = found.read(watch)
    for outcome in rehearse(database, job.record, read, job.on_duplicate, keeps_blanks=found.records.is_exact):
        if watch.is_stopped:
            raise Superseded
        store.add(outcome)
