"""The base of every field type: what one kind of value is, from what is typed to how it is stored and shown.

A type knows neither the field that has it nor its record: what it needs of them comes with the call. It imports no
Textual and no SQL; the widget of its input, the way a page draws it and its column are named, and made elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal, NamedTuple

from capptro_tui.models.types.choice import Choice
from capptro_tui.models.types.on_delete import OnDelete
from capptro_tui.text.patterns import pattern

Row = Mapping[str, Any]
"""A record outside a write: column name to value."""

_LINE_BREAKS = pattern("[\n\r\v\f\x85\u2028\u2029]")


class InvalidValue(ValueError):
    """A value that a field cannot hold. The text goes on where the field's label ends: `must be yes or no.`"""


class Reading(NamedTuple):
    """What a typed value is read with.

    Attributes:
        now: Local wall time, from which "tomorrow" counts.
        locale: Whose signs and order of day and month the text is read with.
        row: What the record's other fields hold: the currency of an amount.
        after: The stored moment from which "+90" counts.
        default: What the field has unless something is typed.
    """

    now: datetime
    locale: str
    row: Row
    after: str | None = None
    default: Any = None


class FieldType:
    """What a field holds, which decides how it is typed, checked, stored and shown.

    A subclass gives its `name`, overrides `_parse` and `_format`, and sets what differs below. Its parameters belong to
    the instance: the choices, the decimals, the record that a link leads to.
    """

    name: ClassVar[str]  #: of the type: `text`, `money`

    column_type: ClassVar[Literal["TEXT", "INTEGER", "REAL", "BOOLEAN"]] = "TEXT"
    empty: ClassVar[Any] = None  #: what is stored when nothing was typed
    is_text: ClassVar[bool] = False  #: stored as a text that is never NULL: "" when it is empty
    is_flag: ClassVar[bool] = False  #: a yes or no, of which a no says nothing
    is_day: ClassVar[bool] = False  #: a day of the calendar without a time
    is_multiline: ClassVar[bool] = False  #: a text that may have several lines, and is shown over the whole width
    is_picked: ClassVar[bool] = False  #: one of what is offered: a typed text only looks for it
    is_unit: ClassVar[bool] = False  #: says in what the record's amounts are: shown with them and not alone
    has_named_values: ClassVar[bool] = False  #: holds values by names, which are shown one by one
    backfills_default: ClassVar[bool] = False  #: a record that is older than the field has the field's default
    needs_currency: ClassVar[bool] = False  #: an amount in the currency of its row
    reads_by_locale: ClassVar[bool] = False  #: its text is read with the signs and names of a locale
    explains_input: ClassVar[bool] = False  #: it is shown beside the field how a typed text is understood
    can_filter: ClassVar[bool] = False  #: lists are narrowed by it
    joins_on_merge: ClassVar[bool] = False  #: of two records that become one, the values of both are kept
    sorts_naturally: ClassVar[bool] = False  #: lists sort it as people count: Job 9 before Job 10
    in_every_list_row: ClassVar[bool] = False  #: rows of lists have it, column or not: their look depends on it

    can_equal: ClassVar[bool] = True  #: people can name one value of it, to find the records that have it

    word: ClassVar[str] = "TEXT"  #: stands for a value in the help of the command line
    word_hint: ClassVar[str] = ""  #: what a value looks like, where the word does not say it
    example: ClassVar[str] = "…"  #: a value, quoted as a shell needs it

    align: ClassVar[Literal["left", "right"]] = "left"  #: in a list
    widget: ClassVar[str] = "line"  #: the name of its input in `widgets/form/field_inputs.py`
    look: ClassVar[str] = "plain"  #: the name of its way of being drawn in `widgets/page/marks.py`
    is_self_explanatory: ClassVar[bool] = False  #: is understood without a label
    is_near_in_time: ClassVar[bool] = False  #: is said by how far it is from today, where there is little room

    choices: tuple[Choice, ...] = ()  #: the values that it may have
    picklist: str = ""  #: the name of the list of its suggestions
    link: str = ""  #: the name of the record type that it points to
    on_delete: OnDelete | None = None  #: of a link: what becomes of the record when the one it leads to is deleted
    name_kept_in: str = ""  #: of a link: the field that has the name of the record it leads to, or led to
    low: float | None = None  #: the least value, as it is stored
    high: float | None = None  #: the greatest value, as it is stored

    def __init__(self, *, limit: int = 200) -> None:
        self.limit = limit  #: most characters

    @property
    def scoped_by(self) -> str:
        """The name of the record's link to an owner, whose record a link with this type must lead to; often empty."""
        return ""

    # --- typed to stored ------------------------------------------------------------------------------------------

    def parse(self, value: Any, reading: Reading) -> Any:
        """The value to store for what was typed or sent.

        Args:
            value: Text as it was typed, or a value of JSON. A number of JSON is in units: `5` is 5.00.
            reading: What it is read with.

        Raises:
            InvalidValue: With what is wrong, for behind the field's label.
            ValueError: With a whole sentence for people.
        """
        if value is None:
            return self._parse_blank("", reading)
        if isinstance(value, str):
            self.check_storable(value)
            if not value.strip():
                return self._parse_blank(value, reading)
        return self._parse(value, reading)

    def _parse(self, value: Any, reading: Reading) -> Any:
        """The value to store for a value that is not blank."""
        raise NotImplementedError

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        """The value to store where only spaces were typed, or nothing."""
        return self.empty

    def check_storable(self, text: str) -> None:
        """Raise InvalidValue where a text of any content could not be stored."""
        if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
            raise InvalidValue("holds half a character, which cannot be stored. Type it again.")
        if len(text) > self.limit:
            raise InvalidValue(f"is too long: {len(text):,} characters, at most {self.limit:,} fit.")
        if not self.is_multiline and _LINE_BREAKS.search(text):
            raise InvalidValue("must be on one line.")

    def as_text(self, value: Any) -> str:
        """A text, or a number of JSON as one. Raises InvalidValue for anything else."""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            text = str(value)
            self.check_storable(text)
            return text
        raise InvalidValue("must be text.")

    # --- stored to shown ------------------------------------------------------------------------------------------

    def format(self, value: Any, row: Row) -> str:
        """A stored value as people read it, in the locale that is shown; empty where it is empty.

        `row` has what the record's other fields hold: the currency of an amount.
        """
        return "" if value is None or value == "" else self._format(value, row)

    def _format(self, value: Any, row: Row) -> str:
        return str(value)

    def edit_text(self, value: Any, row: Row) -> str:
        """A stored value as the text that stands in a form, which `parse` reads back to the same value."""
        return self.format(value, {})

    def explain(self, text: str, value: Any, reading: Reading) -> tuple[str, str]:
        """How a typed text is understood, and what is unusual about it; each "" where nothing is to say.

        `value` is what `parse` makes of it. Asked of types that have `explains_input`.
        """
        return "", self.oddness(value)

    def oddness(self, value: Any) -> str:
        """What is unusual about a value that can be stored, for behind the field's label; "" if nothing is."""
        return ""

    def to_json(self, value: Any, row: Row) -> Any:
        """A stored value in JSON. A link is turned into a number where the records are known."""
        return value

    def from_json(self, value: Any) -> Any:
        """A value of JSON, or typed as one word, as `parse` takes it. Raises Refused with what is wrong."""
        return value

    # --- records and lists ----------------------------------------------------------------------------------------

    def default_at(self, default: Any, now: datetime) -> Any:
        """What a new record has where the field's default depends on the time; None where it does not."""
        return None

    def join(self, keep: Any, lose: Any) -> Any:
        """What is kept of the values of two records that become one; both are filled."""
        return keep

    def list_width(self) -> Callable[[], int] | None:
        """Tells the cells of its widest value in the locale that is shown; None where the field says its width."""
        return None
