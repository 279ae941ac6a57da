"""A record's page as text: its head, key facts, notices and profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest
from typing import Any, Final, TypeAlias

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.customer import DEACTIVATED
from capptro_tui.models.types import KEEP_NAME, TRASH_WITH, amounts, locales
from capptro_tui.models.types.moment_texts import local_moment, stamp_text, when_text
from capptro_tui.services.business.customer_activity import Activity
from capptro_tui.show import show
from capptro_tui.text.articles import with_article
from capptro_tui.widgets.page.marks import value_shown
from capptro_tui.widgets.page.summary import shown_fields
from capptro_tui.widgets.table.table_columns import Row, fit_content

NARROW: Final = 56
"""Below this width in cells, facts are shortened, each on its own line."""

TWO_COLUMNS: Final = 70
"""From this width in cells a profile has two columns."""

_GAP = 3
_BETWEEN = 4
_LABEL = 18
_NAME_LINES = 2


def flow(items: Iterable[Content], width: int) -> list[Content]:
    """Lay out items side by side, as many in a line as fit. An item that is too long for a line is cut."""
    lines: list[Content] = []
    for item in items:
        cut = fit_content(item, width) if item.cell_length > width else item
        if lines and lines[-1].cell_length + _GAP + cut.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], " " * _GAP, cut)
        else:
            lines.append(cut)
    return lines


def head(record: RecordType, row: Row, is_default: bool, width: int) -> list[Content]:
    """Return the lines of a record's name, with its number and state beside or below it."""
    name = Content.styled(show(record.called(row)), "bold")
    beside = []
    if status := record.fields.get("status"):
        beside.append(value_shown(status, row))
    if is_default:
        beside.append(Content.styled("★ default customer" if width >= NARROW else "★ default", "$accent"))
    if record.info.letter and record.called(row) != number(record, row["id"]):
        beside.append(_muted(number(record, row["id"])))
    if name.cell_length <= width:
        return flow([name, *beside], width)
    return [*name.wrap(width)[:_NAME_LINES], *flow(beside, width)]


def key_facts(record: RecordType, row: Row, today: date) -> list[Content]:
    """Return the facts that users look for most: the owner, then the filled fields of the list.

    Fields with their default value are left out.
    """
    owners = [field for field in record.links() if field.type.on_delete in (TRASH_WITH, KEEP_NAME)]
    told = {*record.info.title, "status", *(field.name for field in owners)}
    others = [
        field for field in record.list_fields() if field.name not in told and row[field.name] not in (field.default, "")
    ]
    return [fact for field in [*owners, *others] if (fact := _fact(field, row, today)).plain]


def _fact(field: Field, row: Row, today: date) -> Content:
    """Return a field's value after its label; without the label if the value is clear by itself."""
    value = Content(show(when_text(row[field.name], today))) if field.type.is_near_in_time else value_shown(field, row)
    if field.type.is_self_explanatory or not value.plain:
        return value
    return labelled(field.label, value)


def notices(record: RecordType, row: Row) -> list[Content]:
    """Return warnings about a record: in the trash, deactivated, retired, links broken."""
    found = []
    if row["trashed"] is not None:
        found.append("⚠ In the trash. Press r to restore it.")
    elif row.get("status") == DEACTIVATED:
        found.append("○ Deactivated: it is not offered for new work. Press a to reactivate it.")
    retirement = record.retirement()
    if retirement and row[retirement.name]:
        found.append(f"○ {retirement.label}: {record.called(row)} is not offered any more. Press L to take it back.")
    for link in record.links():
        kept_in = link.type.name_kept_in
        if kept_in and row[link.name] is None and row[kept_in]:
            kept = show(row[kept_in], 80)
            found.append(f"⚠ “{kept}” is not linked to {with_article(link.label)} any more. Press e to choose one.")
    return [Content.styled(notice, "$warning") for notice in found]


def activity_facts(activity: Activity, currency: str, width: int) -> list[Content]:
    """Return facts about a customer's activity: the contact, open work, due follow-ups, balance dated later.

    Args:
        activity: the figures.
        currency: three-letter code of the balance.
        width: cells of the page.
    """
    narrow = width < NARROW
    first = []
    if person := activity.contact:
        name = show(Contact.called(person))
        role = "" if narrow or not person["role"] else f", {show(person['role'])}"
        first.append(labelled("Contact", Content(name + role)))
    elif activity.asks_primary:
        first.append(Content.styled("⚠ No primary contact: choose one with p among the contacts.", "$warning"))
    first.append(labelled("Open work", Content(f"{activity.open:,}")))
    if activity.due:
        text = f"◷ {activity.due:,} follow-up{'s' if activity.due > 1 else ''} due"
        first.append(Content.styled(text, "$warning bold"))
    if activity.later:
        first.append(labelled("Of the balance dated later", Content(amounts.money(activity.later, currency))))
    return first


def activity_lines(activity: Activity, today: date, width: int, *, brief: bool) -> list[Content]:
    """Return lines with a customer's next and last work item and important notes.

    Args:
        activity: the figures.
        today: the date to which days are relative.
        width: cells of the page.
        brief: put all notes on one line instead of one each.
    """
    narrow = width < NARROW
    jobs = []
    if (coming := activity.next) and coming["scheduled_start"]:
        jobs.append(labelled("Next", Content(f"{show(when_text(coming['scheduled_start'], today))}  {_title(coming)}")))
    if (last := activity.last) and not narrow:
        day = (last["scheduled_start"] or local_moment(last["modified_at"]))[:10]
        jobs.append(labelled("Last", Content(f"{show(when_text(day, today))}  {_title(last)}")))
    if len(jobs) > 1:
        # Side by side, each gets the rest of the line, at least its half.
        room = width - _GAP
        jobs[1] = jobs[1].truncate(max(room // 2, room - jobs[0].cell_length), ellipsis=True)
        jobs[0] = jobs[0].truncate(room - jobs[1].cell_length, ellipsis=True)
    notes = [Content.styled(f"‼ {show(text, 200)}", "$warning") for text in activity.notes]
    if brief and notes:
        notes = [Content(" " * _GAP).join(notes)]
    return [*flow(jobs, width), *(note.truncate(width, ellipsis=True) for note in notes)]


def labelled(label: str, value: Content) -> Content:
    """Return a value after its muted label."""
    return Content.assemble((show(label), "$muted"), " ", value)


def _muted(text: str) -> Content:
    return Content.styled(show(text), "$muted")


def _title(work_item: dict[str, Any]) -> str:
    return show(work_item["title"], 60)


# The profile


Section: TypeAlias = tuple[str, list[Field]]


class Profile(VerticalScroll):
    """All fields of a record, section by section."""

    DEFAULT_CSS = """
    Profile {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    Profile:focus { background: $accent 15%; }
    """

    def __init__(self, record: RecordType, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.record = record
        self._told = _Told(record)

    def compose(self) -> ComposeResult:
        yield self._told

    def show_row(self, row: Row) -> None:
        """Show a record."""
        self._told.show_row(row)


class _Told(Widget):
    """The text of a profile, as tall as it needs at its width."""

    DEFAULT_CSS = "_Told { height: auto; }"

    def __init__(self, record: RecordType) -> None:
        super().__init__()
        self._record = record
        self._row: Row | None = None
        self._locale = ""
        self._lines: tuple[int, Content] = (0, Content(""))

    def show_row(self, row: Row) -> None:
        if row != self._row or self._locale != locales.shown_in():
            self._row, self._locale, self._lines = row, locales.shown_in(), (0, Content(""))
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._at(width).plain.count("\n") + 1

    def render(self) -> Content:
        return self._at(self.size.width)

    def _at(self, width: int) -> Content:
        """Return the profile at a width. The last one is kept."""
        if self._row is not None and self._lines[0] != width:
            self._lines = width, profile(self._record, self._row, width)
        return self._lines[1]


def profile(record: RecordType, row: Row, width: int) -> Content:
    """Return the text of a record's profile, in two columns if there is room."""
    fields = [field for field in shown_fields(record, row) if field.name != "status"]
    sections = _sections(fields)
    if width < TWO_COLUMNS or len(sections) < 2:
        return Content("\n").join([*_column(sections, row, width), *_stamps(row, width)])
    room = (width - _BETWEEN) // 2
    cut = _balance([_weight(section, row, room) for section in sections])
    left = _column(sections[:cut], row, room)
    right = [*_column(sections[cut:], row, room), *_stamps(row, room)]
    return Content("\n").join(_side_by_side(left, right, room))


def _sections(fields: Sequence[Field]) -> list[Section]:
    """Group fields by section. Each long text follows as a section of its own."""
    short = [field for field in fields if not field.type.is_multiline]
    sections = [(title or "Details", list(group)) for title, group in groupby(short, key=lambda field: field.section)]
    return [*sections, *((field.label, [field]) for field in fields if field.type.is_multiline)]


def _column(sections: Sequence[Section], row: Row, room: int) -> list[Content]:
    """Return the lines of some sections: labels and values in two columns, long texts across both."""
    labels = [cell_len(field.label) for _, fields in sections for field in fields if not field.type.is_multiline]
    label_width = min(_LABEL, room // 2, max(labels, default=0)) + 2
    lines = []
    for title, fields in sections:
        lines.append(Content.styled(title, "bold $muted"))
        for field in fields:
            value = value_shown(field, row)
            lines += value.wrap(room) if field.type.is_multiline else _field(field.label, value, label_width, room)
        lines.append(Content(""))
    return lines


def _field(label: str, value: Content, label_width: int, room: int) -> list[Content]:
    """Return the lines of a label and its value. A value that would break at no space starts below its label."""
    start = Content.assemble(fit_content(_muted(label), label_width - 2), "  ")
    indent = Content("  ")
    if " " not in value.plain and room - label_width < value.cell_length <= room - indent.cell_length:
        return [start, indent + value]
    lines = value.wrap(max(8, room - label_width)) or [Content("")]
    starts = [start, *[Content(" " * label_width)] * (len(lines) - 1)]
    return [first + line for first, line in zip(starts, lines, strict=True)]


def _stamps(row: Row, room: int) -> list[Content]:
    """Return the lines that say when a record was created and last changed, and by whom."""
    made, last = (row["created_at"], row["created_by"]), (row["modified_at"], row["modified_by"])
    told = [("Created", *made), *([("Changed", *last)] if last != made else [])]
    return [line for what, at, by in told for line in _muted(f"{what} {stamp_text(at)} by {by}").wrap(room)]


def _weight(section: Section, row: Row, room: int) -> int:
    """Estimate the number of lines of a section."""
    return 2 + sum(1 + len(str(row[field.name])) // room if field.type.is_multiline else 1 for field in section[1])


def _balance(weights: Sequence[int]) -> int:
    """Return the number of sections in the left column that makes the taller column as short as possible."""
    return min(range(1, len(weights) + 1), key=lambda cut: max(sum(weights[:cut]), sum(weights[cut:])), default=0)


def _side_by_side(left: Sequence[Content], right: Sequence[Content], room: int) -> Iterator[Content]:
    for first, second in zip_longest(left, right, fillvalue=Content("")):
        yield Content.assemble(fit_content(first, room + _BETWEEN), second)
