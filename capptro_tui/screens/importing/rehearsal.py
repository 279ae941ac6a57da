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
from capptro_tui.exchange.importing.deciding.decisions import Decisions, Evidence, without_degrees
from capptro_tui.exchange.importing.outcome import Action, OnDuplicate
from capptro_tui.exchange.importing.outcome_store import OutcomeSelection, OutcomeStore
from capptro_tui.exchange.importing.preparing import ReadingWatch, prepare
from capptro_tui.exchange.importing.rehearsing import rehearse
from capptro_tui.screens import routes
from capptro_tui.screens.importing.choose import ChooseAnswer
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.screens.importing.outcome_rows import (
    KIND_LABELS,
    OutcomeRows,
    decision_key,
    described,
    outcome_columns,
)
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
    (OnDuplicate.USUAL.value, "As usual", "imported before: updated; of the same name: skipped"),
    (OnDuplicate.SKIP.value, "Skip", "what is there already stays as it is"),
    (OnDuplicate.FILL.value, "Fill in", "only empty fields of what is there are filled"),
    (OnDuplicate.UPDATE.value, "Update", "values of the file replace those that are there"),
    (OnDuplicate.CREATE.value, "Create all", "nothing is compared: each row is a new record"),
    (OnDuplicate.ASK.value, "Ask", "you decide row by row; what stays open is left out"),
)

LABELS = {OnDuplicate(value): label for value, label, _ in _WAYS}
"""Treatment of duplicates to its label."""


class OutcomeTable(PlainTable):
    """The outcomes. All that is known of the one under the cursor is shown below."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out the opening of rows."""
        return action != "open" and super().check_action(action, parameters)


class Rehearsal(ImportStep):
    """Shows what would become of each row, and asks what to do with duplicates. Nothing is written."""

    HELP = (
        "Nothing is written yet. `left` and `right` show only one kind of rows, `/` searches them.\n"
        "`o` says what to do with what is there already. `ctrl+s` imports.\n"
        "On a row that is like another record you decide for it alone: `s` skips it, `f` fills in, `u` updates, `c`\n"
        "creates. `a` does the same with all that are alike for the same reasons, `x` takes a decision back."
    )
    AUTO_FOCUS = "RecordTable"
    STEP: ClassVar[int] = 3
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", "Import", priority=True, id="save"),
        Binding("o", "duplicates", "Duplicates", tooltip="What to do with duplicates", id="import.duplicates"),
        Binding("s", "decide('skip')", "Skip", tooltip="Skip this row", id="import.skip"),
        Binding("f", "decide('fill')", "Fill in", tooltip="Fill in what is empty in the record", id="import.fill"),
        Binding("u", "decide('update')", "Update", tooltip="Update the record from this row", id="import.update"),
        Binding("c", "decide('create')", "Create", tooltip="Create a record of this row", id="import.create"),
        Binding("a", "decide_alike", "All alike", tooltip="The same for all alike", id="import.alike"),
        Binding("x", "take_back", "Take back", tooltip="Take the decision back", show=False, id="import.take_back"),
        Binding("slash", "find", "Search", key_display="/", id="import.find"),
        Binding("left", "kind(-1)", "Kind before", show=False, id="import.kind_before"),
        Binding("right", "kind(1)", "Next kind", show=False, id="import.kind_next"),
    ]

    def __init__(self, job: ImportJob) -> None:
        super().__init__(job)
        self._watch = ReadingWatch()
        self._store = OutcomeStore()
        self._next_store: OutcomeStore | None = None
        self._last_decision: tuple[Evidence, OnDuplicate] | None = None
        self._kind = ""
        self._selection = OutcomeSelection(self._store)
        self._told = -1
        self._is_going = False
        self._is_finished = False
        self._is_outdated = False

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
        self._stop()
        self._store.close()

    @property
    def table(self) -> RecordTable:
        """The table of outcomes."""
        return self.query_one(RecordTable)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Wait with the import until the file is read."""
        if action == "go_on":
            return True if self.job.prepared is not None else None
        if action == "decide":
            return self._key() is not None
        if action == "decide_alike":
            return self._last_decision is not None
        if action == "take_back":
            return self.table.row is not None and self.table.row["decided"] is not None
        return True if action == "find" else super().check_action(action, parameters)

    # Rehearsing

    def _begin(self) -> None:
        """Rehearse from the beginning."""
        self._stop()
        self._store.close()
        self._store = OutcomeStore()
        self._is_going, self._is_finished = True, False
        self._select()
        self._rehearse_with(self._store)

    def _begin_again(self) -> None:
        """Rehearse with the decisions so far. The outcomes that are shown stay until that is done."""
        if self._is_going and self._next_store is None:
            self._is_outdated = True  # the first rehearsal goes to its end before
            return
        self._stop()
        self._next_store = OutcomeStore()
        self._is_going, self._is_finished = True, False
        self._draw()
        self._rehearse_with(self._next_store)

    def _stop(self) -> None:
        """End the rehearsal that goes on."""
        self._watch.stop()
        if self._next_store is not None:
            self._next_store.close()
            self._next_store = None

    def _rehearse_with(self, store: OutcomeStore) -> None:
        self._watch, self._is_outdated = ReadingWatch(), False
        run_in_background(self, partial(self._rehearse, self._watch, store), group="rehearse", exclusive=True)

    async def _rehearse(self, watch: ReadingWatch, store: OutcomeStore) -> None:
        decisions = self.job.decisions.copy()
        try:
            await asyncio.to_thread(_rehearse_into, self.desk.database, self.job, watch, store, decisions)
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
            self._take_next_store()
            self.table.empty_text = "No row becomes a record." if not len(self._store) else "None of this kind."
            self._tick(again=True)
            self.refresh_bindings()
            if self._is_outdated:
                self._begin_again()

    def _take_next_store(self) -> None:
        """Show the outcomes of the rehearsal with the newest decisions."""
        if self._next_store is None:
            return
        self._store.close()
        self._store, self._next_store = self._next_store, None
        if self._kind == Action.UNDECIDED and not self._store.counts[Action.UNDECIDED]:
            self._kind = ""
        self._selection = OutcomeSelection(self._store, self._kind, self.query_one("#find", Input).value)

    def _tick(self, *, again: bool = False) -> None:
        """Show the outcomes found meanwhile."""
        if len(self._store) != self._told or again:
            if self._told < 0:
                self.refresh_bindings()
            self._told = len(self._store)
            self._draw()
            self._show_rows(keep=True)
        elif self._is_going and not self._told and self._watch.rows:
            self.say(f"Reading the file: {self._watch.rows:,} rows")

    def _draw(self) -> None:
        """Draw the line that says how far it is, and the kinds with their counts."""
        counts = self._store.counts
        kinds = [kind for kind in KIND_LABELS if not kind or counts[kind] or kind == self._kind]
        tabs = [Tab(kind, KIND_LABELS[kind], counts[kind] if kind else self._told) for kind in kinds]
        self.query_one(TabStrip).show_tabs(tabs, self._kind)
        way = LABELS[self.job.on_duplicate].lower()
        where = "Rehearsed, nothing is written yet." if not self._is_going else "Rehearsing, nothing is written."
        duplicates = ((f"  Duplicates: {way} · ", "$muted"), ("o", "$accent bold"), (" changes it", "$muted"))
        self.say(Content.assemble((where, "$accent"), *duplicates))

    # Which outcomes

    def _select(self) -> None:
        self._selection = OutcomeSelection(self._store, self._kind, self.query_one("#find", Input).value)
        self._told = len(self._store)
        self._draw()
        self._show_rows()

    def _show_rows(self, *, keep: bool = False) -> None:
        self.table.show_source(OutcomeRows(self._selection, self.job.decisions.copy()), keep=keep)

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
        self.query_one("#outcome", Static).update(described(event.row))
        self.query_one("#detail").scroll_home(animate=False)
        self.refresh_bindings()

    # Deciding and going on

    def action_duplicates(self) -> None:
        """Ask what to do with records that are there already, and rehearse again."""

        def answered(answer: str | None) -> None:
            if answer is not None and answer != self.job.on_duplicate.value:
                self.job.on_duplicate = OnDuplicate(answer)
                self._begin()

        question = "What is to be done with a record that is there already?"
        self.app.push_screen(ChooseAnswer(question, _WAYS, self.job.on_duplicate.value), answered)

    def _key(self) -> tuple[int, str, Evidence] | None:
        """Return what a decision about the row under the cursor is about; None if it is like no other record."""
        row = self.table.row
        return decision_key(row["outcome"]) if row is not None else None

    def action_decide(self, way: str) -> None:
        """Decide what is to be done with the row under the cursor, and go to the next one."""
        if (key := self._key()) is None:
            return
        number, place, reasons = key
        self.job.decisions.decide(number, place, OnDuplicate(way))
        self._last_decision = reasons, OnDuplicate(way)
        self.table.action_move(1)
        self._show_rows(keep=True)
        self._begin_again()

    def action_decide_alike(self) -> None:
        """Do what was decided last with all rows that are alike for the same reasons."""
        if self._last_decision is None:
            return
        reasons, way = self._last_decision
        self.job.decisions.decide_kind(reasons, way)
        why = " and ".join(without_degrees(reasons)) or "the same"
        self.desk.say(f"All that are alike ({why}): {LABELS[way].lower()}.")
        self._show_rows(keep=True)
        self._begin_again()

    def action_take_back(self) -> None:
        """Take back what is decided about the row under the cursor, or about all that are alike."""
        if (key := self._key()) is None:
            return
        self.job.decisions.take_back(*key)
        self._show_rows(keep=True)
        self._begin_again()

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
        if count := counts[Action.UNDECIDED]:
            details.append(f"{count:,} {'row is' if count == 1 else 'rows are'} not decided yet, and left out.")
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


def _rehearse_into(
    database: Database, job: ImportJob, watch: ReadingWatch, store: OutcomeStore, decisions: Decisions
) -> None:
    """Read the file if that is not done yet, and put the outcomes into a store. Raises Superseded after a stop."""
    assert job.look is not None
    found = job.prepared or prepare(database, job.record, job.look, job.mapping, watch)
    if watch.is_stopped:  # the screen was left: another reading of the file may be under way
        raise Superseded
    job.prepared = found
    read = found.read(watch)
    exact = found.records.is_exact
    for outcome in rehearse(database, job.record, read, job.on_duplicate, keeps_blanks=exact, decisions=decisions):
        if watch.is_stopped:
            raise Superseded
        store.add(outcome)
