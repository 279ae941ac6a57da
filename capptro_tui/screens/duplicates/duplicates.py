"""The warning of possible duplicates before a customer is saved: look at one, use it, or save anyway."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from capptro_tui.screens.base import Dialog
from capptro_tui.services.duplicates.duplicates import Answer, Duplicate
from capptro_tui.show import show
from capptro_tui.widgets.form.duplicate_hints import hit_line
from capptro_tui.widgets.keys.key_bar import KeyBar


class Duplicates(Dialog[Answer]):
    """The warning. It never blocks: every way out is one key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "use", "Use this one", id="duplicates.use"),
        Binding("m", "merge", "Merge", tooltip="Merge the two", id="duplicates.merge"),
        Binding("o", "open", "Look at it", id="duplicates.open"),
        Binding(
            "d", "different", "Different", tooltip="It is another customer; don't ask again", id="duplicates.different"
        ),
        Binding("c,ctrl+s", "save", "Save anyway", key_display="c", priority=True, id="duplicates.save"),
        Binding("escape", "leave", "Back to the form", id="duplicates.back"),
    ]

    def __init__(self, hits: list[Duplicate], *, saving: bool, using: bool, editing: bool) -> None:
        """Prepare the warning.

        Args:
            hits: the possible duplicates.
            saving: offer to save anyway.
            using: a customer is wanted for another record.
            editing: the customer in the form exists already, so that the two can be merged.
        """
        super().__init__()
        self.hits = list(hits)
        self.saving = saving
        self.using = using
        self.editing = editing
        self.different: set[int] = set()

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static("Possible duplicates", classes="heading", markup=False)
            yield OptionList(*self._options(), markup=False, compact=True)
            yield Static(self._advice(), classes="advice")
        yield KeyBar()

    def _options(self) -> list[Option]:
        options = []
        for hit in self.hits:
            facts = [
                show(str(hit.row[name]), 60) for name in ("phone", "email", "account", "billing_city") if hit.row[name]
            ]
            about = Content.styled("  " + " · ".join(facts), "$muted") if facts else Content("")
            options.append(Option(Content("\n").join([hit_line(hit), about]) if facts else hit_line(hit)))
        return options

    def _advice(self) -> Content:
        what = "u takes it instead" if self.using else "u goes to it instead"
        merging = ["m merges the two"] if self.editing else []
        parts = [what, *merging, "o looks at it", "d says it is another customer"]
        return Content.styled("; ".join(parts) + ("; c saves anyway." if self.saving else "."), "$muted")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow saving only before a save, and merging only with a customer that is not in the trash."""
        if action == "merge":
            return self.editing and bool(self.hits) and self.hit.row["trashed"] is None
        return self.saving if action == "save" else True

    @property
    def hit(self) -> Duplicate:
        """The customer under the cursor."""
        listed = self.query(OptionList)  # none before the list is mounted, when the keys are already looked up
        return self.hits[(listed.first().highlighted if listed else 0) or 0]

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _entered(self) -> None:
        self.action_use() if self.using else self.action_open()

    def action_use(self) -> None:
        """Use this customer instead of a new one."""
        self.dismiss(Answer(use_id=self.hit.row_id, different=frozenset(self.different)))

    def action_merge(self) -> None:
        """Show the effect of merging the customer in the form with this one."""
        self.dismiss(Answer(merge_id=self.hit.row_id, different=frozenset(self.different)))

    def action_open(self) -> None:
        """Look at this customer's page; esc there comes back to the form."""
        self.dismiss(Answer(open_id=self.hit.row_id, different=frozenset(self.different)))

    def action_different(self) -> None:
        """Remember this as another customer. If none is left, saving continues."""
        hit = self.hit
        self.different.add(hit.row_id)
        self.hits.remove(hit)
        if not self.hits:
            self.dismiss(Answer(save=self.saving, different=frozenset(self.different)))
            return
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options(self._options())
        rows.highlighted = 0

    def action_save(self) -> None:
        """Save anyway."""
        self.dismiss(Answer(save=True, different=frozenset(self.different)))

    def action_leave(self) -> None:
        """Go back to the form."""
        self.dismiss(Answer(different=frozenset(self.different)))
