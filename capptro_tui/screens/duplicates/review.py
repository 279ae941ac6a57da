"""Review customers that may be entered twice, pair by pair: merge them, mark them as different, or leave them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.base import BrowseScreen
from capptro_tui.services.business import customer_activity
from capptro_tui.services.duplicates import duplicate_pairs, merge
from capptro_tui.services.duplicates.duplicate_pairs import Pair
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.page.comparison import Comparison, who
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.plain_table import Paged, PlainTable
from capptro_tui.widgets.table.record_table import Column, RecordTable
from capptro_tui.widgets.table.table_columns import Row

_TICK = 0.5
"""Seconds between updates of the progress."""

_BAR = 16
_GRADES = {"same": ("●", "$warning"), "likely": ("◐", "$warning"), "possible": ("○", "$muted")}
_LARGEST = 2**40
"""Larger than any customer's id, so that a pair has a number of its own."""


class PairTable(PlainTable):
    """The pairs. The key for picking describes the enter key, too."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Pick", show=False, id="table.open")]


class Review(BrowseScreen[None]):
    """Every pair of customers that may be the same, worst first.

    Known pairs are shown at once; customers that have changed since are compared meanwhile.
    """

    HELP = (
        "`l` keeps the left one and merges the other into it, `r` keeps the right one.\n"
        "`p` shows what moves, and lets you pick field by field what stays.\n"
        "`d` says that they are different: they are not shown again. `s` leaves them for later."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "keep('low')", "Keep left", tooltip="Keep the left one, the other goes", id="review.left"),
        Binding("r", "keep('high')", "Keep right", tooltip="Keep the right one, the other goes", id="review.right"),
        Binding("p", "pick", "Pick", tooltip="Pick field by field what stays", id="review.pick"),
        Binding("d", "different", "Different", tooltip="They are different customers", id="review.different"),
        Binding("s", "skip", "Skip", tooltip="Leave this pair for later", id="review.skip"),
        Binding("g", "go_on", "Go on", tooltip="Go on comparing customers", id="review.go_on"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._at_work = self._halted = self._again = self._compared = False
        self._so_far = (0, 0)

    def body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static("Possible duplicates", id="name")
            yield Static("", id="progress")
        yield PairTable(_COLUMNS)
        yield Static("", id="why")
        yield Comparison()

    def on_mount(self) -> None:
        self._show()
        self.table.focus()
        self._compare()

    def on_unmount(self) -> None:
        """Stop comparing; the pairs found so far are kept."""
        self._halted = True

    @property
    def table(self) -> RecordTable:
        """The table of pairs."""
        return self.query_one(RecordTable)

    @property
    def pair(self) -> Pair | None:
        """The pair under the cursor."""
        row = self.table.row
        return row["pair"] if row else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable decisions without a pair, going on without a stop, and opening the review on itself."""
        if action in ("keep", "pick", "different", "skip"):
            return True if any(table.row_count for table in self.query(RecordTable)) else None
        if action == "go_on":
            return self._halted and not self._at_work
        return (action, parameters) != ("screen", ("review",))

    def written(self, result: WriteResult) -> None:
        """Read the list again, and compare changed customers."""
        self._show(keep=True)
        if not self._halted:
            self._compare()

    # Comparing

    @work(group="compare")
    async def _compare(self) -> None:
        """Compare the customers that are not compared yet, and show the progress."""
        if self._at_work:
            self._again = True
            return
        self._at_work, self._halted, self._compared, self._so_far = True, False, False, (0, 0)
        timer = self.set_interval(_TICK, self._tick)
        try:
            while not self._halted:
                self._again = False
                await asyncio.to_thread(self._catch_up, self.desk.database)
                if not self._again:
                    break
        except Refused as refused:
            self._halted = True
            self.desk.say(str(refused), severity="error")
        finally:
            self._at_work = False
            timer.stop()
        self._compared = not self._halted
        if self.is_running:  # closed meanwhile, it has no widgets any more
            self._show(keep=True)
            self.refresh_bindings()

    def _catch_up(self, database: Database) -> None:
        if duplicate_pairs.due(database):
            duplicate_pairs.catch_up(database, progress=self._progressed, stop=lambda: self._halted)

    def _progressed(self, done: int, total: int) -> None:
        """Note the progress. Called in the comparing thread."""
        self._so_far = done, total

    def _tick(self) -> None:
        """Show the pairs found meanwhile."""
        if self._is_comparing:
            self._show(keep=True)

    @property
    def _is_comparing(self) -> bool:
        """Whether customers are being compared."""
        return self._at_work and self._so_far[1] > 0

    # Showing

    def _show(self, keep: bool = False) -> None:
        self._draw()
        database = self.desk.database
        self.table.show_source(Paged(partial(_rows, database), partial(duplicate_pairs.count, database)), keep)

    def _draw(self) -> None:
        """Draw the line at the top, and set the text for an empty list."""
        looking = "Looking for customers that may be entered twice…"
        if self._is_comparing:
            shown, empty = _bar(*self._so_far), looking
        elif self._halted:
            shown = Content.assemble(("stopped  ", "$muted"), ("g", "bold $accent"), (" goes on", "$muted"))
            empty = "No possible duplicates so far; not every customer has been compared. g goes on."
        else:
            none = "No possible duplicates: no two customers look like the same one."
            shown, empty = self._place(), none if self._compared else looking
        self.query_one("#progress", Static).update(shown)
        self.table.empty_text = empty

    def _place(self) -> Content:
        count = self.table.row_count
        return Content.styled(f"{self.table.cursor + 1:,} of {count:,}" if count else "", "$muted")

    @on(RecordTable.Counted)
    def _counted(self) -> None:
        self._draw()
        self.refresh_bindings()

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        self.set_class(event.row is None, "-empty")
        self._draw()
        if event.row is not None:
            pair: Pair = event.row["pair"]
            low, high = dict(pair.low), dict(pair.high)
            left, right = event.row["belongings"]
            self.query_one("#why", Static).update(_why(pair))
            self.query_one(Comparison).show_rows(
                self.desk.schema.own(Customer), low, high, (_head(low, left), _head(high, right))
            )

    @on(RecordTable.Failed)
    def _failed(self, event: table_messages.Failed) -> None:
        self.desk.say(str(event.error), severity="error")

    # Keys

    async def action_keep(self, side: str) -> None:
        """Merge the pair into the customer on one side."""
        if (pair := self.pair) is None:
            return
        keep, lose = (pair.low, pair.high) if side == "low" else (pair.high, pair.low)
        versions = keep["version"], lose["version"]
        await self._write(lambda database: merge.merge(database, keep["id"], lose["id"], versions=versions))

    @on(RecordTable.Opened)
    def action_pick(self) -> None:
        """Show the effect of merging the two, and choose the values that stay."""
        if (pair := self.pair) is not None:
            self.desk.open_merge(pair.low["id"], pair.high["id"])

    async def action_different(self) -> None:
        """Remember that the two are different customers."""
        if (pair := self.pair) is not None:
            ids = pair.low["id"], pair.high["id"]
            await self._write(lambda database: merge.different(database, *ids))

    async def _write(self, act: Callable[[Database], WriteResult]) -> None:
        """Run a write, and go on with the next pair. If it is refused, show the present state."""
        if await self.desk.perform(act) is None:
            self._show(keep=True)

    def action_skip(self) -> None:
        """Go on to the next pair."""
        self.table.action_move(1)

    def action_go_on(self) -> None:
        """Compare the remaining customers."""
        self._halted = False
        self._compare()

    def action_back(self) -> None:
        """Stop comparing, or go back if it is not running."""
        if self._is_comparing and not self._halted:
            self._halted = True
        else:
            super().action_back()


def _rows(database: Database, start: int, count: int) -> list[Row]:
    """Return pairs as rows, each with descriptions of the left and the right customer's records."""
    found = duplicate_pairs.pairs(database, start, count)
    belongings = customer_activity.belongings(database, {row["id"] for pair in found for row in (pair.low, pair.high)})
    return [
        {
            "id": pair.low["id"] * _LARGEST + pair.high["id"],
            "pair": pair,
            "belongings": [belongings[row["id"]] for row in (pair.low, pair.high)],
        }
        for pair in found
    ]


def _bar(done: int, total: int) -> Content:
    """Return a progress bar."""
    filled = _BAR * done // total if total else 0
    text = f"  comparing {done:,} of {total:,}  " if total else "  comparing  "
    return Content.assemble(
        ("━" * filled, "$accent"), ("─" * (_BAR - filled), "$muted"), (text, "$muted"), ("esc", "bold $accent"),
        (" stops", "$muted"),
    )  # fmt: skip


def _grade(pair: Pair) -> Content:
    mark, style = _GRADES.get(pair.grade, ("○", "$muted"))
    return Content.styled(f"{mark} {pair.grade}", style)


def _why(pair: Pair) -> Content:
    """Return the grade and the reasons."""
    return Content.assemble(_grade(pair), "  ", show("; ".join(pair.reasons), 300))


def _head(row: Row, belongings: list[str]) -> list[Content]:
    """Return the lines with a customer's name and its records."""
    return [*who(row), Content.styled(", ".join(belongings) or "nothing belongs to it", "$muted")]


def _name(side: str) -> Any:
    return lambda row: getattr(row["pair"], side)["name"]


_COLUMNS = (
    Column("low", "Left", 26, _name("low"), grow=1, sortable=False),
    Column("high", "Right", 26, _name("high"), grow=1, sortable=False),
    Column("grade", "How sure", 10, lambda row: _grade(row["pair"]), sortable=False),
)
