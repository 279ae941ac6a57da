"""The third step of an import: what each column becomes, and what people decide for a whole column."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from capptro_tui.errors import Refused, Superseded
from capptro_tui.exchange.importing.preparing import PreparedImport, ReadingWatch, copied, prepare, samples
from capptro_tui.exchange.understanding.layout.targets import set_target, target_label, targets
from capptro_tui.exchange.understanding.plan import ColumnQuestion, Plan
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED, NOTE
from capptro_tui.screens import routes
from capptro_tui.screens.importing.choose import ChooseAnswer, ChooseTarget
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row

_TICK = 0.3
"""Seconds between updates of the number of rows read."""

_LATER = "later"
_ANSWERS = {
    "dmy": ("the day first", "31.12.2026"),
    "mdy": ("the month first", "12/31/2026"),
    "ymd": ("the year first", "2026-12-31"),
    "yes": ("yes, put it back", "07601 for 7601"),
    "no": ("no, it is right as it is", ""),
    _LATER: ("leave it open", "each such row is listed with the question"),
}


class ColumnTable(PlainTable):
    """The columns. The key that opens a row chooses its target."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Becomes", tooltip="Choose what the column becomes", id="table.open")
    ]


class MapColumns(ImportStep):
    """Shows the columns that have values, each with its target, and lets them be changed."""

    HELP = (
        "`enter` chooses what a column becomes; `x` leaves it out, `n` keeps it as a line of the description.\n"
        "Columns without values are not shown. What you decide is remembered for files with the same columns."
    )
    STEP: ClassVar[int] = 2
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "leave_out", "Leave out", tooltip="Leave the column out, or take it again", id="import.leave_out"),
        Binding("n", "note", "Note", tooltip="Keep the column as a line of the description", id="import.note"),
    ]

    def __init__(self, job: ImportJob) -> None:
        super().__init__(job)
        self._watch = ReadingWatch()
        self._is_reading = False
        self._is_changed = False
        self._left_open: set[tuple[int, str]] = set()

    def body(self) -> ComposeResult:
        yield Static("", id="facts", classes="hint")
        yield ColumnTable(self._columns(), empty_text="No column has a value.")

    def on_mount(self) -> None:
        self.table.focus()
        self.set_interval(_TICK, self._tick)
        run_in_background(self, self._read_first, group="read")

    def on_unmount(self) -> None:
        """End the reading."""
        self._watch.stop()

    @property
    def table(self) -> RecordTable:
        """The table of the columns."""
        return self.query_one(RecordTable)

    @property
    def plan(self) -> Plan | None:
        """The meaning of the columns, once it is known."""
        return self.job.prepared.plan if self.job.prepared is not None and not self._is_reading else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Wait until the file is read."""
        if action in ("go_on", "leave_out", "note"):
            return True if self.plan is not None else None
        return super().check_action(action, parameters)

    # Reading

    async def _read_first(self) -> None:
        await self._prepare()

    async def _prepare(self) -> bool:
        """Read the file to its end, with the mapping so far. False if that was not possible."""
        job, watch = self.job, ReadingWatch()
        assert job.look is not None
        if job.prepared is not None and not self._is_changed:
            self._show(job.prepared)
            return True
        self._watch, self._is_reading = watch, True
        self.refresh_bindings()
        try:
            job.prepared = await asyncio.to_thread(
                prepare, self.desk.database, job.record, job.look, job.mapping, watch
            )
        except Superseded:
            return False
        except Refused as refused:
            job.prepared = None
            self.say(str(refused), wrong=True)
            return False
        finally:
            self._is_reading = False
            if self.is_running:
                self.refresh_bindings()
        self._is_changed = False
        self._show(job.prepared)
        return True

    def _tick(self) -> None:
        if self._is_reading and self._watch.rows:
            self.say(f"Reading the file: {self._watch.rows:,} rows")

    # Showing

    def _columns(self) -> list[Column]:
        return [
            Column("header", "Column", 20, lambda row: row["column"].header or "(no name)", grow=2, sortable=False),
            Column("target", "Becomes", 22, _target, grow=1, sortable=False),
            Column("samples", "For example", 24, lambda row: " · ".join(row["samples"]), grow=3, sortable=False,
                   style="$muted"),
            Column("filled", "Values", 8, lambda row: f"{row['column'].filled:,}", align="right", sortable=False),
        ]  # fmt: skip

    def _show(self, prepared: PreparedImport) -> None:
        if not self.query(RecordTable) or (plan := prepared.plan) is None:
            return  # closed meanwhile
        self.say(self._said(plan))
        self.query_one("#facts", Static).update(Content(" · ".join(_facts(plan))))
        known = targets(self.desk.schema, self.job.record)
        rows: list[Row] = [
            {
                "id": column.index + 1,
                "column": column,
                "target": target_label(known, column),  # rows that are equal are not drawn again
                "samples": samples(prepared.look, column.index, plan),
            }
            for column in plan.columns
            if column.filled
        ]
        self.table.show_source(Rows(lambda: rows), keep=True)
        self.refresh_bindings()

    def _said(self, plan: Plan) -> Content:
        """Return what people should know first."""
        parts = []
        if self.job.is_remembered:
            parts.append("As you had it the last time for a file with these columns.")
        if count := len(plan.questions):
            parts.append(f"{count} question{'s' if count > 1 else ''} about columns: asked when you go on.")
        return Content.styled(" ".join(parts), "$accent")

    # Keys

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        event.stop()
        self.action_target()

    def action_target(self) -> None:
        """Ask what the column under the cursor becomes."""
        row = self.table.row
        if row is None or self.plan is None:
            return
        column, known = row["column"], targets(self.desk.schema, self.job.record)

        def chosen(target: str | None) -> None:
            if target is not None:
                self._change(row, target)

        self.app.push_screen(ChooseTarget(column.header, row["samples"], known, column.target), chosen)

    def action_leave_out(self) -> None:
        """Leave the column under the cursor out; one that is left out becomes a note again."""
        if (row := self.table.row) is not None and self.plan is not None:
            self._change(row, NOTE if row["column"].target == IGNORED else IGNORED)

    def action_note(self) -> None:
        """Keep the values of the column under the cursor as lines of the description."""
        if (row := self.table.row) is not None and self.plan is not None:
            self._change(row, NOTE)

    def _change(self, row: Row, target: str) -> None:
        """Give a column another target, and keep the mapping."""
        plan = self.plan
        assert plan is not None
        assert self.job.prepared is not None
        set_target(row["column"], target)
        self.job.mapping, self._is_changed = copied(plan), True
        self.job.is_remembered = False
        self._show(self.job.prepared)

    def action_go_on(self) -> None:
        """Read again what was changed, ask what must be decided for a whole column, and go on to the rehearsal."""
        run_in_background(self, self._go_on, group="go on", exclusive=True)

    async def _go_on(self) -> None:
        if self._is_changed and not await self._prepare():
            return
        plan = self.plan
        if plan is None:
            return
        question = next((one for one in plan.questions if (one.column, one.setting) not in self._left_open), None)
        if question is not None:
            self._ask(plan, question)
            return
        self.job.remembered.remember_mapping(self.job.look.layout if self.job.look else plan.layout, plan)
        self.go_to(routes.IMPORT_REHEARSAL.make(self.job))

    def _ask(self, plan: Plan, question: ColumnQuestion) -> None:
        def answered(answer: str | None) -> None:
            if answer is None:
                return
            if answer == _LATER:
                self._left_open.add((question.column, question.setting))
            else:
                plan.answer(question, answer)
                self.job.mapping = copied(plan)
            self.action_go_on()

        values = question.answers if question.must_be_answered else (*question.answers, _LATER)
        answers = [(value, *_ANSWERS.get(value, (value, ""))) for value in values]
        self.app.push_screen(ChooseAnswer(question.text, answers), answered)

    def came_back(self) -> None:
        """Show the columns again."""
        if self.job.prepared is not None:
            self._show(self.job.prepared)
        self.table.focus()


def _target(row: Row) -> Content:
    """Return the target of a column, as it is drawn."""
    label, target = show(row["target"], 60), row["column"].target
    if target == IGNORED:
        return Content.assemble(("✗ ", "$warning"), (label, "$muted"))
    return Content.styled("note", "$muted") if target == NOTE else Content(label)


def _facts(plan: Plan) -> Iterator[str]:
    """Yield what is read, and what is no record."""
    yield f"{plan.rows:,} row{'' if plan.rows == 1 else 's'}"
    if plan.above:
        yield f"{len(plan.above):,} above the names of the columns"
    for reason, skipped in plan.skipped.items():
        yield f"{skipped.count:,} left out: {show(reason, 60)}"
    if plan.ignored:
        yield f"{len(plan.ignored)} column{'s' if len(plan.ignored) > 1 else ''} left out"
