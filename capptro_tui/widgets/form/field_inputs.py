"""Input widgets of fields by kind: make one, and read and set its content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Checkbox

from capptro_tui.db.database import Database
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType, Row, number
from capptro_tui.services.drafts.draft import FieldContent
from capptro_tui.services.forms import choices
from capptro_tui.widgets.form.line_input import LineInput
from capptro_tui.widgets.form.long_input import LongInput
from capptro_tui.widgets.form.picker import Picker
from capptro_tui.widgets.form.picker_rows import Choices, Choosable, listed

if TYPE_CHECKING:
    from capptro_tui.geo.geometry import Place

Owner = Callable[[], int | None]
"""Returns the id of the record that a scoped field belongs to at the moment; None if it is not chosen."""


class YesNo(Checkbox):
    """A yes or no, shown by sign, word and colour. Space toggles it, y and n set it, enter goes to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.focus_next", "Next", show=False, id="yes_no.next"),
        Binding("y", "say(True)", "Yes", show=False, id="yes_no.yes"),
        Binding("n", "say(False)", "No", show=False, id="yes_no.no"),
    ]
    DEFAULT_CSS = """
    YesNo, YesNo.-on {
        width: auto;
        background: $panel;
        border: none;
        padding: 0;
        color: $muted;
    }
    YesNo.-on { color: $success; text-style: bold; }
    YesNo:focus { background: $panel; background-tint: $accent 15%; color: $foreground; }
    YesNo.-on:focus { color: $success; }
    """

    def __init__(self, value: bool, **options: Any) -> None:
        super().__init__("", value, compact=True, **options)

    def action_say(self, value: bool) -> None:
        """Set the value."""
        self.value = value

    def render(self) -> Content:
        """Return the sign and the word.

        The framework draws a cross for both, the one for no in the colour of the background.
        """
        return Content(YES if self.value else NO)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the longer text, so that toggling moves nothing."""
        return max(map(len, (YES, NO)))


YES, NO = " ✓ yes ", " □ no "
"""Texts of the two values."""


def field_input(
    database: Database,
    record: RecordType,
    field: Field,
    row: Row,
    owner: Owner,
    near: Owner = lambda: None,
    *,
    creates: bool = True,
) -> Widget:
    """Make the input for one field, with the value of `row`.

    Args:
        database: where the records are.
        record: the type of the form's record.
        field: the field.
        row: the values that the form starts with, by field name.
        owner: returns the record to which the choices of a scoped field are limited.
        near: returns the record near which the chosen one should be.
        creates: whether a picker offers to create a record.
    """
    name, value = f"field-{field.name}", row.get(field.name)
    match field.type.widget:
        case "lines":
            return LongInput(field.edit_text(value), id=name, placeholder=field.hint)
        case "checkbox":
            return YesNo(bool(value), id=name)
        case "records":
            linked = choices.linked(database, field, value)
            text = database.schema.record_named(field.link).called(linked) if linked else ""
            offered = _records(database, field, owner, lambda: choices.origin(database, record, field, near()), creates)
            return Picker(offered, value, text, id=name, hint=field.hint)
        case "choices" | "suggestions":
            present = str(value or "") if row.get("id") is not None else ""
            offered, text = field_choices(database, record, field, present), field.choice(value).label if value else ""
            return Picker(offered, value, text, free=not field.choices, id=name, hint=field.hint)
        case "line":
            return LineInput(field.edit_text(value, row), id=name, placeholder=field.hint)
        case unknown:
            raise NotImplementedError(f"There is no widget called {unknown}.")


def filter_input(
    database: Database, record: RecordType, field: Field, value: Any, *, first: Choosable | None
) -> Picker:
    """Make the input for the value of a field to which a list is narrowed; empty, it allows any value.

    Args:
        database: where the records are.
        record: the type of the list's records.
        field: the field.
        value: the value to start with; None or "" for any.
        first: a further choice of a state, before the others; None for none.
    """
    if field.link:
        offered = _records(database, field, lambda: None, lambda: None, creates=False)
    else:
        offered = field_choices(database, record, field, first=first)
    return Picker(offered, value, filter_text(database, field, value), id=f"filter-{field.name}", hint="any")


def filter_text(database: Database, field: Field, value: Any) -> str:
    """Return the text of a value to which a list is narrowed; "" for any value."""
    if not value:
        return ""
    if not field.link:
        return field.choice(value).label
    target = database.schema.record_named(field.link)
    row = choices.linked(database, field, value)
    return target.called(row) if row else number(target, value)


def read_input(widget: Widget) -> Any:
    """Return the input's value: text, a yes or no, or the id of the chosen record."""
    if isinstance(widget, Picker):
        return widget.value
    if isinstance(widget, LongInput):
        return widget.text
    assert isinstance(widget, LineInput | YesNo)
    return widget.value


def read_content(widget: Widget) -> FieldContent:
    """Return an input's content for a draft."""
    if isinstance(widget, Picker):
        return FieldContent(widget.text, None if widget.free else widget.value)
    value = read_input(widget)
    return FieldContent(value=value) if isinstance(value, bool) else FieldContent(value)


def put_content(widget: Widget, content: FieldContent) -> None:
    """Set an input to the content of a draft."""
    if isinstance(widget, Picker):
        if widget.free or content.value is not None or not content.text:
            widget.choose(content.text if widget.free else content.value, content.text)
        else:
            widget.ask(content.text)
    elif isinstance(widget, LongInput):
        widget.text = content.text
    elif isinstance(widget, YesNo):
        widget.value = bool(content.value)
    elif isinstance(widget, LineInput):
        widget.value = content.text


def field_choices(
    database: Database, record: RecordType, field: Field, present: str = "", *, first: Choosable | None = None
) -> Choices:
    """Return the choices of a field with states, or of a text field with suggestions.

    Args:
        database: where the records are.
        record: the type of the record.
        field: the field.
        present: the record's state; it limits the choices to itself and the states that may follow it.
        first: a further choice of a state, before the others.
    """

    def suggested() -> list[Choosable]:
        from capptro_tui.services.business.picklists import suggestions

        return [Choosable(text, text) for text in suggestions(database, record, field.name)]

    may_be = (present, *field.choice(present).next) if present and field.follows_states else None
    states = [first] if first else []
    states += [Choosable(each.value, each.label) for each in field.choices if may_be is None or each.value in may_be]
    return listed((lambda: states) if field.choices else suggested)


def _records(
    database: Database, field: Field, owner: Owner, origin: Callable[[], Place | None], creates: bool
) -> Choices:
    record = database.schema.record_named(field.link)

    def choosable(each: choices.Candidate) -> Choosable:
        match = each.match
        note = choices.described(record, each.row, each.metres, (match.reason, each.note))
        text = record.called(each.row)
        return Choosable(each.row["id"], text, note, guess=each.guess, whole=match.whole, led_by=match.led_by)

    def found(text: str, *, quick: bool) -> list[Choosable]:
        rows = [
            choosable(each) for each in choices.linkable(database, field, text, owner(), quick=quick, place=origin())
        ]
        if text.strip() and creates and choices.may_create(record, field, owner()):
            rows.append(Choosable(None, text.strip(), create=True))
        return rows

    def hurried(text: str, seconds: float) -> list[Choosable]:
        with database.time_limit(seconds):
            return found(text, quick=True)

    return Choices(partial(found, quick=True), partial(found, quick=False), hurried)
