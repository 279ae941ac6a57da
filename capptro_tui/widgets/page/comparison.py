"""Two customers side by side: fields that differ, that only one has, that are the same; and which value stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.duplicates.merge_values import Difference, differing, is_empty
from capptro_tui.show import show
from capptro_tui.widgets.page.marks import value_shown
from capptro_tui.widgets.page.side_by_side import Grid, Side
from capptro_tui.widgets.table.table_columns import Row

Lines = Sequence[Content]

_NOTHING = Content.styled("(empty)", "$muted")
_TITLES = ("≠ Different", "◐ Only one has it", "= The same in both")


class Pick(StrEnum):
    """The side whose value of a field stays."""

    LEFT = "left"
    BOTH = "both"  #: a value made of both, or taken from another field of the other customer
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FieldPick:
    """A field in which two customers differ, and the side whose value stays."""

    difference: Difference
    pick: Pick

    @property
    def field(self) -> Field:
        """The field."""
        return self.difference.field

    @property
    def value(self) -> Any:
        """The value that stays."""
        sides = {Pick.LEFT: self.difference.keep, Pick.RIGHT: self.difference.lose}
        return sides.get(self.pick, self.difference.proposed)

    @property
    def picks(self) -> list[Pick]:
        """The sides that can be chosen."""
        sides = self.difference.keep, self.difference.lose
        return list(Pick) if self.difference.proposed not in sides else [Pick.LEFT, Pick.RIGHT]

    @classmethod
    def proposed(cls, difference: Difference) -> FieldPick:
        """Return the choice that a merge makes by default."""
        if difference.proposed == difference.keep:
            return cls(difference, Pick.LEFT)
        return cls(difference, Pick.RIGHT if difference.proposed == difference.lose else Pick.BOTH)


class Comparison(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Two customers side by side. With `choosing`, a cursor goes through the fields that differ."""

    HELP_TITLE = "Between the fields"
    DEFAULT_CSS = """
    Comparison {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    Comparison > #who {
        dock: top;
        height: auto;
        padding: 0 0 1 0;
        background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Field above", show=False, id="comparison.up"),
        Binding("down", "move(1)", "Field below", show=False, id="comparison.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="comparison.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="comparison.page_down"),
        Binding("home", "move(-1000)", "First field", show=False, id="comparison.first"),
        Binding("end", "move(1000)", "Last field", show=False, id="comparison.last"),
    ]

    @dataclass
    class Chosen(Message):
        """Another value of a field was chosen to stay."""

        choice: FieldPick

    def __init__(self, title: str = "", *, choosing: bool = False) -> None:
        super().__init__()
        self.heading = Content.styled(title, "bold")
        self.choosing = choosing
        self.choices: list[FieldPick] = []
        self._rows: tuple[Row, Row] | None = None
        self._heads: tuple[Lines, Lines] = ((), ())
        self._same: list[Field] = []
        self._cursor = 0
        self._places: list[tuple[int, int]] = []
        self._who = Static(id="who")
        self._text = Static()

    def compose(self) -> ComposeResult:
        yield self._who
        yield self._text

    def show_rows(
        self,
        record: RecordType,
        left: Row,
        right: Row,
        heads: tuple[Lines, Lines],
        picks: Mapping[str, Pick] | None = None,
        *,
        region: str = "",
    ) -> None:
        """Show two customers.

        Args:
            record: the record type of customers.
            left: one customer; a merge keeps this one.
            right: the other.
            heads: a few lines for each side; the second line is the name.
            picks: field name to the side that stays; other fields have the default of a merge.
            region: two-letter country of phone numbers without a country code.
        """
        picked = picks or {}
        sides = {Pick.LEFT: left, Pick.RIGHT: right}
        given = {name: sides[pick][name] for name, pick in picked.items() if pick in sides}
        found = sorted(
            differing(record, left, right, region=region, given=given), key=lambda difference: difference.is_one_sided
        )
        self.choices = [
            FieldPick(difference, picked[difference.field.name])
            if difference.field.name in picked
            else FieldPick.proposed(difference)
            for difference in found
        ]
        different = {difference.field.name for difference in found}
        self._same = [
            field
            for field in record.fields.values()
            if field.form and field.name not in different and not is_empty(left[field.name])
        ]
        if self._rows is None or {row["id"] for row in self._rows} != {left["id"], right["id"]}:
            self._cursor = 0
            self.scroll_home(animate=False)
        self._rows, self._heads = (left, right), heads
        self._cursor = min(self._cursor, max(0, len(self.choices) - 1))
        self._draw()

    @property
    def choice(self) -> FieldPick | None:
        """The choice under the cursor; None if no field differs."""
        return self.choices[self._cursor] if self.choices else None

    def pick(self, step: int) -> None:
        """Choose the next value to the right (1) or left (-1) for the field under the cursor."""
        if (choice := self.choice) is None:
            return
        picks = choice.picks
        place = max(0, min(picks.index(choice.pick) + step, len(picks) - 1)) if choice.pick in picks else 0
        if picks[place] is not choice.pick:
            self.choices[self._cursor] = FieldPick(choice.difference, picks[place])
            self._draw()
            self.post_message(self.Chosen(self.choices[self._cursor]))

    def on_resize(self, event: events.Resize) -> None:
        """Draw again in the new width."""
        self._draw()

    def action_move(self, step: int) -> None:
        """Move the cursor by so many fields; without `choosing`, scroll by so many lines."""
        if not self.choosing:
            self.scroll_relative(y=step, animate=False)
            return
        last = max(0, len(self.choices) - 1)
        self._cursor = max(0, min(self._cursor + step, last))
        self._draw()
        self._reveal(last, down=step > 0)

    def _reveal(self, last: int, *, down: bool) -> None:
        """Scroll as little as brings the field under the cursor into view; for the first or last field, to the end."""
        top, height = self._places[self._cursor] if self._places else (0, 1)
        if self._cursor == 0 and not down:
            self.scroll_home(animate=False)
        elif self._cursor == last and down:
            self.scroll_end(animate=False)
        elif not self.scroll_offset.y <= top <= self.scroll_offset.y + self._room - height:
            self.scroll_to(y=top - (max(0, self._room - height) if down else 0), animate=False)

    def action_page(self, direction: int) -> None:
        """Scroll by a screenful."""
        self.scroll_relative(y=direction * max(1, self._room - 1), animate=False)

    @property
    def _room(self) -> int:
        """Number of lines below the heads."""
        return max(1, self.scrollable_content_region.height - self._who.outer_size.height)

    def _draw(self) -> None:
        width = self.scrollable_content_region.width
        if self._rows is None or not width:
            return
        labels = [self._label(choice, both=Pick.BOTH in choice.picks) for choice in self.choices]
        grid = Grid.fitting(width, [*labels, *(one.full_label for one in self._same)])
        self._who.update(Content("\n").join(grid.heading(self.heading, *self._heads)))
        lines: list[Content] = []
        self._places = []
        two_sided = [choice for choice in self.choices if not choice.difference.is_one_sided]
        one_sided = self.choices[len(two_sided) :]
        for title, choices in zip(_TITLES, (two_sided, one_sided), strict=False):
            if choices:
                lines += [*([Content("")] if lines else []), grid.title(title)]
            for choice in choices:
                made = self._field(grid, choice, is_current=self.choosing and choice is self.choice)
                self._places.append((len(lines), len(made)))
                lines += made
        if self._same:
            lines += [*([Content("")] if lines else []), grid.title(_TITLES[2])]
            for field in self._same:
                lines.append(grid.same(field.full_label, _shown(field, self._rows[0]).first_line))
        self._text.update(Content("\n").join(lines))

    def _field(self, grid: Grid, choice: FieldPick, *, is_current: bool) -> list[Content]:
        assert self._rows is not None
        both = (Pick.BOTH,) if choice.difference.is_joined else ()
        stays = [choice.pick in (pick, *both) if self.choosing else None for pick in (Pick.LEFT, Pick.RIGHT)]
        left, right = (Side(_shown(choice.field, row), chosen) for row, chosen in zip(self._rows, stays, strict=True))
        label = self._label(choice, both=choice.pick is Pick.BOTH)
        return grid.field(label, left, right, is_current=is_current)

    def _label(self, choice: FieldPick, *, both: bool) -> str:
        label = choice.field.full_label
        if not (both and self.choosing):
            return label
        return f"{label}: both" if choice.difference.is_joined else f"{label}: {show(choice.difference.proposed, 40)}"


def _shown(field: Field, row: Row) -> Content:
    shown = value_shown(field, row)
    return shown if shown.plain.strip() else _NOTHING


def who(row: Row) -> list[Content]:
    """Return a customer's name, and a line with its number and state."""
    about = Content.assemble((number(Customer, row["id"]), "$muted"), "  ", value_shown(Customer.fields["status"], row))
    return [Content.styled(show(row["name"], 80), "bold"), about]
