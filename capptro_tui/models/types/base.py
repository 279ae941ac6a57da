"""The base of every field type: it reads, checks, stores and shows one kind of value.

A type knows neither its field nor its record: the values that it needs from them come with each call. It imports no
Textual and no SQL: it names its input widget, its look on a page and its column; other modules make them.
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
_HALF_CHARACTERS = pattern("[\ud800-\udfff]")


_STORED_AS = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float, int), "BOOLEAN": (bool,)}
"""Column type to the types of its values."""


class InvalidValue(ValueError):
    """A value that a field cannot hold. The text continues the field's label: `must be yes or no.`"""


class Reading(NamedTuple):
    """The context of a typed value.

    Attributes:
        now: Local wall time, from which "tomorrow" counts.
        locale: Locale of the text: its signs, and its order of day and month.
        row: Values of the record's other fields: the currency of an amount.
        after: The stored moment from which "+90" counts.
        default: The field's value if nothing is typed.
    """

    now: datetime
    locale: str
    row: Row
    after: str | None = None
    default: Any = None


class FieldType:
    """A kind of value. The type reads, checks, stores and shows it.

    A subclass sets its `name` and the class attributes that differ, and overrides `_parse` and `_format`. Parameters
    belong to the instance: the choices, the decimals, the record type that a link leads to.
    """

    name: ClassVar[str]  #: the type's name: `text`, `money`

    column_type: ClassVar[Literal["TEXT", "INTEGER", "REAL", "BOOLEAN"]] = "TEXT"
    empty: ClassVar[Any] = None  #: the stored value when nothing was typed
    is_text: ClassVar[bool] = False  #: stored as a text that is never NULL: "" when it is empty
    is_flag: ClassVar[bool] = False  #: a yes or no: a no is not shown
    is_day: ClassVar[bool] = False  #: a day of the calendar without a time
    is_multiline: ClassVar[bool] = False  #: a text that may have several lines, and is shown over the whole width
    is_picked: ClassVar[bool] = False  #: chosen from offered values: typed text only searches them
    is_unit: ClassVar[bool] = False  #: the unit of the record's amounts: shown with them and not alone
    has_named_values: ClassVar[bool] = False  #: holds named values, which are shown one by one
    backfills_default: ClassVar[bool] = False  #: a record that is older than the field has the field's default
    needs_currency: ClassVar[bool] = False  #: an amount in the currency of its row
    reads_by_locale: ClassVar[bool] = False  #: its text is read with the signs and names of a locale
    explains_input: ClassVar[bool] = False  #: the reading of a typed text is shown beside the field
    comes_in_lists: ClassVar[bool] = False  #: people write several of them into one place: `a@x.com; b@x.com`
    joins_on_merge: ClassVar[bool] = False  #: a merge of two records keeps both values
    sorts_naturally: ClassVar[bool] = False  #: lists sort it as people count: Job 9 before Job 10
    in_every_list_row: ClassVar[bool] = False  #: always read for rows of lists, column or not: their look depends on it

    can_equal: ClassVar[bool] = True  #: records can be found by an exact value of it

    word: ClassVar[str] = "TEXT"  #: stands for a value in the help of the command line
    word_hint: ClassVar[str] = ""  #: the form of a value, if the word does not tell it
    example: ClassVar[str] = "…"  #: a value, quoted as a shell needs it

    align: ClassVar[Literal["left", "right"]] = "left"  #: in a list
    widget: ClassVar[str] = "line"  #: the name of its input in `widgets/form/field_inputs.py`
    keyboard: ClassVar[Literal["text", "email", "tel", "url"]] = "text"  #: the keys of a telephone that type it
    look: ClassVar[str] = "plain"  #: the name of its look in `widgets/page/marks.py`
    is_self_explanatory: ClassVar[bool] = False  #: can be understood without a label
    is_near_in_time: ClassVar[bool] = False  #: in small places, shown relative to today: `tomorrow 09:00`

    can_filter: bool = False  #: lists are narrowed by it
    choices: tuple[Choice, ...] = ()  #: the values that it may have
    picklist: str = ""  #: the name of the list of its suggestions
    link: str = ""  #: the name of the record type that it points to
    on_delete: OnDelete | None = None  #: the effect on a link's record when the target is deleted
    name_kept_in: str = ""  #: the field that keeps the name of a link's present or former target
    low: float | None = None  #: the least value, as it is stored
    high: float | None = None  #: the greatest value, as it is stored

    def __init__(self, *, limit: int = 200) -> None:
        self.limit = limit  #: most characters

    @property
    def scoped_by(self) -> str:
        """The name of the record's link to an owner, to whom a link's target must belong; "" for any target."""
        return ""

    # --- typed to stored ------------------------------------------------------------------------------------------

    def parse(self, value: Any, reading: Reading) -> Any:
        """Return the value to store for a typed or sent value.

        Args:
            value: Text as it was typed, or a value of JSON. A number of JSON is in units: `5` is 5.00.
            reading: The context of the value.

        Raises:
            InvalidValue: The value cannot be stored; the message continues the field's label.
            ValueError: The value cannot be stored; the message is a whole sentence for people.
        """
        if value is None:
            return self._parse_blank("", reading)
        if isinstance(value, str):
            self.check_storable(value)
            if not value.strip():
                return self._parse_blank(value, reading)
        return self._parse(value, reading)

    def _parse(self, value: Any, reading: Reading) -> Any:
        """Return the value to store for a value that is not blank."""
        raise NotImplementedError

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        """Return the value to store when nothing or only spaces were typed."""
        return self.empty

    def check_storable(self, text: str) -> None:
        """Raise InvalidValue if a text cannot be stored: half a character, too many characters, or a line break."""
        if not text.isascii() and _HALF_CHARACTERS.search(text):
            raise InvalidValue("holds half a character, which cannot be stored. Type it again.")
        if len(text) > self.limit:
            raise InvalidValue(f"is too long: {len(text):,} characters, at most {self.limit:,} fit.")
        if not self.is_multiline and _LINE_BREAKS.search(text):
            raise InvalidValue("must be on one line.")

    def as_text(self, value: Any) -> str:
        """Return a text as it is, and a number of JSON as text. Raises InvalidValue for any other value."""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            text = str(value)
            self.check_storable(text)
            return text
        raise InvalidValue("must be text.")

    # --- stored to shown ------------------------------------------------------------------------------------------

    def format(self, value: Any, row: Row) -> str:
        """Return a stored value as people read it, in the shown locale; "" for an empty one.

        `row` has the values of the record's other fields: the currency of an amount.
        """
        return "" if value is None or value == "" else self._format(value, row)

    def _format(self, value: Any, row: Row) -> str:
        return str(value)

    def edit_text(self, value: Any, row: Row) -> str:
        """Return a stored value as text for a form. `parse` reads it back to the same value."""
        return self.format(value, {})

    def explain(self, text: str, value: Any, reading: Reading) -> tuple[str, str]:
        """Return the reading of a typed text as people read it, and a warning about it; each "" if there is none.

        `value` is the result of `parse`. Only called for types with `explains_input`.
        """
        return "", self.oddness(value)

    def oddness(self, value: Any) -> str:
        """Return a warning about an unusual but valid value, to follow the field's label; "" if there is none."""
        return ""

    def to_json(self, value: Any, row: Row) -> Any:
        """Return a stored value in JSON. Modules that know the records replace the id of a link by its number."""
        return value

    def stored_from_json(self, value: Any, row: Row) -> Any:
        """Return the stored value from the one that `to_json` has made. It need not be one that people may type.

        `row` has the other values of the record in JSON. Raises InvalidValue for any other value.
        """
        if value is None or (type(value) in _STORED_AS[self.column_type]):
            return value
        raise InvalidValue("has a value of another kind.")

    def from_json(self, value: Any) -> Any:
        """Convert a value of JSON, or one typed as a single word, for `parse`. Raises Refused."""
        return value

    # --- records and lists ----------------------------------------------------------------------------------------

    def default_at(self, default: Any, now: datetime) -> Any:
        """Return the start value of a new record if the field's default depends on the time; otherwise None."""
        return None

    def without_remarks(self, value: Any) -> Any:
        """Return a stored value without what other programs have no place for, such as a name beside an address."""
        return value

    def join(self, keep: Any, lose: Any) -> Any:
        """Return the value of the record that two records are merged into. Neither value is empty."""
        return keep

    def list_width(self) -> Callable[[], int] | None:
        """Return a function for the cells of the widest value in the shown locale; None if the field sets its width."""
        return None
