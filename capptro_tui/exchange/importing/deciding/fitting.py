"""Fits the values of a source to the fields of a record: what a field cannot hold is mended, and nothing is dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from capptro_tui.exchange.formats.table import StoredNumber
from capptro_tui.exchange.understanding.layout.sum_columns import PRICE
from capptro_tui.exchange.understanding.record import Mend
from capptro_tui.exchange.understanding.vocabulary.sum_words import SUMS
from capptro_tui.models.field import Field
from capptro_tui.models.record import RecordType
from capptro_tui.services.importing.checking import ValueChecks
from capptro_tui.services.importing.origins import BESIDE, Origin
from capptro_tui.text.patterns import pattern

_LINE_BREAKS = pattern("\\s*[\n\r\v\f\x85\u2028\u2029]+\\s*")
_HALF_CHARACTERS = pattern("[\ud800-\udfff]")
_SEVERAL = pattern(r"\s*[;,|/\n]\s*|\s+:::\s+|\s+(?:or|and|oder|und|ou|et)\s+")

_TIME = pattern(
    r"(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?(?:\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$", 2
)
"""The time behind a day."""

_LONGEST_SHOWN = 60

TEXT_FIELDS = ("description", "notes", "text")
"""Names of the fields that take what no other field of a record can hold, the first one first."""


def text_field(record: RecordType) -> str:
    """Return the field of a record type that takes texts of any kind; "" if it has none."""
    names = (name for name in TEXT_FIELDS if name in record.fields)
    return next((name for name in names if record.fields[name].type.is_multiline), "")


def unread(label: str, text: str, why: str) -> str:
    """Return a sentence about a value that a field cannot hold."""
    shown = " ".join(text.split())
    if f"“{shown}" in why:
        return f"{label}: {why}"
    return f"“{shown[:_LONGEST_SHOWN]}{'…' if len(shown) > _LONGEST_SHOWN else ''}”: {why}"


@dataclass(slots=True)
class Fitted:
    """The values of a record or of a part, as its fields hold them.

    Attributes:
        record: the record type.
        row: the row of the source.
        typed: field name to the value as it was given, for a service to read.
        checked: field name to the value to store.
        links: name of a link to the text that names its target.
        beside: name of a link to a second text for its target: its title beside its number, or the reverse.
        origin: the database that it comes from.
        unclear: name of a link to the ids of the records that its text may mean, and to the note and the mend of that.
        amounts: name of a field to an amount whose currency is not known yet.
        unit: the text that names the currency of the amounts; "" if none does.
        currency: the currency of the amounts; "" as long as it is not known.
        sums: name of a sum that the program computes (net, tax, total) to its value in the file.
        is_sum: whether it is made of a sum, and stands for lines that the file does not have.
        unread: name of a field to a sentence about its value, which cannot be read.
        kept: texts that no field holds, as `Label: value`.
        mends: what was changed or moved.
    """

    record: RecordType
    row: int
    typed: dict[str, Any] = field(default_factory=dict)
    checked: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    origin: Origin = Origin.UNKNOWN
    unclear: dict[str, tuple[list[int], str, Mend]] = field(default_factory=dict)
    amounts: dict[str, Any] = field(default_factory=dict)
    unit: str = ""
    currency: str = ""
    sums: dict[str, Any] = field(default_factory=dict)
    is_sum: bool = False
    unread: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)

    def mend(self, label: str, was: str, now: str, why: str) -> None:
        """Note a mend."""
        self.mends.append(Mend(self.row, label, was, now, why))

    def set_aside(self, name: str, why: str) -> None:
        """Take a value out of its field, and keep it as text."""
        label = self.record.fields[name].full_label
        was = str(self.links.pop(name, None) or self.typed.pop(name, ""))
        self.typed.pop(name, None)
        self.checked.pop(name, None)
        if was.strip():
            self.kept.append(f"{label}: {was}")
            self.mend(label, was, "", why)

    def settle_links(self, row: Mapping[str, Any]) -> None:
        """Leave links of a stored row as they are where the texts for them, each of several records, may mean them."""
        for name, (ids, note, mend) in self.unclear.items():
            if row[name] in ids:
                self.kept = [text for text in self.kept if text != note]
                self.mends = [one for one in self.mends if one is not mend]

    @property
    def title(self) -> str:
        """The name of the record for people; "" if it has none."""
        parts = (str(self.checked.get(name) or "") for name in self.record.info.title)
        return " ".join(part.partition("\n")[0][:200] for part in parts if part)


class Fitter:
    """Fits the values of records of one type.

    Attributes:
        checks: the checks of its fields.
        locale: the business's locale.
    """

    def __init__(self, checks: ValueChecks, *, keeps_blanks: bool = False) -> None:
        """Make a fitter.

        Args:
            checks: the checks of the record type's fields.
            keeps_blanks: whether an empty value empties a field that has a default. An empty cell says nothing.
        """
        self.checks = checks
        self.locale = checks.locale
        record = checks.record
        self._fields = {name: field for field in record.fields.values() for name in (field.name, field.key)}
        self._keeps_blanks = keeps_blanks
        self._has_sums = PRICE in record.fields or all(name in record.fields for name in SUMS)

    def fit(self, row: int, values: Mapping[str, Any], origin: Origin = Origin.UNKNOWN) -> Fitted:
        """Return values of a row of the source as the fields of the record type hold them.

        Args:
            row: the number of the row.
            values: the values by the names of fields; `beside` and a link's name is before a second text for the link.
            origin: the database that they come from.
        """
        fitted = Fitted(self.checks.record, row, origin=origin)
        for name, value in values.items():
            if name.startswith(BESIDE):
                self._put_beside(fitted, name.removeprefix(BESIDE), str(value or "").strip())
                continue
            field = self._fields.get(name)
            if value is None or (isinstance(value, str) and not value.strip() and not self._is_blank_kept(field)):
                continue
            if name in SUMS and self._has_sums:
                fitted.sums[name] = value
            elif field is None or not self.checks.knows(field.name):
                self._keep_unknown(fitted, name, field, value)
            elif field.link and isinstance(value, str):
                if value.strip():
                    fitted.links[field.name] = value.strip()
            elif field.type.needs_currency:
                fitted.amounts[field.name] = value
            else:
                self._take(fitted, field, value)
        self._keep_order(fitted)
        return fitted

    def _is_blank_kept(self, field: Field | None) -> bool:
        """Return whether an empty text is a value of a field. A day or a number that is not there is none."""
        return self._keeps_blanks and (field is None or field.type.is_text)

    def _put_beside(self, fitted: Fitted, key: str, text: str) -> None:
        field = self._fields.get(key)
        if text and field is not None:
            fitted.beside[field.name] = text

    def take_amounts(self, fitted: Fitted) -> None:
        """Put the amounts into their fields: their currency is known, or will not be."""
        for name, value in fitted.amounts.items():
            self._take(fitted, self.checks.record.fields[name], value)
        fitted.amounts.clear()

    def read_sum(self, field: Field, value: Any, currency: str) -> int:
        """Return a sum of the file in the smallest unit of its currency. Raises ValueError with a sentence."""
        if isinstance(value, StoredNumber):
            value = float(value)
        row = {"currency": currency}
        return int(field.parse(value, now=self.checks.now, locale=self.locale, row=row))

    def _take(self, fitted: Fitted, field: Field, value: Any) -> None:
        """Put a value into its field; mend one that does not fit."""
        if isinstance(value, StoredNumber):  # a number where the field has one, text elsewhere
            value = str(value) if field.type.is_text else float(value)
        try:
            fitted.checked[field.name] = self.checks.check(field.name, value, _context(fitted))
            fitted.typed[field.name] = value
        except ValueError as unfit:
            self._mend(fitted, field, value, str(unfit))

    def _mend(self, fitted: Fitted, field: Field, value: Any, why: str) -> None:
        """Put the part of a text that fits into its field, and keep the whole text where it is not all there.

        A number is no text: in a country with another decimal sign, that would be another number.
        """
        text = str(value)
        is_text = isinstance(value, str) or field.type.is_text
        for candidate, is_whole in _candidates(field, text) if is_text else ():
            try:
                checked = self.checks.check(field.name, candidate, _context(fitted))
            except ValueError:
                continue
            if isinstance(checked, str) and not checked.strip():
                continue
            fitted.checked[field.name], fitted.typed[field.name] = checked, candidate
            fitted.mend(field.full_label, text, candidate, why)
            if not is_whole:
                fitted.kept.append(f"{field.full_label}: {text}")
            return
        fitted.kept.append(text if field.name == text_field(fitted.record) else f"{field.full_label}: {text}")
        fitted.mend(field.full_label, text, "", why)
        fitted.unread[field.name] = unread(field.full_label, text, why)

    def _keep_unknown(self, fitted: Fitted, name: str, field: Field | None, value: Any) -> None:
        """Keep the value of a name that is no field, or of a field that the program fills."""
        if field is not None and field.type.is_unit and field.copied_from:
            fitted.unit = str(value).strip()
            return
        if field is not None and (field.is_read_only or not str(value).strip()):
            return
        if str(value).strip():
            fitted.kept.append(f"{name}: {value}")
            fitted.mend(name, str(value), "", f"{fitted.record.info.label} has no field “{name[:40]}”.")

    def _keep_order(self, fitted: Fitted) -> None:
        """Set an end aside that is before its start."""
        for name in list(fitted.checked):
            field = fitted.record.fields[name]
            start = fitted.checked.get(field.after) if field.after else None
            if start and fitted.checked[name] and fitted.checked[name] < start:
                label = fitted.record.fields[field.after].label.lower()
                fitted.set_aside(name, f"{field.full_label} is before {label}.")


def _context(fitted: Fitted) -> Mapping[str, Any]:
    """Return the values of a record on which the check of another one may depend."""
    return {**fitted.checked, "currency": fitted.currency} if fitted.currency else fitted.checked


def _candidates(field: Field, text: str) -> Iterator[tuple[str, bool]]:
    """Yield texts that a field may hold in place of one that it cannot, and whether each is the whole text."""
    text = _HALF_CHARACTERS.sub("\ufffd", text)
    yield text, True
    line = text if field.type.is_multiline else _LINE_BREAKS.sub(", ", text.strip())
    yield line, True
    if field.type.is_day and (time := _TIME.search(line)):
        yield line[: time.start()], not time[0].strip("T, 0:.Z+")
    if field.type.comes_in_lists:
        yield from ((part, False) for part in _SEVERAL.split(text) if part)
    if field.required and field.type.is_text and not field.choices:
        yield line[: field.limit].rsplit(" ", 1)[0], False
        yield line[: field.limit], False
