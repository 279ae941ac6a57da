"""A record table in an app of its own, over rows that are made when asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Button

from capptro_tui.widgets.table.record_table import Column, RecordTable, Row
from capptro_tui.widgets.table.table_messages import TableMessage
from capptro_tui.widgets.table.table_pages import RowSource
from tests.screens.desk import PATIENCE, until_finished

Some = TypeVar("Some", bound=Message)

MILLION = 1_000_000

COLUMNS = [
    Column("name", "Name", 28, lambda row: row["name"], grow=3),
    Column("number", "Number", 9, lambda row: f"C-{row['id']:06}"),
    Column("phone", "Phone", 14, lambda row: row["phone"], sortable=False),
    Column("status", "Status", 13, lambda _: Content.assemble(("● ", "$success"), "active")),
    Column("balance", "Balance", 12, lambda row: row["balance"], align="right"),
]


class FakeSource(RowSource):
    """Rows that are made when asked for; notes every call; waits at `gate` when it is given one."""

    def __init__(self, ids: range | list[int], names: list[str] | None = None) -> None:
        self.ids = ids
        self.names = names or ["Customer"]
        self.calls: list[tuple[int, int]] = []
        self.threads: set[int] = set()
        self.counts = 0
        self.gate = threading.Event()
        self.gate.set()
        self.asked = threading.Event()
        self.error: Exception | None = None
        self.stopped = False

    def _wait(self) -> None:
        self.threads.add(threading.get_ident())
        self.asked.set()
        assert self.gate.wait(PATIENCE)
        if self.error is not None:
            raise self.error

    def first_page(self, count: int) -> list[Row]:
        return self.rows(0, count)

    def stop(self) -> None:
        self.stopped = True

    def rows(self, start: int, count: int) -> list[Row]:
        self.calls.append((start, count))
        self._wait()
        return [
            {"id": key, "name": self.names[key % len(self.names)], "phone": f"01 {key}", "balance": f"{key}.00"}
            for key in self.ids[start : start + count]
        ]

    def total(self) -> int:
        self.counts += 1
        self._wait()
        return len(self.ids)


class TableApp(App[None]):
    """One table and a button, and every message of the table."""

    def __init__(self, source: FakeSource | None, columns: list[Column] | None = None, **options: Any) -> None:
        super().__init__()
        self.table = RecordTable(columns or COLUMNS, **options)
        self.said: list[Message] = []
        if source is not None:
            self.table.show_source(source)

    def compose(self) -> ComposeResult:
        yield self.table
        yield Button("Other")

    @on(RecordTable.Highlighted)
    @on(RecordTable.Opened)
    @on(RecordTable.SelectionChanged)
    @on(RecordTable.SortRequested)
    @on(RecordTable.Counted)
    @on(RecordTable.Failed)
    def note(self, message: TableMessage) -> None:
        assert message.control is self.table
        self.said.append(message)

    def of(self, kind: type[Some]) -> list[Some]:
        return [message for message in self.said if isinstance(message, kind)]


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Let the app work until `true` holds."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        await pilot.pause()


async def settled(pilot: Pilot[None]) -> None:
    """Let the app work until nothing is being read."""
    await until_finished(pilot)


def lines(table: RecordTable) -> list[str]:
    """What is on the screen, the header first."""
    return [table.render_line(y).text for y in range(table.size.height)]


def at(table: RecordTable) -> int:
    """The id of the record under the cursor."""
    assert table.row is not None
    return int(table.row["id"])
