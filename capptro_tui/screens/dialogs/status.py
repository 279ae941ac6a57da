"""Questions before a customer or site is deactivated or reactivated, with all records that are affected."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capptro_tui.models.record import Named, RecordType
from capptro_tui.models.records.customer import DEACTIVATED, deactivates
from capptro_tui.screens.base import DeskScreen, Dialog
from capptro_tui.screens.dialogs.confirm import Confirm, names, split
from capptro_tui.services.history.write_result import RowChange, WriteResult
from capptro_tui.services.records import status
from capptro_tui.services.records.status import Offer
from capptro_tui.show import show
from capptro_tui.widgets.keys.key_bar import KeyBar
from capptro_tui.widgets.page.marks import marked
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.checklist import Checklist
from capptro_tui.widgets.table.plain_table import Rows
from capptro_tui.widgets.table.record_table import Column, RecordTable, Row

_NAMED = 20
"""Most records of a type that are named; the others are counted."""
_OTHER_LINES = 16
"""Most lines of the reactivation dialog without its list."""


async def ask_status(screen: DeskScreen[Any], record: RecordType, row_id: int, state: str) -> None:
    """Deactivate or reactivate a customer or site, after a dialog that names the affected records.

    Records that a customer's deactivation cancelled are offered with its reactivation.
    """
    desk = screen.desk
    switch = status.deactivate if state == DEACTIVATED else status.reactivate
    preview = await desk.perform(lambda database: switch(database, record, row_id, dry_run=True), dry_run=True)
    if preview is None:
        return

    async def answered(is_yes: bool | None) -> None:
        if is_yes:
            await desk.perform(lambda database: switch(database, record, row_id))

    async def ticked(chosen: Sequence[Named] | None) -> None:
        if chosen is not None:
            await desk.perform(lambda database: status.reactivate(database, record, row_id, bring_back=chosen))

    offers: list[Offer] = []
    if state != DEACTIVATED:
        offers = await asyncio.to_thread(status.offers, desk.database, record, row_id)
    if offers:
        screen.app.push_screen(BringBack(preview, offers), ticked)
    else:
        screen.app.push_screen(ConfirmStatus(preview), answered)


class ConfirmStatus(Confirm):
    """Asks before a record is deactivated or reactivated, with the affected records.

    One undo takes it back, so the focus is on `yes`.
    """

    AUTO_FOCUS = "#yes"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "answer(True)", "Do it", show=False, id="confirm.status")]

    def __init__(self, preview: WriteResult) -> None:
        """`preview` is the result of a dry run."""
        self.preview = preview
        self.subject, self.others = split(preview)
        self.is_end = _is_end(self.subject)
        super().__init__(_question(self.subject), yes="Deactivate" if self.is_end else "Reactivate", no="Leave it")

    def heading(self) -> Content:
        """Return the question, the effect on the record itself, and how to undo it."""
        undo = self.desk.config.keys.get("undo", "u").partition(",")[0]
        ends = (
            "\nIt stops being the default customer."
            if any(change.record.info.is_singleton for change in self.others)
            else ""
        )
        undoes = Content.assemble((f" {undo}", "$accent bold"), (" undoes it.", "$muted"))
        return Content.assemble(super().heading(), "\n", _meaning(self.subject), undoes, (ends, "$warning"))

    def details(self) -> Iterable[Content]:
        """Yield the affected records, and what stays as it is."""
        for what, changes in _groups(self.others):
            yield Content.assemble((what, "bold"), "\n", (names(changes, _NAMED), "$muted"))
        if (more := self.preview.count - len(self.preview.changes)) > 0:
            yield Content(f"… and {more:,} more records.")
        if self.is_end and self.others:
            yield Content("What is done stays as it is, with all orders, payments, projects and assets.")


class BringBack(Dialog[Sequence[Named] | None]):
    """Asks which of the records cancelled by a deactivation come back with the customer; None for no reactivation."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "do", "Reactivate", id="status.do"),
        Binding("ctrl+a", "all", "Tick all", id="select_all"),
        Binding("escape", "leave", "Back", id="back"),
    ]

    def __init__(self, preview: WriteResult, offers: Sequence[Offer]) -> None:
        """`preview` is the result of a dry run that brings back no record; `offers` are the cancelled ones."""
        super().__init__()
        self.subject, self.others = split(preview)
        self.offers = offers

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active keys, the dialog's main action first, so that a narrow window shows it, too."""
        found = super().active_bindings
        return dict(sorted(found.items(), key=lambda item: item[1].binding.id != "status.do"))

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(Content.assemble((_question(self.subject), "bold"), "\n", _meaning(self.subject)))
            for what, changes in _groups(self.others):
                yield Static(Content.assemble((what, "bold"), "  ", (names(changes), "$muted")), classes="detail")
            yield Static("Cancelled when it was deactivated; tick what comes back, too:", classes="detail")
            yield Checklist(_COLUMNS)
            yield Static(id="about")
            yield Static(id="ticked")
            yield KeyBar()

    def on_mount(self) -> None:
        self.table.show_source(Rows(lambda: [{"id": place, "offer": offer} for place, offer in enumerate(self.offers)]))
        self.table.focus()
        self._count()

    def on_resize(self) -> None:
        """Make the list as long as its rows, or as the space allows."""
        is_long = len(self.offers) + _OTHER_LINES > self.app.size.height
        self.set_class(is_long, "-long")
        self.table.styles.height = "1fr" if is_long else len(self.offers) + 1

    @property
    def table(self) -> Checklist:
        """The list of offered records."""
        return self.query_one(Checklist)

    @on(RecordTable.SelectionChanged)
    def _count(self) -> None:
        """Show the number of ticked records."""
        count = len(self.table.selected)
        said = Content.styled("Nothing is ticked: all of it stays cancelled.", "$muted")
        if count:
            said = Content.styled(f"✓ {count:,} of {len(self.offers):,} come back.", "$accent")
        self.query_one("#ticked", Static).update(said)

    @on(RecordTable.Highlighted)
    def _highlighted(self, event: table_messages.Highlighted) -> None:
        """Describe the record under the cursor."""
        self.query_one("#about", Static).update(_about(event.row["offer"]) if event.row else "")

    def action_all(self) -> None:
        """Tick all, or none if all are ticked."""
        everything = range(len(self.offers))
        self.table.select(() if len(self.table.selected) == len(everything) else everything)

    def action_do(self) -> None:
        """Close with the ticked records."""
        self.dismiss([(self.offers[place].record, self.offers[place].row_id) for place in sorted(self.table.selected)])

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


def _name(row: Row) -> Content:
    offer: Offer = row["offer"]
    return Content.assemble(("↳ " if offer.of else "", "$muted"), show(offer.name))


def _since(row: Row) -> Content:
    offer: Offer = row["offer"]
    return Content.styled(f"▲ {show(offer.changed_since)}", "$warning") if offer.changed_since else Content("")


_COLUMNS = (
    Column("name", "Name", 26, _name, grow=4, sortable=False),
    Column("was", "Was", 13, lambda row: marked(row["offer"].was), sortable=False),
    Column("since", "Changed since", 14, _since, grow=1, sortable=False),
)


def _about(offer: Offer) -> Content:
    """Return an offer's number and type, and the changes since."""
    parts = [f"{offer.number}  {offer.record.info.label.lower()}", f" of {show(offer.of, 60)}" if offer.of else ""]
    since = f"  ▲ {show(offer.changed_since)} changed since" if offer.changed_since else ""
    return Content.assemble(("".join(parts), "$muted"), (since, "$warning"))


def _is_end(changed: RowChange) -> bool:
    """Whether a change deactivates the record."""
    return bool(changed.delta["status"][1] == DEACTIVATED)


def _question(subject: RowChange) -> str:
    return f"{'Deactivate' if _is_end(subject) else 'Reactivate'} {show(subject.title, 80)}?"


def _meaning(subject: RowChange) -> Content:
    if _is_end(subject):
        return Content.styled(f"{subject.number} is not offered for new work any more.", "$muted")
    return Content.styled(f"{subject.number} is offered for new work again.", "$muted")


def _groups(changes: list[RowChange]) -> Iterator[tuple[str, list[RowChange]]]:
    """Yield the effect with the number of records, `3 sites are deactivated`, and the records."""
    seen = [change for change in changes if change.record.info.letter and "status" in change.delta]
    for record, group in groupby(seen, key=lambda change: change.record):
        found = list(group)
        are = "is" if len(found) == 1 else "are"
        state = record.fields["status"].choice(found[0].delta["status"][1])
        come = "comes back" if len(found) == 1 else "come back"
        what = come if deactivates(record) and not _is_end(found[0]) else f"{are} {state.label.lower()}"
        yield f"{record.info.counted(len(found))} {what}", found
