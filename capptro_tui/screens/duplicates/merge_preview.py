"""The preview of a merge: the records that move, and the values that are not kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.duplicates import merge
from capptro_tui.services.duplicates.merge_values import PHONES
from capptro_tui.services.history.write_result import RowChange, WriteResult
from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import Row

_NAMED = 3
"""Number of moving records that are named; the others are counted."""


class MergePreview(VerticalScroll):
    """Records that move and values that are not kept. It scrolls if they do not fit."""

    DEFAULT_CSS = """
    MergePreview {
        height: auto;
        max-height: 45%;
        padding: 1 2 0 2;
        scrollbar-size-vertical: 1;
    }
    MergePreview:focus { background-tint: $accent 10%; }
    MergePreview > Static { height: auto; }
    MergePreview > .-cut { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._moves, self._lost, self._number = Static(), Static(), Static()

    def compose(self) -> ComposeResult:
        yield from (self._moves, self._lost, self._number)

    @property
    def is_cut(self) -> bool:
        """Whether it does not fit."""
        return self.max_scroll_y > 0

    def allow_focus(self) -> bool:
        """Whether it scrolls: only then it takes the focus."""
        return self.is_cut

    def show_outcome(self, preview: WriteResult, lose: Row) -> None:
        """Show the result of a dry run; `lose` is the customer that is merged into the other.

        Moving records come first, in as few lines as leave room for the values that are not kept.
        """
        counted = list(_moves(preview, lose))
        is_whole = len(counted) <= self.app.size.height // _SHARE
        lines = [Content.assemble(count, "  ", names) for count, names in counted]
        moves = Content("\n").join(lines) if is_whole else Content(", ").join(count for count, _ in counted)
        others = list(_others(preview, lose))
        if not counted and not others:
            moves = Content.styled("No contacts, no work: only what is filled in above.", "$muted")
        title = Content.styled("What moves", "bold $muted")
        self._update(self._moves, [title, *([moves] if moves.plain else []), *others], is_cut=is_whole)
        self._update(self._lost, [Content.styled(f"⚠ {show(each, _LONGEST)}", "$warning") for each in _lost(preview)])
        found = f"{number(Customer, lose['id'])} and its name go on finding the customer that stays."
        self._update(self._number, [Content.styled(found, "$muted")])

    def show_refused(self, refused: Refused) -> None:
        """Show the reason why the two cannot be merged."""
        self._update(self._moves, [])
        self._update(self._lost, [Content.styled(f"⚠ {show(str(refused), 300)}", "$warning")])
        self._update(self._number, [])

    def _update(self, shown: Static, lines: list[Content], *, is_cut: bool = False) -> None:
        shown.display = bool(lines)
        shown.set_class(is_cut, "-cut")
        shown.update(Content("\n").join(lines))
        self.call_after_refresh(self.screen.refresh_bindings)

    def on_resize(self) -> None:
        """Update the keys: the preview may fit now, or not any more."""
        self.screen.refresh_bindings()


_SHARE = 5
"""Moving records are named if they fit the screen's lines divided by this, else only counted."""

_LONGEST = 2000
"""Most characters of a value that is not kept."""


def _moves(preview: WriteResult, lose: Row) -> Iterator[tuple[Content, Content]]:
    """Yield count and names of the moving records, by record type."""
    groups: dict[tuple[str, str], list[RowChange]] = {}
    for changed in preview.changes:
        is_lose = (changed.record, changed.row_id) == (Customer, lose["id"])
        if not is_lose and (what := _movement(changed)) is not None:
            groups.setdefault((changed.record.info.name, what), []).append(changed)
    for (_, what), group in groups.items():
        count = group[0].record.info.counted(len(group))
        yield Content.assemble((count, "bold"), what), Content.styled(_names(group), "$muted")
    if more := preview.count - len(preview.changes):
        yield Content.assemble((f"{more:,} more", "bold"), " records"), Content("")


def _others(preview: WriteResult, lose: Row) -> Iterator[Content]:
    """Yield the effect on the default customer and on the phone numbers."""
    for changed in preview.changes:
        if changed.record is Settings and (sides := changed.delta.get("default_customer_id")):
            becomes = "becomes" if sides[1] is not None else "is not active and does not become"
            yield Content(f"It {becomes} the default customer.")
        if (changed.record, changed.row_id) == (Customer, preview.row_id):
            for name in PHONES:
                phone = changed.delta.get(name, (None, None))[1]
                if phone and phone != lose[name]:
                    yield Content.assemble((Customer.fields[name].label, "bold"), f" becomes {show(phone, 40)}")


def _lost(preview: WriteResult) -> list[str]:
    """Return sentences about values that are not kept of the merged customer."""
    return [notice for notice in preview.notices if notice.startswith(merge.NOT_KEPT)]


def _movement(changed: RowChange) -> str | None:
    """Return the words after the count of a moving record; None if it does not move."""
    if changed.record is Contact and changed.trash == "into":
        return " folded into the same person"
    moved = [changed.record.fields[name] for name in changed.delta if name in changed.record.fields]
    if not changed.record.info.letter or not any(field.link == Customer.info.name for field in moved):
        return None
    return " merged earlier" if changed.record is Customer else ""


def _names(changes: Sequence[RowChange]) -> str:
    named = ", ".join(show(changed.title or changed.number, 30) for changed in changes[:_NAMED])
    return named + (f" and {len(changes) - _NAMED:,} more" if len(changes) > _NAMED else "")
