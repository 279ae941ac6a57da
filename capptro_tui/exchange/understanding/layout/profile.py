"""The content of columns, counted on a sample: e-mail addresses, phone numbers, dates, the values of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from capptro_tui.exchange.understanding.values.cells import is_no_value, is_scientific, name_and_phone, without_guard
from capptro_tui.exchange.understanding.values.dates import DateTally
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import NO, YES
from capptro_tui.text.patterns import pattern

_EMAIL = pattern(r"\S+@\S+\.\S+")
_URL = pattern(r"(?:https?://|www\.)\S+", 2)
_PHONE = pattern(r"\+?[\d ()./-]{7,25}(?:\s*(?:x|ext\.?)\s*\d+)?")
_LABELLED = pattern(r"\b(?:tel\w*|t[eé]l|fon|phone|mobil\w*|handy|cell|fax|m|t)\b[.:]*\s*[+(\d][\d ()./-]{5,}", 2)
_SEPARATED = pattern(r"[ ()./+-]")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_MOST_VALUES = 60
_LONGEST = 400
"""Characters of the longest text that may be more than text."""

_MOST = 0.8
"""Share of a column's values that must be of a kind for the column to be of it."""


@dataclass(slots=True)
class ColumnProfile:
    """Counts of the values of a column.

    Attributes:
        filled: number of values.
        emails, urls, phones: number of each kind.
        phones_with_signs: phone numbers with signs between their digits, which no other number has.
        labelled: values with a word for a number before a number: `Tel. 01632 960111`.
        named: values with a name and a number behind it.
        texts: values with a letter.
        dates: the dates among them.
        values: different values in small letters, at most sixty.
    """

    filled: int = 0
    emails: int = 0
    urls: int = 0
    phones: int = 0
    phones_with_signs: int = 0
    labelled: int = 0
    named: int = 0
    texts: int = 0
    dates: DateTally = field(default_factory=DateTally)
    values: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        """Count a value."""
        text = without_guard(cell.strip())
        if not text or is_no_value(text):
            return
        self.filled += 1
        self.texts += any(map(str.isalpha, text[:80]))
        if len(self.values) < _MOST_VALUES:
            self.values.add(fold_words(text[:60]).strip())
        if len(text) > _LONGEST or self.dates.add(text) or is_scientific(text):
            return
        self.named += name_and_phone(text) is not None
        if _LABELLED.search(text):
            self.labelled += 1
        elif "@" in text:
            self.emails += _EMAIL.fullmatch(text) is not None
        elif _URL.fullmatch(text):
            self.urls += 1
        elif _PHONE.fullmatch(text) and _FEWEST_DIGITS <= sum(map(str.isdigit, text)) <= _MOST_DIGITS:
            self.phones += 1
            self.phones_with_signs += _SEPARATED.search(text) is not None or text[0] == "0"

    def is_mostly(self, count: int) -> bool:
        """Whether a count is most of the column's values."""
        return count > 0 and count >= self.filled * _MOST

    @property
    def has_dates(self) -> bool:
        """Whether most values are dates, and at least one is written as a date."""
        return self.dates.dates > 0 and self.is_mostly(self.dates.dates + self.dates.serial)

    @property
    def may_be_dates(self) -> bool:
        """Whether values of a column for dates are some: written as dates, or mostly day numbers of a spreadsheet."""
        return self.dates.dates > 0 or self.is_mostly(self.dates.serial)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether every value is a yes or a no in words."""
        return bool(self.values) and all(value in YES | NO and not value.isdigit() for value in self.values)

    def is_one_of(self, words: frozenset[str]) -> bool:
        """Whether every value is one of these words."""
        return bool(self.values) and all(" ".join(value.replace(".", " ").split()) in words for value in self.values)


Profiles = Sequence[ColumnProfile]
