"""Numbers with a fixed count of decimals, stored as whole numbers of their last place: quantities, rates, money."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Final

from capptro_tui.models.types import amounts, locales
from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row
from capptro_tui.text.patterns import pattern

_EXACT = pattern(r"-?[0-9]+(\.[0-9]+)?")
_LEAST: Final = {0: "nothing or more", 1: "more than nothing"}
"""Words for a least value, by its number of units of the last place."""


class FixedPoint(FieldType):
    """A number with `decimals` places. `low` and `high` are in units of the last one."""

    name = "decimal"
    word = "DECIMAL"
    example = "1.5"
    column_type = "INTEGER"
    backfills_default = True
    reads_by_locale = True
    explains_input = True
    align = "right"

    def __init__(
        self,
        decimals: int = 0,
        *,
        low: float | None = None,
        high: float | None = None,
        limit: int = 200,
        sign: str = "",
        below: str = "",
    ) -> None:
        super().__init__(limit=limit)
        self.sign = sign  #: may stand behind the number: `20 %`
        self.below = below  #: a sentence for who gives less than nothing where that is too little
        self.decimals = decimals
        self.low, self.high = low, high

    def places(self, row: Row) -> int:
        """Return the number of decimals of a value in a row."""
        return self.decimals or amounts.decimals(_currency_of(row))

    def _parse(self, value: Any, reading: Reading) -> Any:
        decimals = self.places(reading.row)
        found = self._parse_text(value, reading) if isinstance(value, str) else _parse_units(value, decimals)
        if abs(found) > amounts.LARGEST:
            raise InvalidValue("is too large.")
        if self.low is not None and found < self.low:
            least = _LEAST.get(int(self.low)) or f"{amounts.written(int(self.low), decimals, reading.locale)} or more"
            raise InvalidValue(" ".join(filter(None, (f"must be {least}.", self.below if found < 0 else ""))))
        if self.high is not None and found > self.high:
            most = amounts.written(int(self.high), decimals, reading.locale)
            raise InvalidValue(f"must be {most} at most.")
        return found

    def _parse_text(self, text: str, reading: Reading) -> int:
        currency = _currency_of(reading.row) if self.needs_currency else ""
        decimals = self.places(reading.row)
        if self.sign:
            text = text.rstrip().removesuffix(self.sign)
        try:
            return amounts.parse(text, decimals, reading.locale, currency)
        except amounts.NotANumber as not_read:
            some = f"at most {decimals} {'decimal' if decimals == 1 else 'decimals'}" if decimals else "no decimals"
            example = amounts.written(1250 * 10**decimals, decimals, reading.locale)
            meant = f" Did you mean {not_read.suggestion}?" if not_read.suggestion else ""
            unit = f" in {currency}" if currency else ""
            raise InvalidValue(f"must be a number{unit} such as {example}, {some}.{meant}") from None

    def _format(self, value: Any, row: Row) -> str:
        return amounts.short(value, self.decimals)

    def explain(self, text: str, value: Any, reading: Reading) -> tuple[str, str]:
        shown = self.format(value, reading.row)
        return ("" if shown == text.strip() else shown), ""

    def to_json(self, value: Any, row: Row) -> Any:
        """Return a text with all decimals: `45.00`."""
        return None if value is None else amounts.plain(value, self.places(row))

    def stored_from_json(self, value: Any, row: Row) -> Any:
        decimals = self.places(row)
        if value is None:
            return None
        if not isinstance(value, str) or not _EXACT.fullmatch(value) or len(value.partition(".")[2]) != decimals:
            raise InvalidValue(f"is no number such as {amounts.plain(1250 * 10**decimals, decimals)}.")
        return int(value.replace(".", ""))


class Money(FixedPoint):
    """An amount in the smallest unit of the row's `currency`, or with a fixed number of `decimals`."""

    name = "money"
    word = "AMOUNT"
    word_hint = "such as 45 or 45.00"
    example = "45.00"
    needs_currency = True

    def _format(self, value: Any, row: Row) -> str:
        return amounts.money(value, _currency_of(row), self.decimals)

    def edit_text(self, value: Any, row: Row) -> str:
        if value is None:
            return ""
        return amounts.written(value, self.places(row), locales.shown_in(), amounts.decimals(_currency_of(row)))


def _currency_of(row: Row) -> str:
    return str(row.get("currency") or "")


def _parse_units(value: Any, decimals: int) -> int:
    """Return a number of JSON, given in units, as a whole number of the last place. Raises InvalidValue."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidValue(f"must be a number, or a text such as {amounts.plain(1250, decimals)}.")
    exact = Decimal(str(value)).scaleb(decimals) if math.isfinite(value) else None
    if exact is None or exact != exact.to_integral_value():
        raise InvalidValue(f"must have {f'at most {decimals}' if decimals else 'no'} decimals.")
    return int(exact)
