"""Numbers other than amounts: whole numbers, sizes, coordinates."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

from capptro_tui.models.types.base import FieldType, InvalidValue, Reading, Row


class Integer(FieldType):
    """A whole number."""

    name = "whole"
    word = "COUNT"
    example = "3"
    column_type = "INTEGER"
    backfills_default = True
    align: ClassVar[Literal["left", "right"]] = "right"

    def __init__(self, *, low: float | None = None, high: float | None = None, limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.low, self.high = low, high

    def _parse(self, value: Any, reading: Reading) -> Any:
        try:
            if isinstance(value, bool):
                raise TypeError
            text = str(value).strip()
            number = int(text)
            if "_" in text:
                raise ValueError
        except (TypeError, ValueError):
            raise InvalidValue("must be a whole number.") from None
        if abs(number) >= 2**63:
            raise InvalidValue("is too large.")
        if self.low is not None and self.high is not None and not self.low <= number <= self.high:
            raise InvalidValue(f"must be between {self.low:,g} and {self.high:,g}.")
        return number


class ByteSize(Integer):
    """A number of bytes, shown as `1.2 MB`."""

    name = "size"
    backfills_default = False

    def _format(self, value: Any, row: Row) -> str:
        from rich.filesize import decimal

        return decimal(int(value))

    def edit_text(self, value: Any, row: Row) -> str:
        return "" if value is None else str(value)


class Real(FieldType):
    """A number with a fraction: a coordinate."""

    name = "real"
    word = "DECIMAL"
    example = "51.5"
    column_type = "REAL"

    def __init__(self, *, low: float | None = None, high: float | None = None, limit: int = 200) -> None:
        super().__init__(limit=limit)
        self.low, self.high = low, high

    def _parse(self, value: Any, reading: Reading) -> Any:
        try:
            if isinstance(value, bool):
                raise TypeError
            text = str(value).strip()
            number = float(text.replace(",", ".") if "." not in text else text)
            if "_" in text:
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            raise InvalidValue("must be a number.") from None
        if not math.isfinite(number):
            raise InvalidValue("must be a number.")
        if self.low is not None and self.high is not None and not self.low <= number <= self.high:
            raise InvalidValue(f"must be between {self.low:g} and {self.high:g}.")
        return number
