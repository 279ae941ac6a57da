"""The second step of an import: the first rows of the file, and how it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from capptro_tui.errors import Refused
from capptro_tui.exchange.importing.preparing import FirstLook, ReadingChoices, look_at
from capptro_tui.screens import routes
from capptro_tui.screens.importing.choose import ChooseAnswer
from capptro_tui.screens.importing.import_job import ImportJob
from capptro_tui.screens.importing.import_step import ImportStep
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import PlainTable, Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.textual_patches.boxes import Down

_ENCODINGS = (
    ("", "as the file says", "found by its content"),
    ("utf-8", "UTF-8", "most programs of today"),
    ("cp1252", "Windows, western Europe", "cp1252: older Excel and Outlook"),
    ("cp1250", "Windows, central Europe", "cp1250"),
    ("cp1251", "Windows, Cyrillic", "cp1251"),
    ("cp850", "DOS", "cp850"),
    ("mac-roman", "Mac, older", "mac-roman"),
    ("utf-16", "UTF-16", "“Unicode text” of Excel"),
)
_DELIMITERS = (
    ("", "as the file says", "found by its rows"),
    ("comma", "comma", ","),
    ("semicolon", "semicolon", ";"),
    ("tab", "tab", ""),
    ("pipe", "pipe", "|"),
)
_MOST_COLUMNS, _FEW_COLUMNS = 60, 6
_WIDEST = 20
_NOT_WHILE_READING = frozenset({"go_on", "header", "no_header", "sheet", "encoding", "delimiter", "columns"})
"""Actions that would go on with another reading than the one that is coming, or end it."""


class SourceTable(PlainTable):
    """The first rows of the file."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Go on", show=False, id="table.open")]


class LookAtFile(ImportStep):
    """Shows the first rows of the file, and lets its encoding, delimiter, sheet and header row be changed."""

    HELP = (
        "Does it look like your table? If letters are wrong, `e` changes the encoding; if all is in one column, `d`\n"
        "changes the delimiter. `t` takes another sheet. The row with the names of the columns is marked: `h` takes\n"
        "the row under the cursor instead, `H` says that no row has names."
    )
    STEP: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "h", "header", "Header is here", tooltip="The names of the columns are in this row", id="import.header"
        ),
        Binding("H", "no_header", "No header", tooltip="No row has names of columns", id="import.no_header"),
        Binding("t", "sheet", "Sheet", tooltip="Take another sheet", id="import.sheet"),
        Binding("e", "encoding", "Encoding", tooltip="Read the letters in another way", id="import.encoding"),
        Binding("d", "delimiter", "Delimiter", tooltip="Divide the rows in another way", id="import.delimiter"),
        Binding("left", "columns(-1)", "Columns before", show=False, id="import.columns_before"),
        Binding("right", "columns(1)", "Next columns", show=False, id="import.columns_next"),
    ]

    def __init__(self, job: ImportJob) -> None:
        super().__init__(job)
        self._is_reading = False
        self._first = 0

    def body(self) -> ComposeResult:
        yield Static("", id="facts", classes="hint")
        yield Down(id="rows")

    def on_mount(self) -> None:
        if self.job.look is not None:
            run_in_background(self, partial(self._show, self.job.look))
        else:
            self._read(self.job.choices)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what the file does not have, and wait until it is read."""
        look = self.job.look
        if action in _NOT_WHILE_READING and self._is_reading:
            return None
        if action == "go_on":
            return True if look is not None else None
        if action in ("header", "no_header"):
            return look is not None and _has_header_row(look)
        if action == "sheet":
            return look is not None and len(look.sheets) > 1
        if action in ("encoding", "delimiter"):
            return look is not None and action in look.source.facts
        return super().check_action(action, parameters)

    def _read(self, choices: ReadingChoices) -> None:
        run_in_background(self, partial(self._look, choices), group="look", exclusive=True)

    async def _look(self, choices: ReadingChoices) -> None:
        """Read the first rows as people want it. If that is not possible, the rows stay as they are."""
        job = self.job
        assert job.path is not None
        self._turn(is_reading=True)
        self.say("Reading the file…")
        try:
            look = await asyncio.to_thread(look_at, self.desk.database, job.record, job.path, choices)
        except Refused as refused:
            self.say(str(refused), wrong=True)
        else:
            job.take_look(look)
            await self._show(look)
        finally:
            self._turn(is_reading=False)

    def _turn(self, *, is_reading: bool) -> None:
        self._is_reading = is_reading
        if self.is_running:
            self.refresh_bindings()

    async def _show(self, look: FirstLook) -> None:
        """Show the rows in a new table: another reading has other columns."""
        self.say("")
        if not self.query("#rows"):
            return  # closed meanwhile
        self.query_one("#facts", Static).update(_facts(look))
        box = self.query_one("#rows")
        await box.remove_children()
        table = SourceTable(_columns(look, self._first), empty_text="The table has no rows.")
        await box.mount(table)
        rows: list[Row] = [
            {"id": row.number, "cells": row.cells, "style": _style(look, row.number)} for row in look.rows
        ]
        table.show_source(Rows(lambda: rows))
        table.focus()
        self.refresh_bindings()

    @property
    def _row(self) -> Row | None:
        """The row under the cursor."""
        return next((table.row for table in self.query(PlainTable)), None)

    @on(RecordTable.Opened)
    def _opened(self, event: table_messages.Opened) -> None:
        event.stop()
        self.action_go_on()

    # Keys

    def action_go_on(self) -> None:
        """Go on to the columns; an export of this program goes on to the rehearsal."""
        look = self.job.look
        if look is not None and not self._is_reading:
            step = routes.IMPORT_REHEARSAL if look.is_own else routes.IMPORT_COLUMNS
            self.go_to(step.make(self.job))

    def action_columns(self, step: int) -> None:
        """Show other columns first: a wide table does not fit."""
        look = self.job.look
        first = max(0, min(self._first + step, _width(look) - 1)) if look is not None else 0
        if look is not None and first != self._first:
            self._first = first
            run_in_background(self, partial(self._show, look), group="look", exclusive=True)

    def action_header(self) -> None:
        """Take the row under the cursor for the names of the columns."""
        if (row := self._row) is not None:
            self._read(replace(self.job.choices, header_row=int(row["id"])))

    def action_no_header(self) -> None:
        """Take every row for a record."""
        self._read(replace(self.job.choices, header_row=0))

    def action_sheet(self) -> None:
        """Ask for a sheet."""
        look = self.job.look
        assert look is not None
        hidden = {table.name for table in look.source.tables if table.hidden}
        answers = [(name, name, "hidden" if name in hidden else "") for name in look.sheets]
        self._ask("Which sheet?", answers, look.table.name, "sheet")

    def action_encoding(self) -> None:
        """Ask for the encoding."""
        self._ask("How are the letters written?", _ENCODINGS, self.job.choices.encoding, "encoding")

    def action_delimiter(self) -> None:
        """Ask for the delimiter."""
        self._ask("What stands between the cells of a row?", _DELIMITERS, self.job.choices.delimiter, "delimiter")

    def _ask(self, question: str, answers: Sequence[tuple[str, str, str]], present: str, name: str) -> None:
        def answered(answer: str | None) -> None:
            if answer is not None and answer != present:
                self._read(replace(self.job.choices, header_row=None, **{name: answer}))

        self.app.push_screen(ChooseAnswer(question, answers, present), answered)


def _has_header_row(look: FirstLook) -> bool:
    """Whether the names of the columns are in a row, and not given by the format."""
    return look.choices.header_row is not None or look.table.header is None


def _style(look: FirstLook, number: int) -> str:
    if number == look.header_row:
        return "bold $accent"
    return "$muted" if number < look.header_row else ""


def _width(look: FirstLook) -> int:
    """Return the number of columns."""
    return max([len(look.header), *(len(row.cells) for row in look.rows)], default=0)


def _columns(look: FirstLook, first: int) -> list[Column]:
    """Return the columns of the table from one on, named by letters where their names are in a row."""
    width = _width(look)
    names = [""] * width if _has_header_row(look) else [*look.header][:width]
    names += [""] * (width - len(names))
    columns = [
        Column(
            "row", "Row", 5, lambda row: Content.styled(f"{row['id']:,}", row["style"]), align="right", sortable=False
        )
    ]
    for index, name in [*enumerate(names)][first : first + _MOST_COLUMNS]:
        label = show(name, 40) or _letters(index)
        widest = max([cell_len(label), *(cell_len(_cell(row.cells, index)) for row in look.rows[:40])])
        columns.append(Column(str(index), label, min(_WIDEST, widest), partial(_shown, index), sortable=False))
    return columns


def _shown(index: int, row: Row) -> Content:
    return Content.styled(_cell(row["cells"], index), row["style"])


def _cell(cells: Sequence[str], index: int) -> str:
    return show(cells[index].strip(), 60) if index < len(cells) else ""


def _letters(index: int) -> str:
    """Return the letters of a column, as a spreadsheet has them."""
    text = ""
    while index >= 0:
        text, index = chr(ord("A") + index % 26) + text, index // 26 - 1
    return text


def _facts(look: FirstLook) -> Content:
    """Return how the file is read, in a line."""
    facts = look.source.facts
    parts = [look.source.format.upper()]
    if look.table.name:
        sheets = f" (one of {len(look.sheets)})" if len(look.sheets) > 1 else ""
        parts.append(f"sheet “{show(look.table.name, 40)}”{sheets}")
    parts += [
        f"{name} {show(facts[name], 40)}" for name in ("encoding", "delimiter", "cards", "files") if name in facts
    ]
    parts += [f"{show(facts[name], 120)} left out" for name in ("left out", "other files left out") if name in facts]
    if look.is_own:
        parts.append("an export of this program: it is taken as it is")
    elif _has_header_row(look):
        parts.append(
            f"names of the columns in row {look.header_row}" if look.header_row else "no row has names of columns"
        )
    if _width(look) > _FEW_COLUMNS:
        parts.append(f"{_width(look):,} columns: ← → go through them")
    return Content(" · ".join(parts))
