"""Draw values of fields. A state has a mark and a word, so that nothing is shown by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial

from rich.text import Text
from textual.content import Content

from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.types import Choice, Tone
from capptro_tui.models.types.moment_texts import day_width
from capptro_tui.show import show
from capptro_tui.widgets.table.table_columns import Column, Row

_STYLES = {
    Tone.GOOD: "$success",
    Tone.ACTIVE: "$accent",
    Tone.WAIT: "$warning",
    Tone.ALERT: "$error bold",
    Tone.QUIET: "$muted",
}


@cache
def marked(choice: Choice) -> Content:
    """Return a choice as its mark and its word."""
    text = f"{choice.mark} {choice.label}" if choice.mark else choice.label
    return Content.styled(show(text), _STYLES[choice.tone])


def value_shown(field: Field, row: Row) -> Content:
    """Return one field of a record as pages and lists show it: a link by its title, a broken one with a mark."""
    return _LOOKS[field.type.look](field, row)


def _plain(field: Field, row: Row) -> Content:
    return Content(show(field.format(row[field.name], row)))


def _chosen(field: Field, row: Row) -> Content:
    value = row[field.name]
    return marked(field.choice(value)) if value else _plain(field, row)


def _flag(field: Field, row: Row) -> Content:
    return Content.styled("✓ yes", _STYLES[Tone.GOOD]) if row[field.name] else Content("")


def _lines(field: Field, row: Row) -> Content:
    return Content("\n".join(show(line, field.limit) for line in str(row[field.name] or "").splitlines()))


def _linked(field: Field, row: Row) -> Content:
    title = show(row.get(field.key) or "")
    if row[field.name] is None and title:
        return Content.assemble(("⚠ ", _STYLES[Tone.WAIT]), title, (" not linked", "$muted"))
    return Content(title) if title or not field.none else Content.styled(field.none, "$muted")


_LOOKS: dict[str, Callable[[Field, Row], Content]] = {
    "plain": _plain,
    "choice": _chosen,
    "link": _linked,
    "flag": _flag,
    "lines": _lines,
}
"""Name of a look, as field types give it, to the function that draws a value."""


def list_columns(
    record: RecordType, without: frozenset[str] = frozenset(), *, today: Callable[[], date]
) -> list[Column]:
    """Return the columns of a record's list.

    Args:
        record: the type of the rows.
        without: names of fields to leave out.
        today: returns the date from which a deadline is late.
    """
    fields = [field for field in record.list_fields() if field.name not in without]
    columns = [_deadline(record, field, today) if field.deadline else _column(field) for field in fields]
    if record.retirement() and columns:
        columns[0] = replace(columns[0], render=partial(_marked_name, record, columns[0]))
    if record.info.letter:
        columns.insert(1, Column("id", "Number", 8, lambda row: number(record, row["id"]), style="$muted"))
    return columns


def name_shown(record: RecordType, row: Row) -> Content | str:
    """Return a record's name. A retired record has a mark and the reason."""
    retirement = record.retirement()
    if retirement is None or not row[retirement.name]:
        return record.called(row)
    name, reason = show(record.called(row)), retirement.label.lower()
    return Content.styled(f"{_RETIRED} {name}, {reason}", _STYLES[Tone.QUIET])


def _marked_name(record: RecordType, first: Column, row: Row) -> Content | Text | str:
    """Return the first cell of a record's row. A retired record has a mark."""
    drawn, retirement = first.render(row), record.retirement()
    if retirement is None or not row[retirement.name]:
        return drawn
    text = drawn if isinstance(drawn, str) else drawn.plain
    return Content.styled(f"{_RETIRED} {show(text)}", _STYLES[Tone.QUIET])


_RETIRED = "○"


def _column(field: Field) -> Column:
    def plain(row: Row) -> str:  # which a list draws faster than Content
        return field.format(row[field.name], row)

    drawn = plain if field.type.look == "plain" else partial(_LOOKS[field.type.look], field)
    width = field.type.list_width() or field.width
    return Column(field.name, field.label, width, drawn, grow=field.grow, align=field.type.align)


def _deadline(record: RecordType, field: Field, today: Callable[[], date]) -> Column:
    """Return the column of a deadline. It has a mark if the day is over and the record is still open."""
    status = record.fields["status"]

    def drawn(row: Row) -> Content:
        text = show(field.format(row[field.name], row))
        late = status.choice(row[status.name]).open and row[field.name] < today().isoformat()
        return Content.styled(f"{_LATE}{text}", _STYLES[Tone.WAIT]) if late else Content(text)

    return Column(field.name, field.label, lambda: len(_LATE) + day_width(), drawn, grow=field.grow, align="right")


_LATE = "⚠ "
