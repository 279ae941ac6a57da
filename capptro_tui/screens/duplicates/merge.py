"""Merge two customers: both side by side, the value that stays of each field, and the records that move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.customer import Customer
from capptro_tui.screens.base import DeskScreen, Dialog
from capptro_tui.screens.duplicates.merge_preview import MergePreview
from capptro_tui.services.business.business_settings import settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.duplicates.merge_values import PHONES, address_of
from capptro_tui.services.forms import choices
from capptro_tui.services.history.write_result import WriteResult
from capptro_tui.services.search.listing import one
from capptro_tui.show import show
from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choices, Choosable
from capptro_tui.widgets.page.comparison import Comparison, FieldPick, Pick, who
from capptro_tui.widgets.table.table_columns import Row


class MergeScreen(DeskScreen[WriteResult | None]):
    """Two customers before they are merged. It closes with the result, or None.

    The one on the left stays. Nothing is written before the user confirms.
    """

    AUTO_FOCUS = "Comparison"
    HELP = (
        "The left one stays; contacts, work and number of the other become its own. `x` swaps them.\n"
        "`up` and `down` go through the fields that differ; `left` and `right` choose what stays.\n"
        "`ctrl+s` merges; one `u` afterwards takes all of it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,enter", "merge", "Merge", key_display="ctrl+s", priority=True, id="merge.merge"),
        Binding("left,l", "pick(-1)", "Take left", key_display="←", id="merge.left"),
        Binding("right,r", "pick(1)", "Take right", key_display="→", id="merge.right"),
        Binding("x", "swap", "Swap", tooltip="Let the other one stay", id="merge.swap"),
        Binding("tab", "read_on", "Read on", tooltip="All of what moves and what is not kept", id="merge.read_on"),
    ]

    def __init__(self, keep_id: int, lose_id: int, *, typed: Mapping[int, Mapping[str, Any]] | None = None) -> None:
        """Prepare the merge.

        Args:
            keep_id: the customer that stays, on the left.
            lose_id: the customer that is merged into it.
            typed: values by customer id that were typed in a form and are not saved yet.
        """
        super().__init__()
        self.ids = keep_id, lose_id
        self.typed = {row_id: dict(values) for row_id, values in (typed or {}).items()}
        self.keep: Row = {}
        self.lose: Row = {}
        self._picked: dict[str, int | None] = {}
        self._fits = True
        self._merging = False

    def body(self) -> ComposeResult:
        yield Comparison("Merge", choosing=True)
        yield MergePreview()

    def on_mount(self) -> None:
        self.call_after_refresh(self._look)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the focus on the preview only if it does not fit."""
        return action != "read_on" or any(preview.is_cut for preview in self.query(MergePreview))

    @property
    def comparison(self) -> Comparison:
        """Both customers' fields."""
        return self.query_one(Comparison)

    def written(self, result: WriteResult) -> None:
        """Read again if one of the two was changed."""
        if not self._merging and any(result.touches(Customer, row_id) for row_id in self.ids):
            self._look()

    # Showing

    def _look(self) -> None:
        """Read both customers and show them."""
        try:
            self.keep, self.lose = (self._read(row_id) for row_id in self.ids)
        except Refused as refused:
            self.desk.say(str(refused), severity="error")
            self.dismiss(None)
            return
        self._show()
        self._preview()

    def _show(self) -> None:
        """Show both customers, with the values chosen so far."""
        heads = (
            [Content.styled("✓ Stays", "bold $success"), *who(self.keep)],
            [Content.styled("→ Merged into it", "bold $warning"), *who(self.lose)],
        )
        picks = {name: self._side(chosen) for name, chosen in self._picked.items()}
        region = settings(self.desk.database)["region"]
        customer = self.desk.schema.own(Customer)
        self.comparison.show_rows(customer, self.keep, self.lose, heads, picks, region=region)

    def _read(self, row_id: int) -> Row:
        """Return a customer with the values typed for it, and the names of its links."""
        database = self.desk.database
        row = {**one(database, Customer, row_id), **self.typed.get(row_id, {})}
        for link in database.schema.own(Customer).links():
            linked = choices.linked(database, link, row[link.name])
            row[link.key] = database.schema.record_named(link.link).called(linked) if linked else ""
        return row

    def _side(self, row_id: int | None) -> Pick:
        return Pick.BOTH if row_id is None else Pick.LEFT if row_id == self.ids[0] else Pick.RIGHT

    @work(exclusive=True, group="preview")
    async def _preview(self) -> None:
        """Show the effect of the merge, from a dry run."""
        try:
            preview = await asyncio.to_thread(self._merging_now(), self.desk.database, dry_run=True)
        except Refused as refused:
            self._fits = False
            for shown in self.query(MergePreview):  # none if the screen was left meanwhile
                shown.show_refused(refused)
        else:
            self._fits = True
            for shown in self.query(MergePreview):
                shown.show_outcome(preview, self.lose)

    def _merging_now(self) -> Callable[..., WriteResult]:
        """Return the merge with the present choices. It runs in another thread, when the screen may be gone."""
        ids, values, versions = self.ids, self._values(), (self.keep["version"], self.lose["version"])

        def merge_them(database: Database, *, dry_run: bool = False) -> WriteResult:
            return merge.merge(database, *ids, values, versions=versions, dry_run=dry_run)

        return merge_them

    def _values(self) -> dict[str, Any]:
        """Return the values chosen or typed by the user that differ from the defaults of a merge."""
        choices = {choice.field.name: choice for choice in self.comparison.choices}
        named = {name for values in self.typed.values() for name in values} | self._picked.keys()
        named |= {name for name, choice in choices.items() if choice != FieldPick.proposed(choice.difference)}
        # An address is taken as a whole, whichever of its fields was chosen.
        asked = {other for name in named for other in address_of(Customer.fields[name])}
        return {name: choices[name].value if name in choices else self.keep[name] for name in asked}

    # Keys and messages

    @on(Comparison.Chosen)
    def _chosen(self, event: Comparison.Chosen) -> None:
        pick, field = event.choice.pick, event.choice.field
        for name in address_of(field):
            self._picked.pop(name, None)
        self._picked[field.name] = None if pick is Pick.BOTH else self.ids[pick is Pick.RIGHT]
        self._show()
        if not self._fits or field.name in PHONES or len(address_of(field)) > 1 or field.type.has_named_values:
            self._preview()

    def action_read_on(self) -> None:
        """Focus the preview to scroll in it, or go back."""
        preview = self.query_one(MergePreview)
        (self.comparison if preview.has_focus else preview).focus()

    def action_pick(self, step: int) -> None:
        """Choose the next value to the left or right."""
        self.comparison.pick(step)

    def action_swap(self) -> None:
        """Let the other customer stay. Chosen values stay chosen."""
        self.ids = self.ids[1], self.ids[0]
        self._look()

    async def action_merge(self) -> None:
        """Merge and close. If it is refused, show the present state."""
        if self._merging:
            return
        self._merging = True
        result = await self.desk.perform(self._merging_now())
        self._merging = False
        if result is not None:
            self.dismiss(result)
        else:
            self._look()


class MergeWith(Dialog[int | None]):
    """Asks for the customer to merge into this one; possible duplicates come first. Closes with its id, or None."""

    AUTO_FOCUS = "Picker Input"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back", id="merge_with.back")]

    def __init__(self, keep_id: int) -> None:
        super().__init__()
        self.keep_id = keep_id

    def compose(self) -> ComposeResult:
        row = one(self.desk.database, Customer, self.keep_id)
        with Vertical(id="dialog"):
            yield Static(Content.assemble("Merge into ", show(row["name"], 60)), classes="heading")
            advice = "enter compares the two; nothing is merged before you have seen it."
            yield Static(Content.styled(advice, "$muted"), classes="advice")
            found = Choices(partial(self._choices, quick=True), partial(self._choices, quick=False))
            yield Picker(found, hint="Another customer: part of a name, number, phone or email")

    @on(events.DescendantFocus)
    def _entered(self) -> None:
        run_in_background(self, partial(self.query_one(Picker).step, 1))

    def _choices(self, text: str, *, quick: bool) -> list[Choosable]:
        from capptro_tui.services.duplicates import duplicates
        from capptro_tui.services.search import find

        database = self.desk.database
        if text.strip():
            hits = find.find(database, text, (Customer,), limit=choices.MOST + 1, quick=quick)
            found = [(hit.row, choices.described(Customer, hit.row), hit.guess) for hit in hits]
        else:
            likely = duplicates.check(database, one(database, Customer, self.keep_id), self.keep_id)
            found = [
                (hit.row, f"{number(Customer, hit.row_id)}  {'; '.join(hit.reasons)}", False)
                for hit in likely
                if hit.row["trashed"] is None
            ]
        others = [each for each in found if each[0]["id"] != self.keep_id][: choices.MOST]
        return [Choosable(row["id"], row["name"], note, guess=guess) for row, note, guess in others]

    @on(Picker.Chosen)
    def _chosen(self, event: Picker.Chosen) -> None:
        if event.value is not None:
            self.dismiss(event.value)

    def action_leave(self) -> None:
        """Merge nothing."""
        self.dismiss(None)
